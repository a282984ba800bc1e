"""One process of a run: `python -m benchmarks.soak.launch ROLE FOLDER [WORD …]`.

The products are started as their commands start them; only their clock is the run's.
"""

import sys
from pathlib import Path

from benchmarks.soak import clock


def main() -> int:
    """Start a role: `simulator`, `intake` or `collector`, with the words of its `youjian` command."""
    role, folder, *words = sys.argv[1:]
    starters = {"simulator": _simulator, "intake": _intake, "collector": _collector}
    return starters[role](Path(folder), words)


def _simulator(folder: Path, words: list[str]) -> int:
    from youjian import cli
    from youjian.simulator import live

    now = clock.of(folder).now
    live.clock_of = lambda _speed: now
    return cli.main(["simulate", *words])


def _intake(folder: Path, words: list[str]) -> int:
    from youjian import cli
    from youjian.intake import committer

    clock.install(committer, clock.of(folder).now)
    return cli.main(["intake", *words])


def _collector(folder: Path, words: list[str]) -> int:
    from youjian import cli
    from youjian.collector import clock as own

    clock.install(own, clock.with_error(folder))
    clock.install_steady(own, clock.of(folder).now)
    return cli.main(["collect", *words])


if __name__ == "__main__":
    sys.exit(main())
