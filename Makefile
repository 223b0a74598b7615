# To start: `make demo` or `make lab`. To check everything: `make test`. `make help` lists all targets.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
QUICKSTART := notebooks/01_quickstart.ipynb
NOTEBOOKS := $(sort $(wildcard notebooks/*.ipynb))
CHECKS := lint types unit browser notebooks-check
WITHOUT_NBVAL := -p no:nbval# importing it takes longer than most test files
ON_ALL_CORES := -n auto --dist loadfile --no-loadscope-reorder
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo lab test lint types unit browser notebooks-check notebooks demo-data chromium pictures bench bench-check \
	secrets clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z-]+):.*## (.*)/make \1|\2/' | column -t -s '|' 2>/dev/null \
		|| grep -E '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST))

demo: $(VENV)/.lab ## show the demo installer: an outline here, the page in build/quickstart.html
	@$(BIN)/python notebooks/execute.py $(QUICKSTART) --outline --html build/quickstart.html

lab: $(VENV)/.lab ## open the quickstart notebook in JupyterLab
	$(BIN)/jupyter lab $(QUICKSTART)

test: $(VENV)/.test ## run all checks and print a summary
	@failed=0; summary=; \
	for part in $(CHECKS); do \
		began=$$(date +%s); outcome=passed; \
		$(MAKE) --no-print-directory $$part || { outcome=FAILED; failed=1; }; \
		summary="$$summary$$(printf '%-16s %-6s %5d s' $$part $$outcome $$(($$(date +%s) - began)))|"; \
	done; \
	printf '\n'; printf '%s' "$$summary" | tr '|' '\n'; \
	exit $$failed

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.test
	$(BIN)/mypy

unit: $(VENV)/.test
	$(BIN)/python -m pytest -m "not browser" $(WITHOUT_NBVAL) $(ON_ALL_CORES)

browser: $(VENV)/.test chromium # separate, because a browser's event loop would keep running during other tests
	$(BIN)/python -m pytest -m browser tests/browser $(WITHOUT_NBVAL) $(ON_ALL_CORES)

chromium: # for tests/browser; if it cannot be installed, these tests say so
	@command -v chromium >/dev/null || { \
		as_root=; [ "$$(id -u)" = 0 ] || as_root="sudo -n"; \
		command -v apt-get >/dev/null && $$as_root true 2>/dev/null || exit 0; \
		echo "Installing Chromium (once) ..."; \
		$$as_root apt-get update -qq && $$as_root apt-get install -qq -y --no-install-recommends chromium >/dev/null \
			|| echo "Chromium could not be installed; the browser tests will say so." >&2; }

notebooks-check: $(VENV)/.test
	$(BIN)/python -m pytest --nbval --nbval-current-env notebooks

notebooks: $(VENV)/.lab ## execute the notebooks and keep their outputs
	@$(BIN)/python notebooks/execute.py $(NOTEBOOKS) --in-place

demo-data: $(VENV)/.test ## generate the records of the demo world
	@$(BIN)/python -m tests.demo_generator

pictures: $(VENV)/.test chromium ## take the pictures for README
	$(BIN)/python -m tests.browser.pictures

bench: $(VENV)/.bench ## run the benchmarks (about 10 minutes); writes benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks

bench-check: $(VENV)/.bench # fails if a ratio doubled; `python -m benchmarks --record` records new ratios
	$(BIN)/python -m benchmarks --short

secrets: $(VENV)/.test ## print how many samples of secrets are recognised; offline
	@$(BIN)/python -m tests.secret_samples

clean: ## remove everything that these targets made, including .venv
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.test: EXTRAS := test
$(VENV)/.lab: EXTRAS := lab
$(VENV)/.bench: EXTRAS := bench
$(VENV)/.test $(VENV)/.lab $(VENV)/.bench: $(VENV)/.made pyproject.toml
	@echo "Installing (once; a few minutes) ..."
	@$(BIN)/python -m pip install --quiet --editable '.[$(EXTRAS)]'
	@touch $@

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "nuon_notebook needs Python 3.11 or newer, but '$(PYTHON)' is $$($(PYTHON) --version 2>&1)." >&2; \
		echo "Choose another one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "'$(PYTHON)' cannot create virtual environments, because its modules venv and ensurepip are missing." >&2; \
		echo "On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@
