# Every command makes what it needs first; nothing here needs root.
BIN := .venv/bin
WORKERS ?= 2
SHAPE := tests/test_architecture.py tests/test_templates.py tests/test_house.py

.DEFAULT_GOAL := help
.PHONY: help setup setup-run run demo test check bench catalog migration lock format clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1|/' | column -t -s '|'

setup: ## the environment with everything, for those who develop
	@tools/setup dev

setup-run:
	@tools/setup run

run: setup-run ## start KIMHub on http://127.0.0.1:8000
	@exec $(BIN)/kimhub serve

demo: setup-run ## the same, in a folder of its own, filled with a sample district
	@exec $(BIN)/kimhub demo

test: export PYTHONDONTWRITEBYTECODE =
test: setup ## the whole suite on SQLite, and what touches the database on PostgreSQL
	@$(BIN)/python -m tests.browser.tools
	@$(BIN)/python -m tests.passes $(WORKERS)
	@$(BIN)/python -m tests.browser.tools --quiet

check: setup ## format, lint, types, contracts, shapes, migrations, English catalog
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/catalog.py check
	$(BIN)/python -m pytest -q -n 0 --db sqlite $(SHAPE)
	KIMHUB_DATA_DIR=build/check $(BIN)/kimhub check

bench: setup ## a table of what pages cost; the same as JSON in build/bench.json
	@mkdir -p build
	$(BIN)/python -m benchmarks

catalog: setup ## collect the texts, update and compile the English catalog
	$(BIN)/python tools/catalog.py update

migration: setup ## write a migration: make migration app=forum desc="Add a colour"
	@test -n "$(app)" -a -n "$(desc)" || { echo 'Which, and why? make migration app=forum desc="..."' >&2; exit 2; }
	$(BIN)/python -m kimhub.core.migrations new $(app) "$(desc)"

lock: setup ## write requirements*.txt again from pyproject.toml
	@UPGRADE=$(UPGRADE) tools/lock

format: setup ## format the code and mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## remove the environment and the caches; data stays
	rm -rf .venv .setup.lock build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
