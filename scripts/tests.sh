#!/usr/bin/env bash
# All tests in three processes on two cores: most of their time they wait for real servers, browsers and devices.
# Each process has a database server of its own. Two share the files of tests/integration, and the third, once it is
# through what needs no server, joins them for those of tests/acceptance: whoever is free takes the next file, and
# those that take longest come first. What the two say is shown once the third is through; the failure of any is a
# failure.
set -uo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.tools/uv/bin:$PATH" # tests build packages with the uv that made the environment
said=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null; rm -rf "$said"' EXIT
behind() {
    local name=$1
    shift
    .venv/bin/python -m pytest -q "$@" >"$said/$name" 2>&1 &
    pids+=($!)
}
# The files of a folder, those named first.
in_order() {
    local folder=$1
    shift
    printf "tests/$folder/test_%s.py\n" "$@" | cat - <(ls tests/"$folder"/test_*.py) | awk '!seen[$0]++'
}
mapfile -t servers < <(in_order integration demo soak kill_rounds alert_latency watch_killed conformance_collector stock_book_year \
    query_baseline audit_command simulator_doors alerts_under_kills collector_alone collector_run retention_orders \
    archive_bucket audit_engines demo_history)
mapfile -t screens < <(in_order acceptance console_access)
mkdir "$said/begun"
export YOUJIAN_TESTS_SHARED="$said/begun"
behind first -p tests.sharing "${servers[@]}" "${screens[@]}" "$@"
behind second -p tests.sharing "${servers[@]}" "${screens[@]}" "$@"
.venv/bin/pytest -q -p tests.sharing src/youjian tests/unit tests/conformance "${screens[@]}" "$@"
failed=$?
for pid in "${pids[@]}"; do
    wait "$pid" || failed=1
done
cat "$said"/first "$said"/second
exit "$failed"
