# Every target sets up what it needs first; what is there already is left alone.
PYTHON := .venv/bin/python
BIN := .venv/bin

.PHONY: help run test check format screens bench soak wheel locale docs lock clean

help: ## Says what there is to make
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run: ## Opens the foyer with a demo council
	@.ci/setup run
	@exec $(PYTHON) main.py demo

test: ## Sets up and passes everything
	@.ci/setup test
	@$(PYTHON) -m pytest $(ROWS)

# Tests run in as many rows as there are cores; those of one group stay in one row.
ROWS := --numprocesses logical --maxprocesses 4 --dist loadgroup

check: ## Style, types, the floors of the house, translations, reference pages
	@.ci/setup test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PYTHON) .ci/catalogues.py check
	$(PYTHON) .ci/reference.py check

format: ## Writes the code the way check wants it
	@.ci/setup test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

screens: ## Pictures of every screen in every way it can look, in build/screens/, and the gallery in the docs
	@.ci/setup test
	@$(PYTHON) -m ui.gallery build/screens
	@$(PYTHON) .ci/pictures.py
	@$(PYTHON) .ci/reference.py write

bench: ## How fast: start, first frame, a press, sending, the hub under load
	@.ci/setup test
	@$(PYTHON) -m tests.bench $(ONLY)

soak: ## Thousands of power cuts, a fleet in trouble, a monkey at a screen, for an hour or a night
	@.ci/setup test
	@$(PYTHON) -m tests.soak $(CUTS) $(if $(DAY),--day $(DAY)) $(if $(FLEET),--fleet $(FLEET)) $(if $(MONKEY),--monkey $(MONKEY))

wheel: ## A wheel in dist/ that carries fonts, icons, styles and translations
	@.ci/setup test
	@rm -rf build/lib build/bdist.* dist
	@$(PYTHON) -m build --wheel --no-isolation --outdir dist .

locale: ## Gathers every sentence into assets/locale, ready to translate
	@.ci/setup run
	@$(PYTHON) .ci/catalogues.py extract

docs: ## Brings the reference pages that are made from the code up to it
	@.ci/setup run
	@$(PYTHON) .ci/reference.py write

# Run it to take newer versions of what is locked; then `make test`. `make lock UPGRADE=` only locks what is new.
lock: ## Locks newer versions of every dependency
	@.ci/setup test
	@$(PYTHON) -m venv build/lock
	@build/lock/bin/pip install --quiet --disable-pip-version-check uv
	@build/lock/bin/uv pip compile $(LOCKING) setup.cfg requirements/run.in -o requirements/run.txt
	@build/lock/bin/uv pip compile $(LOCKING) -c requirements/run.txt setup.cfg requirements/run.in requirements/test.in -o requirements/test.txt
	@npm --prefix assets install --package-lock-only --silent

UPGRADE := --upgrade
LOCKING := --quiet $(UPGRADE) --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock"

clean: ## Removes everything that was built or installed here
	rm -rf .venv build dist assets/vendor assets/node_modules *.egg-info
	find assets/locale -name '*.mo' -delete
