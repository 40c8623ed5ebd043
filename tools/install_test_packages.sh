#!/bin/sh
# Installs what tests need of the system, at once and before anything else asks for it; needs no .venv.
# What is missing afterwards, tools/install_test_tools.sh gets in another way or says so.
set -eu

found_font() {
    find /usr/share/fonts /usr/local/share/fonts -name "$1*" 2>/dev/null | grep -q .
}

missing=
lacks() { missing="$missing $*"; }
command -v chromium-headless-shell >/dev/null || lacks chromium-headless-shell
found_font NotoSans-Regular || lacks fonts-noto-core
found_font NotoSansCJK || lacks fonts-noto-cjk
[ -x /usr/sbin/cupsd ] && command -v lp >/dev/null || lacks cups cups-client
command -v postgres >/dev/null || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || lacks postgresql

[ -n "$missing" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || exit 0
echo "Installing$missing"
export DEBIAN_FRONTEND=noninteractive
# Words, one a package. A system without one of them installs none, and is asked for each later.
# shellcheck disable=SC2086
apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing >/dev/null || true
