# Every command sets up what it needs: a fresh clone and Python 3.11 are enough.
.DEFAULT_GOAL := help
.PHONY: advisories sbom help serve dev test soak lint messages bench bench-attacks bench-backups bench-bulk bench-comments bench-desk bench-fresh bench-pages bench-scale bench-search bench-spam shots demo reset lock

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Stands at the head of the lock; Dependabot reads the options there.
export UV_CUSTOM_COMPILE_COMMAND := make lock (uv pip compile --universal --generate-hashes --python-version 3.11)

help: ## This list
	@echo "Commands:"; awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "Settings of serve and dev: HOST (127.0.0.1), PORT (8000), DATA_DIR (var/)."

serve: $(BIN)/.site ## Serve the site on http://127.0.0.1:8000
	@exec $(BIN)/python -m operations.serve

dev: $(BIN)/.site ## The same with autoreload and error pages, for developers
	@exec $(BIN)/python -m operations.serve --dev

test: $(BIN)/.tests ## The whole test suite
	@$(BIN)/python -m tests $(ARGS)

lint: $(BIN)/.tests ## Style, types, templates, scripts, style sheets, sentences, migrations, dependencies
	@$(BIN)/python -m pytest tests/test_house.py tests/test_messages.py

messages: $(BIN)/.tests ## Collect the sentences that can be translated
	@$(BIN)/python -m tools.messages

soak: $(BIN)/.tests ## What the suite tries at random, many times as often: up to an hour
	@HOSTILE_TEXTS=3000 FEED_TEXTS=1000 STATE_MACHINE_RUNS=150 ANY_QUERIES=1500 TEXTS=20000 TYPED_TEXTS=20000 RANDOM_ARTICLES=1000 PASTED_TEXTS=3000 PAGE_CACHE_ROUNDS=5000 \
		EVERY_MIRROR=1 EVERY_PAGE=1 \
		timeout --signal=INT 3600 $(BIN)/python -m tests $(ARGS) tests/browser/test_hostile.py tests/comments/test_text.py \
		tests/comments/test_typed.py tests/comments/test_state_machine.py tests/search/test_any_query.py \
		tests/search/test_admin_search.py tests/articles/test_characters.py tests/articles/test_random_articles.py tests/articles/importing \
		tests/test_privacy.py tests/page_cache/test_invalidation.py tests/page_cache/test_strangers.py tests/browser/test_desk_quality.py

bench-fresh: $(BIN)/.tests ## Whether kept pages are ever old, what a change drops, and outages (hours)
	@$(BIN)/python -m bench.freshness $(ARGS) && $(BIN)/python -m bench.dropping && $(BIN)/python -m bench.outage

bench: $(BIN)/.tests ## Speed, as ratios to a baseline of the same run
	@$(BIN)/python -m bench $(ARGS)

bench-attacks: $(BIN)/.tests ## A thousand requests of each kind that is meant to do harm, all kinds at once
	@$(BIN)/python -m bench.attacks $(ARGS)

bench-backups: $(BIN)/.tests ## Backups in a flood of comments, a move of 200,000, and the handbook's commands (an hour)
	@$(BIN)/python -m bench.backing_up && $(BIN)/python -m bench.moving && $(BIN)/python -m bench.by_the_book

bench-comments: $(BIN)/.tests ## Discussions beside the stock package's
	@$(BIN)/python -m bench.comments $(ARGS)

bench-bulk: $(BIN)/.tests ## A bulk action on 50,000 comments, and the site meanwhile
	@$(BIN)/python -m bench.bulk $(ARGS)

bench-desk: $(BIN)/.tests ## The moderators' queue with 1,000,000 comments against 1,000
	@$(BIN)/python -m bench.desk $(ARGS)

bench-pages: $(BIN)/.tests ## Pages ready and built, gunicorn and nginx (ARGS="--before FOLDER --memory")
	@$(BIN)/python -m bench.pages $(ARGS)

bench-scale: $(BIN)/.tests ## Every page of 10,000 articles, and changes of thousands beside a writer (an hour)
	@$(BIN)/python -m bench.scale $(ARGS)

bench-search: $(BIN)/.tests ## The search of 1,000, 10,000 and 100,000 articles
	@$(BIN)/python -m bench.search $(ARGS)

bench-spam: $(BIN)/.tests ## How well the learning filter tells spam (CORPUS=file.jsonl)
	@$(BIN)/python -m bench.spam $(if $(CORPUS),"$(CORPUS)") $(ARGS)

shots: $(BIN)/.tests ## The pictures of the guides for editors and moderators anew (needs Chromium)
	@$(BIN)/python -m docs.shots

demo: $(BIN)/.site ## Load the demo content again (touches nothing else)
	@$(BIN)/python manage.py prepare --no-static && $(BIN)/python manage.py load_demo

reset: ## Delete the data directory: database, uploads, everything
	@$(PYTHON) operations/reset.py

advisories: $(BIN)/.tests ## Ask which packages have known vulnerabilities, and keep the answer (tests/advisories.json)
	@$(BIN)/python -m tools.advisories

sbom: $(BIN)/.tests ## What the site consists of, as CycloneDX (var/sbom.json)
	@mkdir -p var && $(BIN)/python -W ignore -m cyclonedx_py requirements requirements.txt --pyproject pyproject.toml --output-reproducible --of JSON -o var/sbom.json
	@echo "var/sbom.json is written."

lock: $(BIN)/.tests ## Make requirements*.txt anew from requirements*.in
	@$(BIN)/pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 requirements.in -o requirements.txt
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 requirements-dev.in -o requirements-dev.txt

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is " + sys.version.split()[0])'
	@echo "Creating the virtual environment …"
	@$(PYTHON) -m venv .venv

$(BIN)/.site: requirements.txt | $(BIN)/python
	@echo "Installing packages (a minute or so the first time) …"
	@$(BIN)/pip install --quiet --require-hashes -r requirements.txt
	@touch $@

$(BIN)/.tests: requirements-dev.txt $(BIN)/.site
	@echo "Installing what the tests need …"
	@$(BIN)/pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@
