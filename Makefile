# make run    install what is missing, start the server on this machine alone, open a browser page
# make test   the same checks as .ci/run: ruff, mypy, pytest (browser tests where a Chromium is found)
# make coverage   the tests once more, with the lines of lib that none of them runs
#
# WHEELHOUSE=folder make run   installs from a folder of wheels, without a network (fill it with make wheelhouse)
# PYTHON=path make run         chooses the Python (3.11 or newer); otherwise the first that works is taken
# make run ARGS="--port 8600"   passes arguments on (python app.py --help)

VENV ?= .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3 python; do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo $$p; break; fi; done)

ifdef WHEELHOUSE
FROM := --no-index --find-links "$(WHEELHOUSE)"
NEEDS := requirements.txt
NEEDS_DEV := requirements-dev.txt
else
FROM := --require-hashes
NEEDS := requirements.lock
NEEDS_DEV := requirements-dev.lock
endif
# An environment without a pip of its own (Debian without python3-venv) is filled by the pip of $(PYTHON).
PIP = $(if $(wildcard $(BIN)/pip),"$(BIN)/python" -m pip,$(PYTHON) -m pip --python "$(BIN)/python")

.PHONY: run test coverage screenshots wheelhouse lock clean

run: $(VENV)/.ok
	$(BIN)/python app.py $(ARGS)

# All three always run; pytest speaks last.
test: $(VENV)/.ok-dev
	@status=0; \
	$(BIN)/ruff check . || status=1; \
	$(BIN)/mypy || status=1; \
	$(BIN)/python -m pytest -q -n 2 --dist loadfile || status=1; \
	exit $$status

# Which lines no test runs. Apart from make test: watching every line makes the tests take 1.7 times the processor.
coverage: $(VENV)/.ok-dev
	$(BIN)/python -m pytest -q -n 2 --dist loadfile --cov --cov-report=term

screenshots: $(VENV)/.ok-dev
	$(BIN)/python -m tests.browser.screenshots

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed (make run PYTHON=/path/to/python3.11)"; exit 1; }
	@echo "Installing into $(VENV); the first time this takes about a minute."
	@$(PYTHON) -m venv "$(VENV)" || { rm -rf "$(VENV)"; $(PYTHON) -m venv --without-pip "$(VENV)"; }

$(VENV)/.ok: requirements.txt requirements.lock | $(BIN)/python
	@$(PIP) install --quiet --disable-pip-version-check $(FROM) -r $(NEEDS)
	@touch $@

$(VENV)/.ok-dev: requirements-dev.txt requirements-dev.lock $(VENV)/.ok
	@$(PIP) install --quiet --disable-pip-version-check $(FROM) -r $(NEEDS_DEV)
	@touch $@

# Fill a folder for a machine without a network, on a machine of the same kind that has one.
wheelhouse: | $(BIN)/python
	@test -n "$(WHEELHOUSE)" || { echo "Say where: make wheelhouse WHEELHOUSE=folder"; exit 1; }
	@$(PIP) download --quiet --disable-pip-version-check --require-hashes --dest "$(WHEELHOUSE)" -r requirements-dev.lock

# After a change of requirements*.txt: pin everything again, for every system, with hashes.
lock: | $(BIN)/python
	@$(PIP) install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		requirements.txt -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		-c requirements.lock requirements.txt requirements-dev.txt -o requirements-dev.lock

clean:
	rm -rf "$(VENV)" .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
