# Two commands matter: `make run` and `make test`. Both work on a fresh machine with Python 3.11 and nothing else.
# `make help` lists the rest.

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
PORT ?= 8000
BIN := .venv/bin

export ZHIJIAN_PORT := $(PORT)

.DEFAULT_GOAL := help
.PHONY: help run test check build bench torture requirements openapi reference doctor lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## set up what is missing, then start everything on http://127.0.0.1:$(PORT)
	@$(PYTHON) tools/set_up.py run
	@ZHIJIAN_DEMO=$${ZHIJIAN_DEMO-1} exec $(BIN)/zhijian run

test: ## every test; set up what is missing first
	@$(PYTHON) tools/set_up.py test
	@$(BIN)/python tools/run_tests.py

check: ## format, lint, types, import contracts, migrations, generated files, web checks
	@$(PYTHON) tools/set_up.py test
	@$(BIN)/python tools/check.py

build: ## the web apps and the fonts of papers
	@$(PYTHON) tools/set_up.py build

bench: ## every promised figure of speed with its reference, on a database of its own
	@$(PYTHON) tools/set_up.py test
	@$(BIN)/zhijian bench $(if $(ONLY),--only $(ONLY))

torture: ## the long suites
	@$(PYTHON) tools/set_up.py test
	@$(BIN)/python tools/run_tests.py --torture

requirements: ## which promised rows have a test and which have none
	@$(BIN)/zhijian requirements

openapi: ## renew the interface description and the client's types
	@$(BIN)/zhijian openapi web/packages/api/openapi.json
	@cd web && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent generate --workspace packages/api

reference: ## renew docs/reference.md: errors, events, settings
	@$(BIN)/zhijian reference docs/reference.md

doctor: ## one sentence on everything that is needed
	@$(BIN)/zhijian doctor

lock: ## renew the lock files of the Python packages (hashes, no registry names)
	@$(BIN)/uv pip compile -q --upgrade --generate-hashes --no-emit-index-url --python-version 3.11 requirements/dev.in -o requirements/dev.lock
	@$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --python-version 3.11 requirements/base.in -c requirements/dev.lock -o requirements/base.lock
	@$(BIN)/uv pip compile -q --upgrade --generate-hashes --no-emit-index-url --python-version 3.11 requirements/build.in -o requirements/build.lock

clean: ## remove what was built and installed; the data in var/ stay
	@if [ -x $(BIN)/zhijian ]; then $(BIN)/zhijian database stop || true; fi
	@rm -rf build .venv web/node_modules web/apps/*/dist .mypy_cache .ruff_cache .hypothesis
