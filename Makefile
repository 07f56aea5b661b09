# Everything is installed in .venv and nowhere else. `make demo` and `make test` do all set-up themselves.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv --quiet
SHARED := ../shared

# The environment is what requirements.lock says: a new lock has a new sum, so it is installed once and then offline.
LOCKED := $(VENV)/.locked-$(shell cksum < requirements.lock | cut -d' ' -f1)
INSTALLED := $(VENV)/.installed
OWN := --editable . --editable models/kawat_model

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint types contracts check eval floors golden gold codebook calibrate bench docs lock build clean

help: ## What can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(INSTALLED) ## Install everything into .venv

demo: $(INSTALLED) ## Read the sample articles and show what they say
	$(BIN)/kawat read samples/articles --format text
	@echo 'As one page with the evidence marked: $(BIN)/kawat read samples/articles --format html -o samples.html'

test: $(INSTALLED) ## Run the whole test suite
	$(BIN)/python -m pytest

lint: $(INSTALLED) ## Style, likely mistakes, unsafe calls
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive kawat

types: $(INSTALLED) ## Static types
	$(BIN)/mypy

contracts: $(INSTALLED) ## Which room may import which
	$(BIN)/lint-imports

check: lint types contracts test eval ## All that must hold before a change is merged

eval: $(INSTALLED) ## Score every corpus of eval/floors.json; fail where a layer is below its floor
	$(BIN)/kawat eval --floors eval/floors.json

floors: $(INSTALLED) ## Measure the floors again and keep them in eval/floors.json, with the figures that the desk shows
	$(BIN)/kawat eval --floors eval/floors.json --set-floors --figures kawat/web/figures.json

golden: $(INSTALLED) ## Write what Kawat says now into samples/expected, to be reviewed as prose
	$(BIN)/python -m tests.tools.golden

docs: $(INSTALLED) ## Build the documentation site in build/site, every link checked
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict

gold: $(INSTALLED) ## Resolve the annotations of samples/annotations into samples/gold.jsonl
	$(BIN)/python -m tests.tools.gold samples/articles samples/annotations samples/gold.jsonl

codebook: $(INSTALLED) ## Write docs/codebook from kawat/knowledge/data/codebook
	$(BIN)/python -m tests.tools.codebook

calibrate: $(INSTALLED) ## Measure how often each rule is right, from annotated articles
	$(BIN)/python -m kawat.evaluation.calibrate $(SHARED)/annotation/train/gold.jsonl $(SHARED)/annotation/train/corpus.jsonl

bench: $(INSTALLED) ## Articles and words a second, time of each stage, peak memory
	$(BIN)/python -m kawat.evaluation.bench $(firstword $(wildcard $(SHARED)/annotation/dev/corpus.jsonl) samples/articles) \
		--pages $(firstword $(wildcard $(SHARED)/data/html/fundus) samples/articles/minsk.html)

lock: $(INSTALLED) ## Choose versions again
	$(UV) pip compile pyproject.toml --upgrade --all-extras --group dev --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-annotate --custom-compile-command "make lock" --output-file requirements.lock > /dev/null

build: $(INSTALLED) ## Make the distribution files in dist/
	$(BIN)/python -m hatchling build
	cd models/kawat_model && $(CURDIR)/$(BIN)/python -m hatchling build --directory $(CURDIR)/dist

clean: ## Remove what was made, .venv too
	rm -rf $(VENV) dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find kawat tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Kawat needs Python 3.11 or newer; found: $$($(PYTHON) --version 2>&1)."; \
		echo "Install one, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2> /dev/null || { \
		echo "$(PYTHON) cannot make environments. On Debian and Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# pip takes over where uv cannot run or reaches no index.
$(LOCKED): | $(BIN)/python
	@echo "Installing what requirements.lock names into $(VENV) ..."
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv || true
	@$(UV) pip sync --python $(BIN)/python --require-hashes requirements.lock || \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@rm -f $(VENV)/.locked-*
	@touch $@

$(INSTALLED): $(LOCKED) pyproject.toml models/kawat_model/pyproject.toml
	@$(UV) pip install --python $(BIN)/python --offline --no-deps --no-build-isolation $(OWN) || \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation $(OWN)
	@touch $@
