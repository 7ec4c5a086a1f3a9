# SPDX-License-Identifier: Apache-2.0
#
# What CI runs is what you run: `make test`. `make` alone lists the targets.

PREFIX ?= /usr/local
DESTDIR ?=

# Given to every swift build, for example --static-swift-stdlib or -v.
SWIFT_BUILD_FLAGS ?=
# The command carries Swift's libraries in itself where the toolchain has them for that: it then
# runs on a machine without Swift, starts in half the time and needs 6 MB less.
static_stdlib := $(if $(wildcard $(dir $(realpath $(shell command -v swift)))../lib/swift_static/linux),--static-swift-stdlib)

# Given to every swift test, for example --filter "truncated archive".
SWIFT_TEST_FLAGS ?=

# One locale everywhere; and no interactive backtracer, which waits for a key after a crash.
export LC_ALL := C.UTF-8
export SWIFT_BACKTRACE := enable=no

# The tests find the Python tools of Scripts/setup before any other. A stock tool that is
# missing is then a failure and not a skipped test.
test_environment := PATH="$$PWD/.build/tools/bin:$$PATH" SMSBACKUP_REQUIRE_TOOLS=1

swift_sources := $(wildcard Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources)

.DEFAULT_GOAL := help
# Two builds, or two apts, must not run at once; swift build is parallel by itself.
.NOTPARALLEL:
.PHONY: help setup build demo test check format campaign fuzz bench clean install

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

setup: ## Install what is missing to build and test; silent when nothing is
	@Scripts/setup

build: ## Build the command for release
	@Scripts/setup --build
	swift build -c release $(static_stdlib) --product smsbackup $(SWIFT_BUILD_FLAGS)

demo: setup build ## Capture, verify and restore a small site, to look at
	@Scripts/demo

# The tests run the built command; --build-tests builds it too.
test: setup ## Build for debugging and run every test
	swift build --build-tests $(SWIFT_BUILD_FLAGS)
	$(test_environment) Scripts/run-tests swift test $(SWIFT_BUILD_FLAGS) $(SWIFT_TEST_FLAGS)

check: ## Everything a change must pass: format, layers, documents, tests
	swift format lint --strict --parallel --recursive $(swift_sources)
	Scripts/check-layers-selftest
	Scripts/run-tests-selftest
	Scripts/check-layers
	Scripts/check-docs
	@$(MAKE) --no-print-directory test

format: ## Format the sources in place
	swift format format --in-place --parallel --recursive $(swift_sources)

campaign: setup ## Run the long random tests in full; takes its time
	swift build --build-tests $(SWIFT_BUILD_FLAGS)
	$(test_environment) SMSBACKUP_CAMPAIGN=full Scripts/run-tests swift test --filter Campaign $(SWIFT_BUILD_FLAGS) $(SWIFT_TEST_FLAGS)

# FUZZ_FLAGS: parsers by name, --count N, --seed N.
fuzz: setup ## Give every parser 200,000 spoiled files; takes some minutes
	swift build -c release $(static_stdlib) --product fuzz $(SWIFT_BUILD_FLAGS)
	.build/release/fuzz $(FUZZ_FLAGS)

# BENCH_FLAGS: peers, large, parsers, frames; see Benchmarks/run --help.
bench: setup build ## Measure beside tar, zstd, restic, borg and others; half an hour or more
	@Benchmarks/setup
	Benchmarks/run $(BENCH_FLAGS)

clean: ## Remove everything that was built, the tools of the tests included
	rm -rf .build Benchmarks/.build

# Does not build: under sudo there is often no Swift, and root's files do not belong in .build.
install: ## Install the built command under PREFIX (/usr/local), below DESTDIR if given
	@test -x .build/release/smsbackup || { echo "run make build first" >&2; exit 1; }
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 .build/release/smsbackup "$(DESTDIR)$(PREFIX)/bin/smsbackup"
