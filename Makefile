# One command for each thing that is done here; `make help` lists them.

.DEFAULT_GOAL := help
SHELL := /bin/sh

# The first Python that is new enough; `make PYTHON=/path/to/python run` names another.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$python"; break; }; done)

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# A stamp bears the sum of what was installed: another lock, or no .venv, installs anew.
RUN := $(VENV)/.installed-run-$(shell cat requirements.lock pyproject.toml | cksum | tr ' ' '-')
DEV := $(VENV)/.installed-dev-$(shell cat requirements-dev.lock pyproject.toml | cksum | tr ' ' '-')
# What drags in much, and agrees with nobody on versions, lives in a room of its own.
TOOLS := .venv-tools/.installed-$(shell cat requirements-tools.lock | cksum | tr ' ' '-')
SITE := .venv-docs/.installed-$(shell cat requirements-docs.lock | cksum | tr ' ' '-')

BENCHES := drain load ussd sessions timing slowloris

.PHONY: help run test check format lint types imports catalogues fresh chaos bench loads docs jasmin lock clean \
	safe bandit rules secrets licences licensed sbom audit
.NOTPARALLEL:

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' Makefile

run: $(RUN) ## the sample day through the whole house; console, handset and feed stay open until Ctrl-C
	@exec $(BIN)/lasomi demo --stay

test: $(DEV) ## the whole suite on every core, on SQLite and on PostgreSQL where there is one; FULL=1: every example
	@exec $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

check: lint types imports fresh safe test ## everything that must hold before a commit

format: $(DEV) ## lays the code out and mends what ruff can mend
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lint: $(DEV) ## layout and lint, nothing changed
	@$(BIN)/ruff format --check . && $(BIN)/ruff check .

types: $(DEV) ## mypy --strict, code and tests
	@$(BIN)/mypy

imports: $(DEV) ## who may import whom
	@$(BIN)/lint-imports

catalogues: $(DEV) ## brings the sentences of the source into locales/ and compiles them
	@$(BIN)/python -m ops.catalogues

fresh: $(DEV) ## whether locales/ holds the sentences of the source
	@$(BIN)/python -m ops.catalogues --check

safe: bandit rules secrets licensed ## what the four below find; offline once installed

# Left out: a table of statements, all constants, that damage a database on purpose.
bandit: $(DEV) ## bandit, from medium severity on; a waiver names its rule and its reason
	@$(BIN)/bandit --quiet --severity-level medium --exclude benchmarks/chaos/corruptions.py --recursive \
		core flows store gateway workers ops sandbox benchmarks

rules: $(TOOLS) $(DEV) ## our own rules (tests/rules), each first tried on its bad example
	@$(BIN)/python -m ops.supply.rules .venv-tools/bin/semgrep

secrets: $(DEV) ## whether anything in the repository looks like a secret
	@$(BIN)/python -m ops.supply.leaks

licensed: $(DEV) ## whether docs/licences.csv is what runs, and all of it may run
	@$(BIN)/python -m ops.supply.licences --check

licences: $(DEV) ## writes docs/licences.csv
	@$(BIN)/python -m ops.supply.licences

sbom: $(DEV) ## the bill of materials (CycloneDX 1.6), build/sbom.cdx.json
	@$(BIN)/python -m ops.supply.bill

audit: $(TOOLS) $(DEV) ## known vulnerabilities; needs the network, and fails on what was not looked at
	@.venv-tools/bin/pip-audit --strict --disable-pip --require-hashes --requirement requirements.lock \
		--format json --progress-spinner off | $(BIN)/python -m ops.supply.advisories

chaos: $(DEV) ## kills, cuts and fills up, and looks for what was lost; FULL=1, SHORT=1 (CI) or HOSTS=1
	@exec $(BIN)/python -m benchmarks.chaos all $(if $(FULL),--full)$(if $(SHORT),--short)$(if $(HOSTS),--hosts)

bench: $(DEV) ## beside the peers and the limits of this machine, A B A B, about five minutes; FULL=1: long
	@exec $(BIN)/python -m benchmarks.bench $(if $(FULL),--full) $(if $(WRITE),--write)

loads: $(DEV) ## loads on the whole house, each with its limits: what the README's figures come from
	@for name in $(BENCHES); do $(BIN)/python -m "benchmarks.$$name" || exit 1; done

docs: $(DEV) $(SITE) ## whether the documentation names all that the code names; then its site, build/site
	@$(BIN)/python -m pytest tests/docs
	@exec .venv-docs/bin/mkdocs build --strict --quiet

jasmin: .venv-jasmin/bin/jasmind.py ## a room for a real Jasmin, which its test wants beside apt's rabbitmq-server

lock: ## resolves the dependencies anew, with hashes and without the address of any index; needs uv
	@command -v uv >/dev/null || { echo "make lock needs uv: python -m pip install uv"; exit 1; }
	@uv pip compile --quiet --upgrade --python-version 3.11 --universal --generate-hashes --no-emit-index-url \
		--no-header --extra install --extra cards pyproject.toml -o requirements.lock
	@uv pip compile --quiet --python-version 3.11 --universal --generate-hashes --no-emit-index-url \
		--no-header --extra install --extra cards --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	@uv pip compile --quiet --upgrade --python-version 3.11 --universal --generate-hashes --no-emit-index-url \
		--no-header requirements-tools.in -o requirements-tools.lock
	@uv pip compile --quiet --upgrade --python-version 3.11 --universal --generate-hashes --no-emit-index-url \
		--no-header requirements-docs.in -o requirements-docs.lock

clean: ## removes what was installed and computed here, never data or keys
	@rm -rf $(VENV) .venv-tools .venv-docs .venv-jasmin build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUN): | $(BIN)/python
	@echo "Installing what Lasomi needs (once)..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): | $(BIN)/python
	@echo "Installing what the tests need (once)..."
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(TOOLS): | $(BIN)/python
	@echo "Installing what reads the code (once)..."
	@rm -rf .venv-tools && $(BIN)/python -m venv .venv-tools
	@.venv-tools/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements-tools.lock
	@touch $@

$(SITE): | $(BIN)/python
	@echo "Installing what makes the site (once)..."
	@rm -rf .venv-docs && $(BIN)/python -m venv .venv-docs
	@.venv-docs/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements-docs.lock
	@touch $@

# A peer of one test, never of ours. 0.11.1, the newest, loses every receipt (issue 1236 of jookies/jasmin).
.venv-jasmin/bin/jasmind.py: | $(BIN)/python
	@echo "Installing Jasmin (once)..."
	@rm -rf .venv-jasmin && $(BIN)/python -m venv .venv-jasmin
	@.venv-jasmin/bin/python -m pip --disable-pip-version-check --quiet install jasmin==0.11.0
	@touch $@

$(BIN)/python:
	@[ -n "$(PYTHON)" ] || { echo "Lasomi needs Python 3.11 or newer: install one, or name it: make PYTHON=/path/to/python3.11 run"; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "$(PYTHON) is older than Python 3.11: make PYTHON=/path/to/python3.11 run"; exit 1; }
	@"$(PYTHON)" -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "$(PYTHON) cannot make a virtual environment: on Debian and Ubuntu, apt install python3-venv"; exit 1; }
