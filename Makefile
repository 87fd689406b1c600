# Prima. `make run` starts it, `make test` tests it; `make` alone lists everything.

PYTHON ?= python3
BOOTSTRAP = $(PYTHON) -I crm_site/devstack/bootstrap.py
BIN = .venv/bin
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test lint format manage messages lock bench docs-shots clean

help: ## List these targets
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "  make %-12s %s\n", $$1, $$2 }'

run: ## Start Prima with its database and broker (PORT=8000, DEMO=0 starts empty, PRIMA_DATA=var)
	@$(BOOTSTRAP)
	@exec $(BIN)/python -m crm_site.devstack.supervisor

test: ## Run all tests (ARGS="accounts -k sign_in" for some of them)
	@$(BOOTSTRAP) --dev
	@$(BIN)/python -m crm_site.devstack.browser
	@exec $(BIN)/pytest -n 2 --dist loadfile $(ARGS)

lint: ## Check style, layers, types, templates, migrations, deployment settings and translations
	@$(BOOTSTRAP) --dev
	@exec $(BIN)/python -m crm_site.devstack.lint

format: ## Put Python files and templates into the common form
	@$(BOOTSTRAP) --dev
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .
	@git ls-files -z '*.html' | xargs -0 $(BIN)/djade --target-version 5.2 || true

manage: ## Run a management command: make manage ARGS="retention FY2025 --json"
	@$(BOOTSTRAP)
	@exec $(BIN)/python manage.py $(ARGS)

messages: ## Update the translation catalogues from the sources
	@$(BOOTSTRAP)
	@exec $(BIN)/python -m crm_site.devstack.messages

lock: ## Write requirements*.txt anew from requirements*.in (needs uv)
	uv pip compile --quiet --universal --generate-hashes requirements.in -o requirements.txt
	uv pip compile --quiet --universal --generate-hashes requirements-dev.in -o requirements-dev.txt

bench: ## Measure against floors and aims
	@$(BOOTSTRAP) --dev
	@exec $(BIN)/python -m bench $(ARGS)

docs-shots: ## Take the pictures in the docs anew
	@$(BOOTSTRAP) --dev
	@exec $(BIN)/python -m docs.shots $(ARGS)

clean: ## Remove what can be made again (not the data in var/)
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
	@find . -name '*.mo' -not -path './.venv/*' -delete
	@rm -rf .venv .venv.lock .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis
