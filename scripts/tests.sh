#!/usr/bin/env bash
# All tests in three processes on two cores: most of their time they wait for real servers, browsers and devices.
# Each process has a database server of its own; two share the files of tests/integration, whoever is free takes the
# next, and those that take longest come first. What these two say is shown once the third is through; the failure
# of any is a failure.
set -uo pipefail
cd "$(dirname "$0")/.."
said=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null; rm -rf "$said"' EXIT
behind() {
    local name=$1
    shift
    .venv/bin/python -m pytest -q "$@" >"$said/$name" 2>&1 &
    pids+=($!)
}
longest=(demo soak kill_rounds alert_latency watch_killed conformance_collector query_baseline audit_command
    simulator_doors alerts_under_kills collector_alone collector_run retention_orders archive_bucket audit_engines
    demo_history)
mapfile -t files < <(printf 'tests/integration/test_%s.py\n' "${longest[@]}" | cat - <(ls tests/integration/test_*.py) |
    awk '!seen[$0]++')
mkdir "$said/begun"
export YOUJIAN_TESTS_SHARED="$said/begun"
behind first -p tests.sharing "${files[@]}" "$@"
behind second -p tests.sharing "${files[@]}" "$@"
.venv/bin/pytest -q src/youjian tests/unit tests/conformance tests/acceptance "$@"
failed=$?
for pid in "${pids[@]}"; do
    wait "$pid" || failed=1
done
cat "$said"/first "$said"/second
exit "$failed"
