# `make report` runs the main job on the sample data; `make test` runs every test that
# needs no network. Both set up .venv first where it is not there.
PYTHON ?= python3
CONFIG ?= params/chimera_agent_b.yaml
PY := .venv/bin/python

.PHONY: report test lint fix slow bench bench-claims clean

report: .venv/.installed
	@$(PY) -m chimera_nb run $(CONFIG)

test: .venv/.installed-dev lint
	@echo "tests …"
	@$(PY) -m pytest -q -n 2 --dist loadfile -m "not slow"

slow: .venv/.installed-dev
	@$(PY) -m pytest -q -m slow

lint: .venv/.installed-dev
	@echo "lint, types, imports …"
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check -q .
	@$(PY) -m mypy
	@found=$$(.venv/bin/lint-imports --no-cache) || { echo "$$found"; exit 1; }
	@.venv/bin/nbstripout --verify --extra-keys "metadata.papermill cell.metadata.papermill" notebooks/*.ipynb

fix: .venv/.installed-dev
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .
	@.venv/bin/nbstripout --extra-keys "metadata.papermill cell.metadata.papermill" notebooks/*.ipynb

# Reading, against polars and DuckDB in an environment of their own; takes minutes.
bench: .venv/.installed .bench/.installed
	@$(PY) benchmarks/reading.py --peers .bench/bin/python

# Judging prose, against figured and corroborate in the same environment.
bench-claims: .venv/.installed .bench/.installed
	@$(PY) -m benchmarks.claims --peers .bench/bin/python

.bench/.installed: Makefile
	@test -x .bench/bin/python || $(PYTHON) -m venv .bench
	@.bench/bin/python -m pip install -q --disable-pip-version-check polars duckdb numpy figured==0.4.3 corroborate==0.1.0
	@touch $@

clean:
	rm -rf .venv .bench .mypy_cache .ruff_cache .pytest_cache

# uv where there is one (seconds), else python3 -m venv and pip (a minute or two).
define install
	@echo "installing $(1) into .venv …"
	@if command -v uv >/dev/null 2>&1; then \
	  test -d .venv || uv venv -q --python $(PYTHON) .venv; \
	  uv pip install -q --python $(PY) -e "$(1)"; \
	else \
	  test -x $(PY) || $(PYTHON) -m venv .venv; \
	  $(PY) -m pip install -q --disable-pip-version-check -e "$(1)"; \
	fi
endef

.venv/.installed: pyproject.toml
	$(call install,.)
	@touch $@

.venv/.installed-dev: pyproject.toml
	$(call install,.[dev$(comma)embedded])
	@touch $@ .venv/.installed

comma := ,
