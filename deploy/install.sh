#!/usr/bin/env bash
# Installs or updates youjian from an unpacked bundle (scripts/bundle.py), with no network: ./install.sh [FOLDER]
# FOLDER is /opt/youjian unless told otherwise. Each version lies in releases/; `current` points to one of them and is
# moved last, in one step. Nothing is started, stopped or migrated here: docs/deployment.md says the order.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
target="${1:-/opt/youjian}"

say() { printf 'install: %s\n' "$*"; }
fail() { printf 'install: %s\n' "$*" >&2; exit 1; }

# shellcheck source=/dev/null
. "$here/bundle.env"
(cd "$here" && sha256sum --quiet --check SHA256SUMS) || fail "the bundle is not whole: copy it again"
python="${PYTHON_PROGRAM:-python$PYTHON}"
command -v "$python" >/dev/null || fail "$python is needed (PYTHON_PROGRAM=… names another program of version $PYTHON)"
[ "$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')" = "$PYTHON" ] || fail "$python is not $PYTHON"

release="$target/releases/$VERSION-$(sha256sum "$here/SHA256SUMS" | cut -c1-8)"
[ ! -e "$release" ] || fail "$release is there already: this bundle is installed"
draft="$release.draft"
rm -rf "$draft"
mkdir -p "$target/releases"

say "libraries of $VERSION for Python $PYTHON into $release"
"$python" -m venv "$draft" || fail "venv is missing: install the package python$PYTHON-venv"
PIP_NO_INDEX=1 PIP_DISABLE_PIP_VERSION_CHECK=1 "$draft/bin/python" -m pip install --quiet --no-index \
    --find-links "$here/wheels" "youjian[$EXTRAS]==$VERSION"
cp -R "$here/console" "$draft/console"
cp -R "$here/deploy" "$here/docs" "$draft/"
# Programs of a virtual environment name their interpreter by its whole path.
grep -rlIF "$draft" "$draft/bin" "$draft/pyvenv.cfg" | xargs -r sed -i "s|$draft|$release|g"
mv "$draft" "$release"
"$release/bin/youjian" --version >/dev/null

ln -sfn "$release" "$target/current.new"
mv -T "$target/current.new" "$target/current"
say "$("$target/current/bin/youjian" --version) is current; next: docs/deployment.md"
