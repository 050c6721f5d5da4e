.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
# A pin holds on every Python and platform, and names no address it was fetched from.
PIN := --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate

.PHONY: help demo test lint fix docs bench requirements clean coverage screenshots fuzz

help: ## Show what can be done here
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

.venv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Accord needs Python 3.11 or newer; this is $$($(PYTHON) --version). Name another: make PYTHON=python3.12 demo"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Python's venv module is missing. On Debian or Ubuntu: apt install python3-venv"; exit 1; }
	@$(BIN)/python -m pip --quiet --disable-pip-version-check install uv

.venv/run.stamp: requirements/run.txt pyproject.toml | .venv/bin/uv
	@$(BIN)/uv pip install --quiet --require-hashes --requirement requirements/run.txt
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.stamp: requirements/dev.txt .venv/run.stamp
	@$(BIN)/uv pip install --quiet --require-hashes --requirement requirements/dev.txt
	@touch $@

demo: .venv/run.stamp ## Open the example company: overview in the terminal, then in the browser
	@$(BIN)/accord demo --port $(PORT)

test: lint coverage docs ## Everything that must pass: lint, types, contracts, tests with coverage, docs

lint: .venv/dev.stamp ## Style, types, contracts, templates, migrations
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --config pyproject.toml --no-cache
	@find src -name '*.html' -print0 | xargs -0 $(BIN)/djade --target-version 5.2 --check
	@$(BIN)/mypy
	@$(BIN)/python -m django makemigrations --check --dry-run --settings accord.config.settings

fix: .venv/dev.stamp ## Mend what can be mended by machine
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@find src -name '*.html' -print0 | xargs -0 $(BIN)/djade --target-version 5.2

coverage: .venv/dev.stamp
	@rm -f .coverage .coverage.*
	@$(BIN)/pytest -n 2 --dist loadgroup --cov --cov-report= -rs
	@rm -f .coverage.*  # of processes that tests killed: cut off, and all others are combined already
	@$(BIN)/coverage report --fail-under 95
	@$(BIN)/coverage report --fail-under 100 --include 'src/accord/analysis/*,src/accord/charts/*,src/accord/connectors/*'

docs: .venv/dev.stamp ## Build the documentation, strictly
	@$(BIN)/mkdocs build --strict --quiet

bench: .venv/dev.stamp ## Measure side by side against floors and peers
	@$(BIN)/python -m bench

fuzz: .venv/dev.stamp ## Look for files that break a reader: an hour, and what it finds in build/fuzz
	@$(BIN)/uv pip install --quiet --target .venv/fuzz atheris==3.0.0
	@PYTHONPATH=.venv/fuzz $(BIN)/python -m tests.fuzz

screenshots: .venv/dev.stamp ## Take the pictures in README and docs anew
	@$(BIN)/python -m tests.screenshots

requirements: | .venv/bin/uv ## Pin every dependency anew, with hashes
	@$(BIN)/uv pip compile $(PIN) --output-file requirements/run.txt pyproject.toml
	@$(BIN)/uv pip compile $(PIN) --extra dev --output-file requirements/dev.txt pyproject.toml

clean: ## Remove what make made
	rm -rf .venv site .mypy_cache .ruff_cache .pytest_cache .coverage*
