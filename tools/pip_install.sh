#!/bin/sh
# Installs into .venv, made first where there is none: with uv where it is on PATH, with pip otherwise.
set -eu

fail() {
    echo "lencana: $1" >&2
    exit 1
}

if command -v uv >/dev/null; then
    [ -x .venv/bin/python ] || uv venv --quiet --allow-existing --python '>=3.11' .venv
    # uv would not run the build hook again for a package that looks installed.
    exec uv pip install --quiet --python .venv/bin/python --reinstall-package lencana "$@"
fi

if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    python=$(command -v python3.11 || command -v python3) || fail "install Python 3.11 or later, or uv."
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        fail "Python 3.11 or later is needed, and $python is older: install python3.11, or uv."
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "$python cannot make a virtual environment: apt-get install python3-venv, or install uv."
    "$python" -m venv .venv
fi
# Most modules of most packages are never imported; those that are get compiled then.
exec .venv/bin/python -m pip install --quiet --no-input --disable-pip-version-check --no-compile "$@"
