# Every target sets up what it needs. ARGS reaches the command: make demo ARGS=--help, make test ARGS="-k kiosk".
.PHONY: help setup demo test proof check bench figures security vulnerabilities screenshots lock clean test-tools test-packages

# Compiled modules are kept, whatever the shell says: the tests start hundreds of processes.
unexport PYTHONDONTWRITEBYTECODE

help: ## print these targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 13

setup: .venv/.installed ## make .venv from the lock file, fetch the QR decoder and the badge font

demo: setup ## the whole product on this machine, with a cast, a mailbox and a printer of its own
	.venv/bin/lencana demo $(ARGS)

test: setup test-tools ## the tests, with a sample of the long matrices
ifdef ARGS
	.venv/bin/python -m pytest -m "not whole" $(ARGS)
else
	.venv/bin/python -m pytest -m "not whole" --numprocesses 4 --dist loadfile --no-loadscope-reorder
endif

proof: setup test-tools ## the tests, with the long matrices whole
	.venv/bin/python -m pytest $(ARGS)
ifndef ARGS
	.venv/bin/python -m pytest tests/visits tests/journeys/test_whole_visit.py tests/journeys/test_refused_at_the_door.py \
		--store postgresql -m "not whole" --numprocesses 4 --dist loadfile
endif

check: setup ## style, types, and which package may import which
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

bench: setup ## measure against the goals, all or one group: ARGS=check-in, ARGS="durable --store postgresql"
	.venv/bin/python -m bench $(ARGS)

figures: setup ## the size and shape of the code, as one table
	.venv/bin/python -m tools.figures $(ARGS)

security: setup ## write the table of docs/security.md anew
	.venv/bin/python -m tools.security_table

vulnerabilities: ## ask the advisories about both lock files; needs uv, npm and the network
	uv tool run pip-audit@2.9.0 --disable-pip --require-hashes --progress-spinner off --requirement requirements.lock $(ARGS)
	npm audit --package-lock-only

screenshots: setup test-tools ## a picture of every page
	.venv/bin/python -m tools.screenshots $(ARGS)

lock: ## resolve both lock files again; needs uv and npm
	uv pip compile pyproject.toml --quiet --extra server --extra postgres --group dev --generate-hashes --universal \
		--python-version 3.11 --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" --output-file requirements.lock $(ARGS)
	npm install --package-lock-only --ignore-scripts
	node -p 'JSON.stringify(require("./package-lock.json"), (key, value) => key == "funding" ? undefined : value, 2)' \
		> package-lock.tmp && mv package-lock.tmp package-lock.json

clean: ## remove what the targets made
	rm -rf .venv node_modules kiosk/static/vendor printers/fonts dist .mypy_cache .ruff_cache .hypothesis .import_linter_cache

test-tools: setup test-packages
	tools/install_test_tools.sh

# Beside `setup` when make may do two things at once: one waits for PyPI, the other for Debian.
test-packages:
	tools/install_test_packages.sh

.venv/.locked: requirements.lock tools/pip_install.sh
	tools/pip_install.sh --require-hashes --requirement requirements.lock
	touch $@

.venv/.installed: .venv/.locked pyproject.toml package-lock.json build_assets.py
	tools/pip_install.sh --no-deps --editable .
	@if [ -e kiosk/static/vendor/qr/VERSION ] && [ -e printers/fonts/VERSION ]; then touch $@; \
	else echo "npm's registry gave no QR decoder and no badge font; hand scanners and typed codes work, and the next make tries again."; fi
