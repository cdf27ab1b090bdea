# Two commands on a bare machine with Python 3.11 to 3.13: `make run` and `make test`.
# Every command of govtext is a target too: make topics, make status, make why STAGE=topics, make show TABLE=issues,
# make cite KEY=problems.slow_response.share; the rest of a line as ARGS: make words ARGS=propose, make run ARGS=--force.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
STAGES := documents words keywords topics issues policies robustness dataset report
STUDY  ?= .

.PHONY: run test setup setup-test lint status why show cite trace open serve new verify doctor bench segment coding docs clean-results $(STAGES)

run: setup
	@$(BIN)/govtext --study $(STUDY) run $(ARGS)

$(STAGES) status verify doctor open serve coding: setup
	@$(BIN)/govtext --study $(STUDY) $@ $(ARGS)

why: setup
	@$(BIN)/govtext --study $(STUDY) why $(STAGE)

show: setup
	@$(BIN)/govtext --study $(STUDY) show $(or $(TABLE),topics) $(ARGS)

cite trace: setup
	@$(BIN)/govtext --study $(STUDY) $@ $(KEY) $(ARGS)

new: setup
	@$(BIN)/govtext new $(DIR)

bench: setup
	@$(BIN)/govtext bench $(NAME) $(ARGS)

segment: setup
	@$(BIN)/govtext --study $(STUDY) segment $(FILE) -o $(OUT) $(ARGS)

# The pages that are made from the code: docs/tables.md and its Chinese twin.
docs: setup
	@$(BIN)/python -m govtext.build.table_pages docs

test: setup-test
	@$(BIN)/python -m pytest -n 2 --dist loadfile

lint: setup-test
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev]"
	@$(BIN)/ruff check . && $(BIN)/mypy

setup: $(VENV)/.ready
setup-test: $(VENV)/.ready-test

# Made again when the dependencies change, and only then.
$(VENV)/.ready: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up (once, a minute or two) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.ready-test: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up for the tests (once, a minute or two) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[test,all]"
	@touch $(VENV)/.ready $@
