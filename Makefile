# What one does with a checkout. Every target makes .venv when it is missing.
PYTHON ?=
PORT ?= 8000
DATA ?= var/demo

BIN := .venv/bin
RUNTIME := .venv/.runtime
DEV := .venv/.dev
PYTEST := $(BIN)/python -m pytest --numprocesses logical --dist worksteal

.PHONY: demo test check bench endure i18n lock

demo: $(RUNTIME)
	$(BIN)/intranet demo --port $(PORT) --data $(DATA)

test: $(DEV)
	$(PYTEST)

# What CI runs, no more, no less.
check: $(DEV)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates
	$(PYTEST) --no-skips

bench: $(DEV)
	$(BIN)/python -m bench

# The races, completions and walks of the tests in great number: hours, not minutes.
endure: $(DEV)
	INTRANET_RACES=500 INTRANET_COMPLETIONS=20000 INTRANET_WALKS=2000 INTRANET_WALK_STEPS=50 \
	    $(PYTEST) tests/races tests/workflows/new_group/test_model.py

i18n: $(DEV)
	$(BIN)/python -m intranet.translations

# Keeps the versions it has; `make lock UPGRADE=--upgrade` takes the newest.
lock: $(DEV)
	$(BIN)/uv pip compile pyproject.toml --group build --output-file requirements/runtime.lock $(LOCK)
	$(BIN)/uv pip compile pyproject.toml --group build --group dev --constraints requirements/runtime.lock \
	    --output-file requirements/dev.lock $(LOCK)

LOCK := $(UPGRADE) --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate

# `found python3.12`, or `missing` and one sentence that says why.
python = $(shell requirements/find-python $(PYTHON))
found_python = $(if $(filter found,$(firstword $(1))),$(lastword $(1)),$(error $(wordlist 2,99,$(1))))

$(RUNTIME): requirements/runtime.lock requirements/make-venv pyproject.toml
	@requirements/make-venv $(call found_python,$(python)) requirements/runtime.lock
	@touch $@

$(DEV): requirements/dev.lock requirements/make-venv pyproject.toml
	@requirements/make-venv $(call found_python,$(python)) requirements/dev.lock
	@touch $(RUNTIME) $@
