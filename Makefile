# Every command of the project; `make` alone lists them and CI calls the same ones.
PORT ?= 8000
SAMPLE ?= 1
K ?=
FILE ?=
SAVE ?=
EMAIL ?=
PYTHON ?=
export PORT SAMPLE K EMAIL PYTHON
unexport PYTHONDONTWRITEBYTECODE # without .pyc files every start takes twice as long

manage := .venv/bin/python manage.py
pytest := .venv/bin/python -m pytest
postgres := .venv/bin/python -m tests.services.postgres
elasticsearch := .venv/bin/python -m tests.services.elasticsearch
workers := -n auto --dist worksteal
compile := uv pip compile pyproject.toml --extra encoder --group test --group check --universal --generate-hashes --python-version 3.12 \
	--no-emit-index-url --custom-compile-command 'make lock' --quiet
# Production's settings with nothing behind them, as far as a check without services can see.
production := DJANGO_SETTINGS_MODULE=portal.settings.production SECRET_KEY=for-this-check-only-$$(date +%s)-abcdefghijklmnopqrstuvwxyz \
	DATABASE_URL=postgres://localhost/hanmadang REDIS_URL=redis://localhost SITE_URL=https://example.org ALLOWED_HOSTS=example.org

.DEFAULT_GOAL := help
.PHONY: help environment setup serve demo index code test test-full headers elasticsearch elasticsearch-stop journeys check bench bench-search judge triples screens messages lock clean
.NOTPARALLEL:

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' Makefile
	@echo "Variables: PORT=8000 (serve, demo)  SAMPLE=0 (setup without the fictitious examples)  PYTHON=/path/to/python3.13"

environment:
	@.ci/environment

setup: environment ## make the environment, the database, the shipped data and the search index; asks nothing
	@$(manage) setup $(if $(filter 0,$(SAMPLE)),--without-sample)

# Without exec, a signal to make would end a shell and leave the portal running.
serve: environment ## run web and worker in the foreground on 127.0.0.1:$PORT
	@exec $(manage) serve --port "$$PORT"

demo: setup serve ## setup, then serve

index: environment ## build the search index again, with the engine in force
	@$(manage) build_index

code: environment ## print the current sign-in code of a demo account: make code EMAIL=...
	@$(manage) totp_code "$$EMAIL"

test: environment ## run the tests on SQLite, with Chromium
	@.ci/packages quick-browser || true
	@.ci/packages browser || true
	@.ci/validator || true
	@$(pytest) $(workers) -m "not whole and not long"

test-full: environment ## run the tests with their long forms, on SQLite and PostgreSQL, with Elasticsearch
	@.ci/packages quick-browser || true
	@.ci/packages browser || true
	@.ci/validator || true
	@.ci/packages postgresql elasticsearch || true
	@$(elasticsearch) $(MAKE) --no-print-directory full-suites

full-suites:
	@ABUSE=some $(pytest) $(workers)
	@$(postgres) $(pytest) $(workers) -m "not whole"
	@SEARCH_ENGINE=elastic $(postgres) $(pytest) $(workers) tests/search

abuse: environment ## run the load and fault tests at full size: outages, kill -9, 10,000 strings, 5,000 swapped numbers a role
	@.ci/packages elasticsearch || true
	@ABUSE=full $(elasticsearch) $(pytest) tests/abuse -v --capture=no

headers: environment ## mark the headers of public, sign-in and own pages with the HTTP Observatory (needs npm)
	@.ci/observatory
	@$(pytest) tests/services/observatory_scan.py

elasticsearch: environment ## start an Elasticsearch for tests and leave it running
	@.ci/packages elasticsearch || true
	@$(elasticsearch) --start

elasticsearch-stop: ## end the one that `make elasticsearch` left running
	@$(elasticsearch) --stop

journeys: environment ## run the browser tests; K="a and not b" chooses by name
	@.ci/packages quick-browser || true
	@.ci/packages browser || true
	@$(pytest) tests/journeys -k "$$K"

check: environment ## lint, types, templates, import contracts, migrations, settings, translations
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy .
	.venv/bin/djlint templates --lint --quiet
	.venv/bin/lint-imports
	$(manage) makemigrations --check --dry-run
	$(production) $(manage) check --deploy --fail-level WARNING
	@if uv --version >/dev/null 2>&1; then mkdir -p var && cp requirements.lock var/requirements.lock \
		&& $(compile) -o var/requirements.lock && diff -I '^ *#' requirements.lock var/requirements.lock; fi
	$(pytest) tests/architecture -q

bench: environment ## print medians and ratios of what has to be fast
	@.venv/bin/python -m tests.bench

judge: environment ## score the search by judged questions: make judge FILE=mine.jsonl; SAVE=1 keeps the shipped set's figures
	@$(manage) judge $(if $(FILE),"$(FILE)",--failures $(if $(SAVE),--save))

triples: environment ## score analysis and ranking by lines of query, relevant and distractor: make triples FILE=mine.jsonl
	@$(manage) judge_triples "$(FILE)"

bench-search: environment ## the same for search on 10,000 and 100,000 generated documents; SIZES=10000 chooses
	@.ci/packages elasticsearch || true
	@.venv/bin/python -m tests.bench.search_all $$SIZES

screens: environment ## photograph every kind of page into docs/screens
	@.ci/packages quick-browser || true
	@.ci/packages browser || true
	@.venv/bin/python -m tests.screens

messages: environment ## collect the English translations and compile them
	@.ci/packages gettext
	$(manage) makemessages --locale en --extension html,txt,py,jinja --no-location --no-obsolete --ignore .venv --ignore var --ignore node_modules
	$(manage) compilemessages --ignore .venv

lock: ## make requirements.lock again from pyproject.toml (needs uv)
	$(compile) -o requirements.lock

clean: ## remove the environment and what tools left; data in var/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .coverage htmlcov test-results var/tools var/test-template
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
