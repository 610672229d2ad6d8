# `make map` builds the sample zone's map; `make test` checks everything. Both make what they
# need in .venv. Variables: PYTHON (3.11 or newer), VENV, PARKMAP_CHROMIUM (a Chromium binary),
# MUTANTS (options of `make mutants`, such as --sample=0.2).

PYTHON ?= $(shell for python in python3.11 python3 python3.12 python3.13 python3.14 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo "$$python"; break; }; done)
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
NPM := $(shell command -v npm 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help map test lint soak mutants bench sample wheelhouse constraints clean browser

help:  ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/make \1\t\2/'

map: $(VENV)/.installed  ## build the sample zone's map and print where it is
	@$(BIN)/parkmap build
	@echo 'Open this file in a browser: $(CURDIR)/maps/index.html'

test: lint browser  ## every check and every test, browser tests included
	PARKMAP_REQUIRE_BROWSER=1 $(BIN)/python -m pytest

lint: $(VENV)/.installed-dev  ## the checks that read the code without running it
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

soak: $(VENV)/.installed-dev  ## kill a hundred builds at random moments, and look at what they leave
	PARKMAP_SOAK_KILLS=100 $(BIN)/python -m pytest tests/soak

mutants: $(VENV)/.installed-mutants  ## change coverage and join in small ways: do the tests notice? (most of an hour)
	nice -n 15 $(BIN)/python -m tools.mutants $(MUTANTS)

bench: $(VENV)/.installed-dev benchmarks/node_modules/.installed browser  ## compare with folium's own ways, write docs/benchmarks.md
	$(BIN)/python -m benchmarks --write

sample: $(VENV)/.installed  ## draw the sample zone anew, from its seed
	$(BIN)/python -m tools.make_sample

wheelhouse: $(VENV)/.installed-dev  ## put all wheels of an offline installation into wheelhouse/
	$(PIP) wheel . -c constraints.txt -w wheelhouse

constraints:  ## write constraints.txt anew, with the newest versions that fit
	PYTHON='$(PYTHON)' tools/make_constraints.sh

clean:  ## remove what was made here, .venv included
	rm -rf $(VENV) build dist wheelhouse .hypothesis .mypy_cache .pytest_cache .ruff_cache \
		.import_linter_cache tests/browser/node_modules benchmarks/node_modules benchmarks/results
	find maps -mindepth 1 -not -name README.md -delete
	find src tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: an installation is done again only when what it installs has changed.

$(BIN)/python:
	@test -n '$(PYTHON)' || { \
		echo 'parkmap needs Python 3.11 or newer, and none was found; set PYTHON=/path/to/python3' >&2; \
		exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-mutants: $(VENV)/.installed-dev
	$(PIP) install -c constraints.txt -e '.[dev,mutants]'
	@touch $@

# The browser, its fonts, and the tools that check our JavaScript.
browser: $(VENV)/.installed-dev
	$(BIN)/python tools/ensure_browser.py
ifneq ($(wildcard tests/browser/package-lock.json),)
ifeq ($(NPM),)
	@echo 'npm was not found: the checks that need it will not run' >&2
else
browser: tests/browser/node_modules/.installed
endif
endif

%/node_modules/.installed: %/package-lock.json
	npm ci --prefix $* --no-audit --no-fund
	@touch $@
