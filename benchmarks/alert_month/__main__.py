"""Makes the month, tells it twice, and prints the tables and the last line."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from benchmarks.alert_month import report
from benchmarks.alert_month.city import office
from benchmarks.alert_month.feeding import feed, read_findings
from benchmarks.alert_month.making import make_all
from benchmarks.alert_month.plan import DAYS, chunks
from benchmarks.alert_month.scoring import Answered, answered, unexplained
from benchmarks.alert_month.told import Told, alerts, different
from benchmarks.alert_month.truth import Cause, read_causes

_CACHE = Path("/var/tmp/youjian-alert-month")


def main() -> None:
    """Print the month's tables; the last line has the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stations", type=int, default=200)
    parser.add_argument(
        "--kills", type=int, default=40, help="how often the publisher is killed (default 40)"
    )
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--cache", type=Path, default=_CACHE, help="where folders of the twin are kept")
    asked = parser.parse_args()
    folders = make_all(asked.cache, chunks(asked.stations), asked.jobs)
    calm, _ = told_of(folders, 0)
    again, killed = told_of(folders, asked.kills)
    _print(asked.stations, read_causes(folders), calm, different(calm, again), killed)


def told_of(folders: Sequence[Path], kills: int) -> tuple[list[Told], int]:
    """The alerts of a new office that the month was told to, and how many publishers were killed."""
    with office([folder / "register" for folder in folders]) as city:
        killed = feed(city, read_findings(folders), kills)
        with city.connection() as conn:
            return alerts(conn), killed


def _print(
    stations: int, causes: Sequence[Cause], told: Sequence[Told], differ: Sequence[str], kills: int
) -> None:
    found, false = answered(causes, told), unexplained(causes, told)
    due = [one for one in found if one.cause.due]
    print(report.causes_table(found), "", report.alerts_table(told, false), sep="\n", end="\n\n")
    print(f"Alerts that nothing explains, by cause: {report.unexplained_words(false)}.", end="\n\n")
    print(
        f"{len(differ)} of {len(told)} alerts differ when the publisher is killed {kills} times.", end="\n\n"
    )
    figures = {
        "stations": stations,
        "days": DAYS,
        "causes": len(due),
        "recall": _share(due, sum(bool(one.alerts) for one in due)),
        "precision": _share(told, len(told) - len(false)),
        "once": _share(due, sum(one.once for one in due)),
        "right_colour": _share(due, sum(one.right_colour for one in due)),
        "right_inbox": _share(due, sum(one.right_inbox for one in due)),
        "kills": kills,
        "differ": len(differ),
    }
    print("alert_month:", *(f"{name}={value}" for name, value in figures.items()))


def _share(of: Sequence[Answered] | Sequence[Told], count: int) -> float:
    return round(count / len(of), 3) if of else 0.0


if __name__ == "__main__":
    main()
