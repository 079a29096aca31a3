# Everything a developer or an operator starts. `make run` needs Python 3.11, make and a network.

PYTHON ?= python3
BIN := .venv/bin
export PORT LIREN_HOME DATABASE_URL DATABASE_APP_URL
export PYTHONUTF8 = 1

.PHONY: run setup test check bench format lint types contracts baselines assets-check \
	environment developers browser papers audit hostile kills

run: environment
	@exec $(BIN)/python -m liren run

setup: developers browser papers

# a hundred programs are started by the tests: none reads the source again
test: export PYTHONDONTWRITEBYTECODE :=
test: developers browser papers
	$(BIN)/python -m pytest -n 2 --dist loadgroup $(T)

check: export CI ?= true
check: developers
	$(BIN)/ruff format --check .
	@$(MAKE) --no-print-directory lint types contracts assets-check test

bench: developers
	$(BIN)/python -m bench $(T)

format: developers
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: developers
	$(BIN)/ruff check .

types: developers
	$(BIN)/mypy .

contracts: developers
	$(BIN)/lint-imports

baselines: developers
	UPDATE_BASELINES=1 $(BIN)/python -m pytest tests $(T)

# needs a network; not a part of `make check`
audit:
	@$(PYTHON) scripts/audit.py

# what the suite asks a little, asked for long: HOSTILE_EXAMPLES=…
hostile: export HOSTILE_EXAMPLES ?= 100
hostile: developers
	$(BIN)/python -m pytest tests/hostile $(T)

# random kill -9 of web, worker and database under load: KILLS=…
kills: developers
	$(BIN)/python -m bench.kills $(KILLS)

assets-check: developers
	$(BIN)/python -m liren.kernel.web.vendoring.assets check

environment:
	@$(PYTHON) scripts/environment.py run

developers:
	@$(PYTHON) scripts/environment.py dev

browser:
	@$(PYTHON) scripts/environment.py browser

# PDF on a machine that only serves: libraries that set text, and Chinese fonts
papers:
	@$(PYTHON) scripts/environment.py papers
