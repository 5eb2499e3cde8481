# Everything sets itself up in .venv: only Python 3.11 or newer, git and make are needed.
PYTHON ?= python3
# Another Python gets a folder of its own: make test PYTHON=python3.13
VENV := $(if $(filter python3,$(PYTHON)),.venv,.venv-$(notdir $(PYTHON)))
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# A file's tests stay together, and what they share is made once.
PYTEST := $(BIN)/pytest -n auto --dist worksteal
# Tests start the program hundreds of times: without bytecode each start, and each worker, would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help install demo test check golden coverage wheel soak which bench lint fix screenshots docs lock clean

help:
	@echo "make demo         try the program on sample data"
	@echo "make install      only set up; the program is then $(BIN)/tts-tui"
	@echo "make test         lint, types, import contract and all tests; make test PYTHON=python3.13 for another Python"
	@echo "make check        the quick half: lint, types, import contract and the tests but those of screens and of many processes"
	@echo "make golden       write the pictures of the screens anew that tests compare with; read the difference"
	@echo "make coverage     the same as make test, with branch coverage and its floors"
	@echo "make wheel        build the wheel, install it into an empty environment and try it"
	@echo "make soak         ten thousand random keys, pastes, clicks and resizes on servers that fail; a few minutes"
	@echo "                  make soak EVENTS=600 then follows 1,000 events a second for ten minutes"
	@echo "make bench        measure time, memory, bytes against their targets; five minutes"
	@echo "make fix          format, and mend what the linter can"
	@echo "make screenshots  draw screenshots/*.svg anew"
	@echo "make docs         write docs/keys.md and docs/faults.md"
	@echo "make lock         pin all dependencies anew"

install: $(VENV)/.run

demo: install
	$(BIN)/tts-tui demo

test: lint which
	$(PYTEST)

check: lint which
	$(PYTEST) --ignore tests/tui -m 'not processes' --hypothesis-profile quick

golden: $(VENV)/.dev
	$(PYTEST) tests/tui --snapshot-update

coverage: lint which
	$(PYTEST) --cov --cov-report=
	$(BIN)/coverage report
	$(BIN)/coverage report --include='tts_tui/api/*,tts_tui/services/*,tts_tui/session/*' --fail-under=95

wheel: $(VENV)/.dev
	$(BIN)/python scripts/try_wheel.py $(PYTHONS)

which: $(VENV)/.dev
	@$(BIN)/python -c 'import platform; print("Python", platform.python_version())'

soak: $(VENV)/.dev
	MONKEY_STEPS=3400 $(BIN)/pytest -n 0 tests/tui/test_monkey.py
	$(if $(EVENTS),$(BIN)/python -m benchmarks.soak_events $(EVENTS))

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks

lint: $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

fix: $(VENV)/.dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

screenshots: $(VENV)/.dev
	$(BIN)/python -m scripts.screenshots

docs: $(VENV)/.dev
	$(BIN)/python -m scripts.key_table
	$(BIN)/python -m tests.faults

lock: $(VENV)/.dev
	$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --allow-unsafe \
		--no-header --build-deps-for editable --only-build-deps -o requirements/build.txt pyproject.toml
	$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
		--no-header -o requirements/run.txt pyproject.toml
	$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --allow-unsafe \
		--no-header --extra dev -c requirements/run.txt -o requirements/dev.txt pyproject.toml
	$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
		--no-header -o requirements/oldest.txt requirements/oldest.in

clean:
	rm -rf .venv .venv-* .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/.venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.venv pyproject.toml requirements/build.txt requirements/run.txt
	$(PIP) install --require-hashes -r requirements/build.txt
	$(PIP) install --require-hashes -r requirements/run.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt requirements/oldest.txt
	$(PIP) install --require-hashes -r requirements/dev.txt
	$(PIP) install --require-hashes --upgrade --target $(VENV)/oldest -r requirements/oldest.txt
	@touch $@
