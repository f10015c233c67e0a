# Everything here runs on a fresh Debian 12 that has a Swift 6.3 toolchain, git and make.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help deps deps-test run build test contract bench format lint docs clean

# What the Swift toolchain itself loads, what it links with, and what the service is built on.
BUILD_PACKAGES := libcurl4-openssl-dev libncurses6 libxml2 \
    binutils ca-certificates git libc6-dev libstdc++-12-dev lld pkg-config \
    libavcodec-dev libavfilter-dev libavformat-dev libavutil-dev libjpeg62-turbo-dev libswresample-dev libswscale-dev \
    libpoppler-glib-dev libtesseract-dev libleptonica-dev libvips-dev \
    tesseract-ocr-eng tesseract-ocr-fra tesseract-ocr-osd fonts-dejavu-core fonts-urw-base35 poppler-data \
    libsqlite3-dev zlib1g-dev curl
# What fixtures, tests and benchmarks call besides.
TEST_PACKAGES := chromium chromium-driver ffmpeg libfaketime nginx-extras ocrmypdf poppler-utils python3 python3-venv \
    sox tesseract-ocr

# lld links several times faster. One set of flags for all targets of a configuration, so that they share its build.
SWIFT_FLAGS := -Xswiftc -use-ld=lld
# Warnings of this package are errors in CI; SwiftPM compiles dependencies with warnings suppressed.
ifdef CI
SWIFT_FLAGS += -Xswiftc -warnings-as-errors
endif

SWIFT_SOURCES := Package.swift Sources Tests
SHELL_SCRIPTS = .ci/run $(shell git ls-files '*.sh')
PYTHON_SCRIPTS = $(shell git ls-files '*.py')

help: ## Lists the targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r target text; do \
	    printf '%-16s %s\n' "$$target" "$$text"; done

deps: ## Installs what the service needs and this machine lacks (apt, asks nothing)
	@$(call install,$(BUILD_PACKAGES))

deps-test: ## The same for tests and benchmarks (adds ffmpeg, sox, Chromium, nginx)
	@$(call install,$(BUILD_PACKAGES) $(TEST_PACKAGES))

build: deps ## Builds the release program
	swift build -c release --product storage-service $(SWIFT_FLAGS)

run: build ## Starts the service on http://127.0.0.1:8089 and prints a token and three curl lines
	exec .build/release/storage-service serve --hints

# Six tests at once keep two cores busy; with all at once some would wait longer for a thread than they may take.
# The end-to-end tests measure time and CPU, so they have the machine to themselves.
test: deps-test ## Runs all tests
	swift build --build-tests $(SWIFT_FLAGS)
	swift test --skip-build --disable-xctest --experimental-maximum-parallelization-width 6 \
	    --skip '^EndToEndTests\.' $(SWIFT_FLAGS)
	swift test --skip-build --disable-xctest --filter '^EndToEndTests\.' $(SWIFT_FLAGS)

contract: build ## Holds the running service to openapi.yaml with schemathesis (from PyPI, a few minutes)
	@$(call install,curl python3 python3-venv)
	python3 Tests/Contract/run.py .build/release/storage-service

bench: deps-test build ## Measures against ffmpeg, nginx, FastAPI, tesseract and others, prints a table, writes bench.json
	python3 Benchmarks/run.py

format: ## Formats the Swift sources in place
	swift format --in-place --recursive --parallel $(SWIFT_SOURCES)

lint: deps-test ## Checks format and style; changes nothing
	swift format lint --strict --recursive --parallel $(SWIFT_SOURCES)
	for script in $(SHELL_SCRIPTS); do bash -n "$$script"; done
	for script in $(PYTHON_SCRIPTS); do \
	    python3 -c 'import ast, sys; ast.parse(open(sys.argv[1]).read(), sys.argv[1])' "$$script"; done

docs: build ## Writes the reference of Pipeline to .build/docs, and the table of keys into README.md
	.build/release/storage-service config-keys > .build/config-keys.md
	sed -i -e '/^<!-- configuration: begin/,/^<!-- configuration: end/{//!d}' \
	    -e '/^<!-- configuration: begin/r .build/config-keys.md' README.md
	mkdir -p .build/docs
	swift package $(SWIFT_FLAGS) --allow-writing-to-directory .build/docs generate-documentation \
	    --target Pipeline --output-path .build/docs

clean: ## Removes what was built
	swift package clean
	rm -rf .build/bench .build/docs bench.json

# install(packages): as root or through sudo; does nothing, at once, when all of them are there.
define install
missing=(); \
for package in $(1); do \
    dpkg-query -W -f='$${db:Status-Status}\n' "$$package" 2>/dev/null | grep -qx installed || missing+=("$$package"); \
done; \
if (( $${#missing[@]} )); then \
    command -v apt-get >/dev/null || { echo "apt-get not found; install by hand: $${missing[*]}" >&2; exit 1; }; \
    echo "installing $${missing[*]}"; root=(); (( EUID == 0 )) || root=(sudo); \
    "$${root[@]}" apt-get -qq update; \
    "$${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$${missing[@]}"; \
fi
endef
