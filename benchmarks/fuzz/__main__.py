"""Coverage-guided fuzzing of every codec: python -m benchmarks.fuzz [--seconds 600] [--target NAME …]

Each target runs in a process of its own with its share of the time, at most 768 MiB and 10 s for one input.
A crash, a hang or a growing process is a non-zero exit; the input is kept as `crash-…`, `timeout-…` or
`oom-…` beside the target's corpus and told with the command that shows it again (`--replay FILE`).
"""

import argparse
import json
import os
import subprocess
import sys
import traceback
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.fuzz.targets import BY_NAME

GROWTH_MB = 100.0
"""What a process may hold more at the end than at a tenth of its time: mostly libFuzzer's own corpus."""
_ARTIFACTS = {"crash": "crash-*", "hang": "timeout-*", "memory": "oom-*"}


@dataclass
class Outcome:
    """What came of one target."""

    name: str
    runs: int = 0
    seconds: float = 0.0
    early_mb: float = 0.0
    late_mb: float = 0.0
    exit_status: int = 0
    found: dict[str, list[Path]] = field(default_factory=dict)

    @property
    def growth_mb(self) -> float:
        """Memory at the end less that at a tenth of the time."""
        return max(self.late_mb - self.early_mb, 0.0)

    def count(self, kind: str) -> int:
        """How many inputs of a kind were found."""
        return len(self.found.get(kind, []))


def main() -> int:
    """Fuzz all targets in turn, or show one input again."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=int, default=600, help="for all targets together")
    parser.add_argument("--target", action="append", help="only these")
    parser.add_argument("--folder", type=Path, default=Path(".youjian-fuzz"), help="corpora and findings")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="run one kept input, print what it does")
    arguments = parser.parse_args()
    if arguments.replay:
        return replay(arguments.replay, arguments.target)
    names = arguments.target or list(BY_NAME)
    share = max(arguments.seconds // len(names), 1)
    outcomes = [fuzz(name, share, arguments.folder / name) for name in names]
    return report(outcomes, share * len(names))


def fuzz(name: str, seconds: int, folder: Path) -> Outcome:
    """One target in its process."""
    folder.mkdir(parents=True, exist_ok=True)
    state = folder / "state.json"
    state.unlink(missing_ok=True)
    before = {path for pattern in _ARTIFACTS.values() for path in folder.glob(pattern)}
    with (folder / "log.txt").open("wb") as log:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.fuzz.worker", name, str(seconds), str(folder)],
            stdout=log, stderr=log, check=False, preexec_fn=lambda: os.nice(10),
        )  # fmt: skip
    said = json.loads(state.read_text()) if state.exists() else {}
    found = {
        kind: sorted(path for path in folder.glob(pattern) if path not in before)
        for kind, pattern in _ARTIFACTS.items()
    }
    return Outcome(name, exit_status=done.returncode, found=found, **said)


def report(outcomes: list[Outcome], seconds: int) -> int:
    """The table, what was found, the last line; 0 when no promise was broken."""
    print("| target | inputs | inputs/s | crashes | hangs | memory MiB at 10 %, at the end |")
    print("|---|---|---|---|---|---|")
    for one in outcomes:
        rate = one.runs / one.seconds if one.seconds else 0.0
        found = f"{one.count('crash')} | {one.count('hang')}"
        memory = f"{one.early_mb:.0f}, {one.late_mb:.0f}"
        print(f"| {one.name} | {one.runs:,} | {rate:,.0f} | {found} | {memory} |")
    bad = [one for one in outcomes if wrong(one)]
    for one in bad:
        print(f"\n{one.name}: {wrong(one)}")
        for path in (path for paths in one.found.values() for path in paths):
            print(f"  python -m benchmarks.fuzz --replay {path}")
    crashes = sum(one.count("crash") + one.count("memory") for one in outcomes)
    hangs = sum(one.count("hang") for one in outcomes)
    growth = max((one.growth_mb for one in outcomes), default=0.0)
    runs = sum(one.runs for one in outcomes)
    print(
        f"fuzz: seconds={seconds} targets={len(outcomes)} runs={runs} crashes={crashes} hangs={hangs} "
        f"growth_mb={growth:.0f}"
    )
    return 1 if bad else 0


def wrong(outcome: Outcome) -> str:
    """What is wrong with an outcome, empty when nothing is."""
    named = [kind for kind, paths in outcome.found.items() if paths]
    if named:
        return f"found: {', '.join(named)}"
    if outcome.exit_status or not outcome.runs:
        return f"ended with status {outcome.exit_status} after {outcome.runs} inputs; see its log.txt"
    if outcome.growth_mb > GROWTH_MB:
        return f"grew by {outcome.growth_mb:.0f} MiB"
    return ""


def replay(file: Path, targets: list[str] | None) -> int:
    """Run a kept input again; its folder names the target."""
    name = targets[0] if targets else next((part.name for part in file.parents if part.name in BY_NAME), "")
    if name not in BY_NAME:
        print(f"{file} does not stand in the folder of a target: name it with --target", file=sys.stderr)
        return 2
    try:
        BY_NAME[name].judge(file.read_bytes())
    except Exception:  # whatever the codec raised is what is to be seen
        traceback.print_exc()
        return 1
    print(f"{name}: no promise broken")
    return 0


if __name__ == "__main__":
    sys.exit(main())
