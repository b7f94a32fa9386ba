# Everything installs itself: the virtual environment, the locked requirements and, as root, the system libraries.
.PHONY: run test test-deep coverage mutants check bench load format lock pictures gaya
.DEFAULT_GOAL := run
PYTHON ?= python3
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
ADDRESS ?= 127.0.0.1:8000

run: .venv/runtime
	$(MANAGE) setup
	$(MANAGE) serve --address $(ADDRESS)

# Which lines run is told at next to no cost from Python 3.12 on; before, it costs half as much time again.
COVERAGE = $(shell $(BIN)/python -c 'import sys; print("--cov" if sys.version_info >= (3, 12) else "")')

test: .venv/development
	@scripts/system-libraries browser
	COVERAGE_CORE=sysmon $(BIN)/python -m pytest -n 2 --dist worksteal --durations 25 $(COVERAGE) $(ARGS)

# The same tests with many more examples of everything that is tried on examples.
test-deep: .venv/development
	@scripts/system-libraries browser
	$(BIN)/python -m pytest -n 2 --dist worksteal --hypothesis-profile=deep $(ARGS)

# The same tests once more, whatever they cost, with the lines that none of them runs.
coverage: .venv/development
	@scripts/system-libraries browser
	$(BIN)/python -m pytest -n 2 --dist worksteal --cov $(ARGS)

# Long; ARGS=proposals/text for some modules only.
mutants: .venv/development
	$(BIN)/python scripts/mutants.py $(ARGS)

check: .venv/development
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/oxlint --deny-warnings static/js
	$(BIN)/djade --check $$(git ls-files '*.html')
	$(BIN)/lint-imports
	$(BIN)/mypy .
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) check --fail-level WARNING

bench: .venv/development
	DJANGO_SETTINGS_MODULE=inovasi.bench.settings $(MANAGE) bench $(ARGS)

load: .venv/development
	DJANGO_SETTINGS_MODULE=inovasi.bench.settings $(MANAGE) load $(ARGS)

format: .venv/development
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/djade $$(git ls-files '*.html')

.venv/runtime: requirements.lock
	@scripts/virtual-environment "$(PYTHON)" requirements.lock $@

.venv/development: requirements.lock requirements-dev.lock
	@scripts/virtual-environment "$(PYTHON)" requirements-dev.lock $@ .venv/runtime

# The pictures of the help pages, from a demo portal that is running.
pictures: .venv/development
	$(BIN)/python tests/pictures.py http://$(ADDRESS)

# The pictures that tests/gaya compares the components with: those that differ become as the components look now.
gaya: .venv/development
	@scripts/system-libraries browser
	$(BIN)/python -m pytest -q -n 0 tests/gaya/test_pictures.py --accept-pictures $(ARGS)

# Needs uv. The locks carry hashes and no index addresses.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate -q -U pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate -q --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
