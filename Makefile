# Two commands do everything on a fresh machine: `make run` (PORT=… where 8000 is taken) and `make test`.
# The first Python on the path that runs and is new enough; PYTHON=… chooses another.
PYTHON ?= $(shell for each in python3.13 python3.12 python3.11 python3; do \
  $$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.PHONY: setup run demo test check lint types floors tests test-long coverage bench lock clean

setup: $(STAMP)

$(STAMP): pyproject.toml requirements-dev.lock
	@test -n "$(PYTHON)" || { echo 'Python 3.11 or newer is needed: install it, or make PYTHON=its-path'; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

run: setup
	$(BIN)/benefits demo $(if $(PORT),--port $(PORT))

test: lint types floors tests
check: test

lint: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: setup
	$(BIN)/mypy

floors: setup
	$(BIN)/lint-imports

tests: setup
	$(BIN)/pytest -n 2 -q

test-long: setup
	$(BIN)/pytest -n 2 -q -m 'long or not long'

bench: setup
	$(BIN)/python -m benchmarks.desk
	$(BIN)/python -m benchmarks.http
	$(BIN)/python -m benchmarks.start
	$(BIN)/python -m benchmarks.peers

# The core is covered to the last branch by its own small tests; what stands around it, almost.
CORE := benefits/formula/*,benefits/money.py,benefits/readers/program.py,benefits/readers/values.py
AROUND := benefits/claims/*,benefits/quotes/*,benefits/readers/phrases.py,benefits/readers/telling.py,benefits/readers/worksheet.py

coverage: setup
	$(BIN)/coverage run -m pytest -q tests/formula tests/money
	$(BIN)/coverage report --skip-covered --show-missing --include='$(CORE)' --fail-under=100
	$(BIN)/coverage run --append -m pytest -q tests/claims tests/quotes tests/bad_requests \
	  tests/test_features.py tests/api/test_quotes.py tests/api/test_json_text.py \
	  benefits/claims benefits/quotes benefits/readers
	$(BIN)/coverage report --skip-covered --show-missing --include='$(AROUND)' --fail-under=99

lock: setup
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --allow-unsafe --strip-extras --upgrade -o requirements.lock pyproject.toml
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --allow-unsafe --strip-extras --upgrade --extra dev -o requirements-dev.lock pyproject.toml

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
