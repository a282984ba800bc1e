"""The measurement of an alert's way to somebody's screen, in small: every alert arrives."""

import re
import subprocess
import sys


def test_every_alert_reaches_a_reader_of_the_stream() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "benchmarks.alert_latency",
            "--no-browser",
            "--records-per-s",
            "40",
            "--seconds",
            "6",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    lines = done.stdout.strip().splitlines()
    assert lines[2].split("|")[3].strip() == "2", "both alerts were seen"
    assert re.fullmatch(r"alert_latency: p50_s=\d+\.\d\d p99_s=\d+\.\d\d", lines[-1])
