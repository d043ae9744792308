# Two commands for everyone: `make demo` and `make test`. Both set everything up on a bare machine with Python ≥ 3.11.
# On Windows run them from Git Bash, or see docs/install.md for the plain pip commands.

PYTHON ?= python3
VENV ?= .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
RUN := $(BIN)/python -m
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev

.PHONY: demo test lint bench format clean examples

demo: $(STAMP)  ## Make out/morning-news.mp4 and check it
	$(BIN)/yingren make examples/morning-news.md -o out/morning-news.mp4
	$(BIN)/yingren check out/morning-news.mp4

test: $(DEV_STAMP)  ## Run all tests
	$(RUN) pytest $(TESTS)

lint: $(DEV_STAMP)  ## Style, types, layers
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	$(BIN)/lint-imports

bench: $(DEV_STAMP)  ## Speed and quality tables, each beside its limit
	$(RUN) bench

examples: $(STAMP)  ## Render every example into out/
	$(BIN)/python examples/render_all.py
	$(BIN)/python examples/from_python.py

format: $(DEV_STAMP)
	$(RUN) ruff check --fix .
	$(RUN) ruff format .

clean:
	rm -rf $(VENV) out build dist

$(VENV)/.created:
	$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "yingren needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	touch $@

$(STAMP): pyproject.toml $(VENV)/.created
	$(RUN) pip install --quiet -e .
	touch $@

$(DEV_STAMP): pyproject.toml $(VENV)/.created
	$(RUN) pip install --quiet -e '.[dev]'
	touch $(STAMP) $@
