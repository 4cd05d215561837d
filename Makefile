# Onward: `make` lists what there is to do. Only Python 3.11 or newer and make are needed beforehand.
#
#   make setup PYTHON=python3.13    takes another Python
#   make demo PORT=8080             takes another port
#   make test ARGS="-k childcare"   runs some of the tests

PORT ?= 8000
WORKERS ?= 2
ARGS ?=

BIN := .venv/bin
# A Python that was not named is the one that .venv was made with.
INTERPRETER := $(or $(PYTHON),$(shell test -x $(BIN)/python && echo $(BIN)/python),python3)

.DEFAULT_GOAL := help
.PHONY: help setup browser bench-setup demo demo-reset test test-py312 soak lint check lock messages clean

help: ## Show this list.
	@sed -nE 's/^([a-z0-9-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | while IFS='	' read -r name words; do printf '%-12s %s\n' "$$name" "$$words"; done

setup: ## Install the locked packages and the project into .venv.
	@$(INTERPRETER) tools/install.py

browser: setup ## Fetch the Chromium that the browser tests drive.
	@$(BIN)/python tools/browser.py

bench-setup: setup ## Install the programs that the placement engine is compared with.
	@$(BIN)/python tools/bench.py

demo: setup ## Run Onward with a small region of made-up people, on port 8000.
	@$(BIN)/onward demo run --port $(PORT)

demo-reset: setup ## Put the demo's data back to its beginning.
	@$(BIN)/onward demo reset

test: setup browser ## Run every test, on real databases and in a real browser.
	@echo "== tests"
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

PY312 ?= $(shell command -v python3.12)

test-py312: ## Run our blocks in the newest XBlock, where there is a Python 3.12.
	@test -n "$(PY312)" || { echo "There is no python3.12 here. Name one with PY312=..."; exit 1; }
	@echo "== our blocks, $$($(PY312) --version)"
	@test -x .cache/py312/bin/python || $(PY312) -m venv .cache/py312
	@.cache/py312/bin/python -m pip install --quiet "xblock>=6.3,<7" "xblock-sdk>=0.15,<1" "setuptools<82" numpy babel jinja2 pytest
	@.cache/py312/bin/python -m pytest --noconftest -p no:cacheprovider tests/placement/blocks/test_in_the_workbench.py tests/placement/blocks/lessons

SOAK ?= 20

soak: setup ## Let the state machines run SOAK times as long as in an ordinary test run, and try every property on new examples SOAK times.
	@echo "== soak"
	@ONWARD_SOAK=$(SOAK) $(BIN)/python -m pytest -k machine tests/lms/courses $(ARGS)
	@for i in $$(seq $(SOAK)); do ONWARD_SOAK=1 $(BIN)/python -m pytest -q -m hypothesis $(ARGS) || exit 1; done

lint: setup ## Check style, types and the walls between the packages.
	@echo "== ruff check"
	@$(BIN)/ruff check .
	@echo "== ruff format"
	@$(BIN)/ruff format --check .
	@echo "== mypy"
	@$(BIN)/mypy
	@$(BIN)/mypy tools
	@echo "== import-linter"
	@$(BIN)/lint-imports

check: lint test ## Do all that CI does: lint, then test.

# No configuration of one machine may slip into the lock files; addresses uv writes only when it is asked to.
COMPILE := UV_NO_CONFIG=1 .cache/bootstrap/bin/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header

lock: setup ## Write the lock files anew from pyproject.toml; UPGRADE=--upgrade takes newer versions.
	@$(COMPILE) $(UPGRADE) pyproject.toml --output-file requirements.lock
	@$(COMPILE) $(UPGRADE) --extra dev pyproject.toml --output-file requirements-dev.lock
	@$(COMPILE) $(UPGRADE) --extra dev --extra bench pyproject.toml --output-file requirements-bench.lock

clean: ## Remove what set-up and tests have made; the demo's data stays.
	rm -rf .venv .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build *.egg-info
	rm -rf browser/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

messages: setup ## Collect the visible texts into the catalogues of the shipped languages.
	@$(BIN)/python -m tools.messages
