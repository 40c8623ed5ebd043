#!/bin/sh
# Installs into .venv, made first where there is none: with uv, which takes less than half as long, or with pip
# where uv is not to be had or would not look where pip was told to.
set -eu

fail() {
    echo "lencana: $1" >&2
    exit 1
}

with_pip() {
    # Most modules of most packages are never imported; those that are get compiled then.
    .venv/bin/python -m pip install --quiet --no-input --disable-pip-version-check --no-compile "$@"
}

has_own_index() {
    .venv/bin/python -m pip config list 2>/dev/null | grep -Eq '(\.|_)(index.url|no.index)='
}

# The version and the hashes of the lock file.
fetched_uv() {
    has_own_index && return 1
    [ -x .venv/bin/uv ] && return
    sed -n '/^uv==/,/[^\]$/p' requirements.lock >.venv/uv.lock
    with_pip --require-hashes --requirement .venv/uv.lock
}

with_uv() {
    uv=$1
    shift
    # uv would not run the build hook again for a package that looks installed.
    "$uv" pip install --quiet --native-tls --python .venv/bin/python --reinstall-package lencana "$@"
}

if command -v uv >/dev/null; then
    [ -x .venv/bin/python ] || uv venv --quiet --allow-existing --python '>=3.11' .venv
    with_uv uv "$@"
    exit
fi

if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    python=$(command -v python3.11 || command -v python3) || fail "install Python 3.11 or later, or uv."
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        fail "Python 3.11 or later is needed, and $python is older: install python3.11, or uv."
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "$python cannot make a virtual environment: apt-get install python3-venv, or install uv."
    "$python" -m venv .venv
fi
fetched_uv && with_uv .venv/bin/uv "$@" || with_pip "$@"
