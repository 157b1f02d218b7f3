# Needs Python 3, make and a package registry; everything else is brought along into .local and .venv.

.DEFAULT_GOAL := help
unexport VIRTUAL_ENV UV_PROJECT_ENVIRONMENT # another project's environment is not ours
unexport PYTHONDONTWRITEBYTECODE # compiling Django at every start takes longer than starting
PYTHON := .venv/bin/python

# With a DATABASE_URL the settings take this for a real site and want a real site's answers; tests
# and checks give their own. Without one they are harmless.
test bench: export SECRET_KEY ?= for-tests-only-and-never-for-a-real-site-0123456789
test bench: export ALLOWED_HOSTS ?= localhost,127.0.0.1,[::1]
test bench: export EMAIL_URL ?= smtp://localhost:25
test bench: export EMAIL_FROM ?= mail@askfirst.invalid
test bench: export HTTPS ?= 0

.PHONY: help
help: ## list what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-17s %s\n", $$1, $$2}' Makefile

.PHONY: run
run: bootstrap ## serve the site at http://127.0.0.1:8000/ (PORT=, WORKERS=) until Ctrl-C
	@exec $(PYTHON) manage.py serve

.PHONY: test
test: bootstrap ## run the tests on every core (one file: make test ARGS=tests/directory/test_healthz.py)
	@$(PYTHON) manage.py refresh_static
	@exec $(PYTHON) -m pytest $(if $(ARGS),$(ARGS),--numprocesses=auto --dist=loadgroup)

.PHONY: bench
bench: bootstrap ## time the search at several sizes (BENCH_SIZES=2000,20000,100000,1000000)
	@$(PYTHON) manage.py refresh_static
	@exec $(PYTHON) -m pytest tests/benchmarks --quiet --benchmark-quiet \
		--benchmark-max-time=0.5 --benchmark-min-rounds=3 $(ARGS)

.PHONY: format
format: bootstrap ## put code and templates in order
	@$(PYTHON) -m ruff check --fix --quiet .
	@$(PYTHON) -m ruff format --quiet .
	@find . -path './[a-z]*/*.html' -not -path './static/*' -print0 | xargs -0 -r .venv/bin/djade

.PHONY: lint
lint: bootstrap migrations-check ## check code, templates, migrations and a real site's settings
	@$(PYTHON) -m ruff check --quiet .
	@$(PYTHON) -m ruff format --check --quiet .
	@find . -path './[a-z]*/*.html' -print0 | xargs -0 -r .venv/bin/djade --check
	@env DATABASE_URL=postgresql://nobody@nowhere.invalid/askfirst ALLOWED_HOSTS=askfirst.example \
		SECRET_KEY=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(64))') \
		EMAIL_URL=smtp+tls://mail.invalid EMAIL_FROM=mail@askfirst.example \
		HTTPS=1 DEBUG=0 $(PYTHON) manage.py check --deploy --fail-level WARNING

.PHONY: migrations-check
migrations-check: bootstrap ## fail if a model has changed without a migration
	@$(PYTHON) manage.py makemigrations --check --dry-run

# --- What the targets above stand on ---------------------------------------------------------------

# A uv that runs, not one that is merely found: version managers leave shims that only complain.
UV = $(shell uv --version >/dev/null 2>&1 && echo uv || echo .local/uv/bin/uv)

.PHONY: bootstrap
bootstrap: $(filter .local/uv/bin/uv,$(UV))
	@$(UV) sync --locked --quiet

# From / because .python-version asks shims for a Python that only uv needs to find.
.local/uv/bin/uv:
	@mkdir -p .local
	@here="$$PWD"; cd /; for python in python3 python3.13 python3.12 python3.11 /usr/bin/python3; do \
		if "$$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then \
			"$$python" -m venv "$$here/.local/uv" && \
			exec "$$here/.local/uv/bin/python" -m pip install --quiet --disable-pip-version-check 'uv>=0.9,<1'; \
		fi; \
	done; echo 'No Python 3 with venv was found (on Debian: apt-get install python3-venv).' >&2; exit 1
