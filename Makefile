# Needs make, git and Python 3.11 or newer; everything else comes from the lock files, by hash, into .venv.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
# Most of a test's time is waiting for a server, so more of them than cores. Neighbors stay together: modules share servers.
WORKERS ?= 4
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)

.DEFAULT_GOAL := help
.PHONY: help setup run test lint i18n bench e2e pictures slow chaos client npm lock readme readme-check clean

help:
	@echo "make run    everything on this machine: API, console, worker, Temporal, ledger"
	@echo "            [DATA=dir] [PORT=n] [TEMPORAL_PORT=n] [UI_PORT=n]"
	@echo "make test   lint and the tests      make lint    make bench"
	@echo "make e2e    the console in Chromium make slow    the tests that take long"
	@echo "make pictures a picture of each page at 1280 and 390 px, into build/e2e"
	@echo "make chaos  decisions under faults, checked from outside   [ROUNDS=n] [SEED=n] [SECONDS=n] [ONLY=fault]"
	@echo "make client a client in Python from the OpenAPI document   [OUT=dir]"
	@echo "make npm    what npm has against which that document is held (tests/clients), where node is there"
	@echo "make i18n   the sentences of pages into their catalogues, and what has no English yet"
	@echo "make readme what the README's commands print, into it     make readme-check compares"
	@echo "make setup  only installs           make lock    new lock files [UPGRADE=1]      make clean"

setup: $(VENV)/dev.installed

run: $(VENV)/run.installed
	@exec $(BIN)/hengxu up $(if $(DATA),--data "$(DATA)") $(if $(PORT),--port $(PORT)) \
		$(if $(TEMPORAL_PORT),--temporal-port $(TEMPORAL_PORT)) $(if $(UI_PORT),--ui-port $(UI_PORT))

# Tests start hundreds of processes. Each would compile program and libraries anew where Python may keep nothing; here it may.
test bench e2e pictures slow chaos: export PYTHONDONTWRITEBYTECODE =
test bench e2e pictures slow chaos: export PYTHONPYCACHEPREFIX = $(CURDIR)/build/pycache

test: lint
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal

lint: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

# One catalogue for each area of the console. A new sentence stands in it without its English; an unused one is left out.
i18n: setup
	@mkdir -p build
	@set -e; for area in api/console/*/; do \
		name=$$(basename $$area); pot=build/$$name.pot; po=$$area$$name.en.po; \
		$(BIN)/pybabel --quiet extract -F pyproject.toml --omit-header --no-location -o $$pot $$area; \
		if [ -s $$pot ]; then \
			$(BIN)/pybabel --quiet update --init-missing --no-fuzzy-matching --ignore-obsolete --omit-header --no-wrap \
				-l en -i $$pot -o $$po; \
			$(BIN)/pybabel compile --use-fuzzy --statistics -l en -i $$po -o build/$$name.mo; \
		fi; \
	done

bench: setup
	$(BIN)/python -m tests.bench

e2e: setup
	$(BIN)/python -m pytest -m "e2e and not slow" --numprocesses 2 --dist loadfile

# A part of `make e2e`, for whoever wants to look at the pages alone.
pictures: setup
	$(BIN)/python -m pytest -m "e2e and not slow" tests/e2e/test_for_everyone.py

# What is measured and killed there would disturb others: one after the other. Walks in the browser stand by themselves,
# since the browser's driver keeps a loop of its own in the process.
slow: setup
	$(BIN)/python -m pytest -m "slow and not e2e"
	$(BIN)/python -m pytest -m "slow and e2e"

# Its commands are run on a fresh folder, beside a service of its own on free ports.
readme: setup
	$(BIN)/python -m tests.readme --write

readme-check: setup
	$(BIN)/python -m tests.readme

chaos: setup
	$(BIN)/python -m tests.chaos --rounds $(or $(ROUNDS),10) --seed $(or $(SEED),1) \
		$(if $(SECONDS),--seconds $(SECONDS)) $(if $(ONLY),--only $(ONLY))

client: setup
	@$(BIN)/python -m tests.clients.generating $(or $(OUT),build/client)

# Nothing that runs or is tested needs it: without it, the tests of tests/clients that are for it say so.
npm:
	@mkdir -p build/npm && cp tests/clients/npm/package.json tests/clients/npm/package-lock.json build/npm/
	cd build/npm && npm ci --ignore-scripts --no-audit --no-fund

lock: setup
	$(LOCK) pyproject.toml --group build --output-file requirements/run.txt
	$(LOCK) pyproject.toml --group build --group dev --constraint requirements/run.txt --output-file requirements/dev.txt

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

# The development lock holds the same pins and more, so it serves `make run` too.
$(VENV)/dev.installed: requirements/dev.txt pyproject.toml | $(BIN)/python
	$(call install,requirements/dev.txt)
	@touch $(VENV)/run.installed $@

$(VENV)/run.installed: requirements/run.txt pyproject.toml | $(BIN)/python
	$(call install,requirements/run.txt)
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Hengxu needs Python 3.11 or newer; say PYTHON=..." if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

# Wheels only and by hash: nothing runs at install time, and the build backend is the locked one.
# Python compiles what is imported, when it is; the rest needs no time.
define install
	@echo "正在安装依赖，请稍候 / installing dependencies; this takes a while"
	$(PIP) install --no-compile --require-hashes --only-binary :all: --requirement $(1)
	$(PIP) install --no-index --no-build-isolation --no-deps --editable .
endef
