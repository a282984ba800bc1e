"""One target under atheris, in a process of its own: `python -m benchmarks.fuzz.worker NAME SECONDS FOLDER`.

libFuzzer ends the process; what is to be known afterwards is written to `FOLDER/state.json` on the way.
"""

import json
import sys
import time
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["youjian"]):
    from benchmarks.fuzz.targets import BY_NAME

_RSS_LIMIT_MB = 768
_SECONDS_FOR_ONE = 10
_LONGEST_INPUT = 4 * 1024
_EVERY_S = 0.5


class Meter:
    """Counts runs and reads the process's memory, at a tenth of the time and from then on."""

    def __init__(self, file: Path, seconds: float) -> None:
        self._file = file
        self._began = time.monotonic()
        self._early_at = self._began + seconds / 10
        self._next = self._began
        self.runs = 0
        self._early_mb = 0.0

    def count(self) -> None:
        """One more input."""
        self.runs += 1
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _EVERY_S
            self.write(now)

    def write(self, now: float) -> None:
        """Put runs and memory on disk."""
        rss = rss_mb()
        if not self._early_mb or now < self._early_at:
            self._early_mb = rss
        said = {"runs": self.runs, "early_mb": self._early_mb, "late_mb": rss, "seconds": now - self._began}
        self._file.write_text(json.dumps(said))


def rss_mb() -> float:
    """Memory that this process holds, in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


def main(name: str, seconds: int, folder: Path) -> None:
    """Fuzz one target; does not return."""
    target = BY_NAME[name]
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds()):
        (corpus / f"seed-{number}").write_bytes(seed)
    meter = Meter(folder / "state.json", seconds)

    def one(data: bytes) -> None:
        target.judge(data)
        meter.count()

    options = [
        f"-max_total_time={seconds}",
        f"-rss_limit_mb={_RSS_LIMIT_MB}",
        f"-timeout={_SECONDS_FOR_ONE}",
        f"-max_len={_LONGEST_INPUT}",
        f"-artifact_prefix={folder}/",
        "-print_final_stats=1",
        str(corpus),
    ]
    atheris.Setup([sys.argv[0], *options], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
