# The two commands of the README, and those of the people who change Lianmu. `make help` lists them.

SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
DEMO ?= demo-catalogue
PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help demo test lint format bench screenshots golden clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(VENV)/.installed ## make the environment, load the sample members, serve http://127.0.0.1:8000
	@$(BIN)/lianmu demo $(DEMO) --port $(PORT)

test: $(VENV)/.installed-test ## make the environment and run all tests
	@$(BIN)/pytest $(ARGS)

lint: $(VENV)/.installed-test ## ruff and mypy --strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.installed-test ## lay the code out as ruff does
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.installed-test ## measure conversion, matching, load, search and memory on this machine
	@$(BIN)/python tests/bench/bench.py $(ARGS)

screenshots: $(VENV)/.installed-test ## take the README's pictures with Chromium
	@$(BIN)/python tests/browser/screenshots.py

golden: $(VENV)/.installed-test ## rewrite the golden files; read their diff before you commit it
	@$(BIN)/pytest --regenerate -q

$(VENV)/bin/python:
	@if [ -z "$(PYTHON)" ]; then echo "Lianmu needs Python 3.11 or newer; none was found on the PATH."; exit 1; fi
	@echo "Making the environment in $(VENV) with $$($(PYTHON) --version) …"
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv is missing: install it (on Debian: apt-get install python3-venv)."; exit 1; }

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	@echo "Installing Lianmu and the libraries that it needs (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . || { echo "The installation failed: see above. Is a package index reachable?"; exit 1; }
	@touch $@

$(VENV)/.installed-test: pyproject.toml | $(VENV)/bin/python
	@echo "Installing Lianmu and what its tests need (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]' || { echo "The installation failed: see above. Is a package index reachable?"; exit 1; }
	@touch $(VENV)/.installed $@

clean: ## delete the environment, the demo catalogue and what tools left behind
	rm -rf $(VENV) $(DEMO) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis bench-out
