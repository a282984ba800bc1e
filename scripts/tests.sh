#!/usr/bin/env bash
# All tests, side by side on two cores: those against real servers, and the rest. Each side has a database of its own.
# What the first side says is shown once the second is through; either's failure is a failure.
set -uo pipefail
cd "$(dirname "$0")/.."
said=$(mktemp)
trap 'kill "$servers" 2>/dev/null; rm -f "$said"' EXIT
.venv/bin/pytest -q tests/integration "$@" >"$said" 2>&1 &
servers=$!
.venv/bin/pytest -q src/youjian tests/unit tests/conformance tests/acceptance "$@"
rest=$?
wait "$servers"
integration=$?
cat "$said"
[ "$rest" = 0 ] && [ "$integration" = 0 ]
