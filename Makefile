# make demo and make test need nothing but make and any Python from 3.11 on: both make .venv themselves.
# Another interpreter: make PYTHON=python3.13 test (after rm -rf .venv, if there is one already).

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.project
LOCK := $(BIN)/uv pip compile --no-config --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url
PYTHON_FILES := pm_lint fuzz tests scripts/bench $(wildcard scripts/*.py examples/*.py)
WORKFLOWS := $(wildcard .github/workflows/*.yml)
export PYTHON

.PHONY: help demo test prove fuzz bench lint format types docs docs-check check-actions container-test hook-test dist ci lock upgrade

help:
	@echo "make demo            see what pm-lint says about a postmortem"
	@echo "make test            run the tests"
	@echo "make prove           every two faults of every run that makes issues: takes minutes (ITEMS='1 2': fewer)"
	@echo "make fuzz            random input for all that reads what strangers write (FUZZ='dates --seconds 60')"
	@echo "make bench           measure pm-lint beside its peers: takes minutes (BENCH='one --quick': less; BENCH=--help)"
	@echo "make lint            ruff's rules and formatting (make format mends them)"
	@echo "make types           strict types"
	@echo "make docs            write the generated documentation (make docs-check: is it up to date?)"
	@echo "make check-actions   the action, the workflows and the Dockerfile"
	@echo "make hook-test       let the real pre-commit install and run the hook"
	@echo "make container-test  build and run the action as GitHub's runner does"
	@echo "make dist            build what a release publishes, twice, and their bills of materials"
	@echo "make lock            write the lock files for pyproject.toml (make upgrade: newest versions)"
	@echo "make ci              all of it"

# Two stamps, each written last: whatever was interrupted is done again from the start.
$(VENV)/.locked: requirements-dev.lock
	@rm -f $@ $(READY)
	@scripts/make-venv requirements-dev.lock $(VENV)
	@touch $@

$(READY): $(VENV)/.locked pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --no-build-isolation --no-deps --no-index --editable .
	@touch $@

demo: $(READY)
	@$(BIN)/python examples/demo.py

test: $(READY)
	@$(BIN)/python -m pytest --numprocesses auto

prove: $(READY)
	@$(BIN)/python -m tests.github.issue_proof $(ITEMS)

.venv-fuzz/.locked: requirements-fuzz.lock
	@scripts/make-venv $< .venv-fuzz
	@touch $@

FUZZ := all
fuzz: .venv-fuzz/.locked
	@.venv-fuzz/bin/python -m fuzz $(FUZZ)

bench: $(READY)
	@$(BIN)/python -m scripts.bench $(BENCH)

lint: $(READY)
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --quiet --check

format: $(READY)
	@$(BIN)/ruff check --quiet --fix
	@$(BIN)/ruff format --quiet

types: $(READY)
	@$(BIN)/mypy $(PYTHON_FILES)

docs: $(READY)
	@$(BIN)/python scripts/make_docs.py

docs-check: $(READY)
	@$(BIN)/python scripts/make_docs.py --check

check-actions: $(READY)
	@$(BIN)/zizmor --offline --quiet --no-progress --persona pedantic action.yml .github
	@$(BIN)/check-jsonschema --builtin-schema vendor.github-actions action.yml
	@$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows $(WORKFLOWS)
	@$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	@$(BIN)/python scripts/check_doc_workflows.py
	@$(BIN)/hadolint Dockerfile

hook-test: $(READY)
	@$(BIN)/python -m pytest tests/hook/check_hook.py

container-test: $(READY)
	@$(BIN)/python -m pytest tests/container/check_action.py

.venv-release/.locked: requirements-release.lock
	@scripts/make-venv $< .venv-release
	@touch $@

dist: .venv-release/.locked
	@scripts/make-dist dist

ci:
	@bash .ci/run

# The development lock holds the runtime lock's versions, so that what is tested is what is shipped.
lock: $(READY)
	@$(LOCK) $(LOCK_FLAGS) --output-file requirements.lock pyproject.toml
	@$(LOCK) $(LOCK_FLAGS) --output-file requirements-release.lock --group release
	@$(LOCK) $(LOCK_FLAGS) --output-file requirements-dev.lock --constraints requirements.lock --group dev pyproject.toml
	@$(LOCK) $(LOCK_FLAGS) --output-file requirements-bench.lock --group bench
	@$(LOCK) $(LOCK_FLAGS) --output-file requirements-fuzz.lock --constraints requirements.lock --group fuzz pyproject.toml

upgrade: LOCK_FLAGS := --upgrade
upgrade: lock
