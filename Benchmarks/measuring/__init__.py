# SPDX-License-Identifier: Apache-2.0
"""The parts of `Benchmarks/run`, one concern to a file."""
