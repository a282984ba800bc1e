# Two commands: `make demo` shows a city, `make test` proves the promises. Both set up what they need.
SHELL := /bin/bash
.DEFAULT_GOAL := help
RUN := .venv/bin

# Where compiled modules must not lie beside their sources, each of a run's many processes would compile anew the two
# thousand modules that it imports: half of its start.
ifdef PYTHONDONTWRITEBYTECODE
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX ?= $(CURDIR)/.tools/bytecode
endif

.PHONY: help setup demo test lint types imports licences migrations console-check tests soak fuzz figures docs screenshots collector-deb bundle site clean

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

setup: ## environment, embedded database, console build
	@./scripts/setup.sh

demo: setup ## a simulated city on real device protocols, until Ctrl-C
	@exec $(RUN)/youjian demo

test: ## the whole suite: lint, types, import rules, migrations, unit to acceptance
	@./scripts/setup.sh tests
	@$(MAKE) --no-print-directory -j2 -Otarget lint types imports licences migrations console-check
	@$(MAKE) --no-print-directory tests

lint: ## style
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .

types: ## pyright
	$(RUN)/pyright

licences: ## licences of everything installed or bundled, against the list
	$(RUN)/python scripts/licences.py

imports: ## the rooms' import rules
	$(RUN)/lint-imports

migrations: ## models and migrations agree
	$(RUN)/python -m youjian.bureau.manage makemigrations --check --dry-run

console-check: ## the console's types, unit tests and API drift
	@PATH="$(CURDIR)/.tools/node/bin:$$PATH" npm --prefix console run --silent check

tests: ## pytest alone, in three processes for two cores
	@./scripts/tests.sh

soak: ## endurance runs (long): full numbers of what `make test` holds reduced
	YOUJIAN_KILL_ROUNDS=200 $(RUN)/pytest -q tests/integration/test_kill_rounds.py --timeout 7200
	YOUJIAN_ORDERS=2000 YOUJIAN_EXAMPLES=2000 $(RUN)/pytest -q tests/integration/test_any_order.py tests/integration/test_live_equals_audit.py --timeout 7200
	$(RUN)/python -m benchmarks.soak --write docs/soak.md
	$(RUN)/python -m benchmarks.faults --write docs/faults.md
	$(RUN)/python -m benchmarks.growth --rows 10,100 --write docs/performance.md

collector-deb: ## the collector's Debian package, for python3 of Debian 12 and 13, in dist/
	python3 scripts/collector_deb.py

bundle: ## everything for an installation without a network, one archive in dist/
	@PATH="$(CURDIR)/.tools/uv/bin:$$PATH" $(RUN)/python scripts/bundle.py

fuzz: ## ten minutes of coverage-guided fuzzing of every codec
	$(RUN)/python -m benchmarks.fuzz --seconds 600

figures: ## remake every table in docs
	$(RUN)/python -m benchmarks.figures

screenshots: ## a picture of every page: Chinese and English, furnished and empty
	$(RUN)/python scripts/screenshots.py

docs: ## generated reference pages, and the site of all pages in site/; a broken link is an error
	$(RUN)/python -m youjian.contract.reference docs
	$(RUN)/python -m youjian.detection.reference docs
	$(RUN)/python -m youjian.protocols.station.reference docs
	$(RUN)/python -m youjian.bureau.openapi
	@$(MAKE) --no-print-directory site

site: ## the site alone
	PATH="$(CURDIR)/.tools/uv/bin:$$PATH" uv run --frozen --isolated --only-group docs zensical build --strict --clean

clean: ## remove what setup made (not the demo's data)
	rm -rf .venv .tools console/node_modules console/dist
