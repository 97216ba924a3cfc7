# make book | live | test | test-quick | lab | check | pdf | bench | clean | lock   (README.md has the plain commands under each target)
PYTHON ?= python3
BIN := .venv/bin
# Options of `make lab`, such as LAB_ARGS="--no-browser --port 9999". Root must say so; that is added here.
LAB_ARGS ?=
# Options of `make live`, such as LIVE_ARGS="--port 9999".
LIVE_ARGS ?=
ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)
# The environment is made again when the lock file or the package's description changes.
READY := .venv/ready-$(shell cat requirements.lock pyproject.toml | cksum | tr ' ' '-')

.PHONY: book live test test-quick lab check pdf bench clean lock
book: $(READY)
	$(BIN)/python -m explainer build

live: $(READY)
	$(BIN)/python -m explainer live $(LIVE_ARGS)

test: book
	$(BIN)/python -m pytest

test-quick: $(READY)
	$(BIN)/python -m pytest --quick

lab: $(READY)
	JUPYTER_CONFIG_PATH="$(CURDIR)/.binder" $(BIN)/jupyter lab --LabApp.default_url=/lab/tree/chapters/index.md $(ROOT) $(LAB_ARGS)

check: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m explainer tidy --check
	$(BIN)/python -m explainer check

pdf: book
	$(BIN)/python -m explainer pdf

bench: book
	$(BIN)/python -m tests.bench

clean:
	rm -rf _build .pytest_cache .ruff_cache

lock:
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes -q -o requirements.lock

$(READY): requirements.lock pyproject.toml
	@echo "Installing what requirements.lock names into .venv: some minutes, once."
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --progress-bar off --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@
