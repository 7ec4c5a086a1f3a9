/* SPDX-License-Identifier: Apache-2.0 */
/* Nothing to call: the library is preloaded into the command, see FaultInjection.c. */
