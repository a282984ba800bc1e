"""The run with all its troubles, and its table; exit 1 when the ledger is not exactly the simulator's log.

python -m benchmarks.soak [--hours 24] [--speed 60] [--seed 1] [--write docs/soak.md]
"""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.soak.run import Plan, Report, run


def main() -> int:
    """Run, print the table, last a line `soak: key=value …`."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--hours", type=float, default=24.0, help="hours of the run's own time")
    parser.add_argument("--speed", type=float, default=60.0, help="how much faster than real time")
    parser.add_argument("--seed", type=int, default=1, help="of all dice")
    parser.add_argument(
        "--write", type=Path, metavar="PAGE", help="put the table between the marks of this page"
    )
    arguments = parser.parse_args()
    plan = Plan(hours=arguments.hours, speed=arguments.speed, seed=arguments.seed)
    report = run(plan)
    table, last = table_of(plan, report), last_line(report)
    print(table, last, sep="\n")
    if arguments.write:
        write(arguments.write, table, last)
    for wrong in [*report.verdict.missing, *report.verdict.wrong, *report.conflicts, *report.quarantined][
        :20
    ]:
        print(wrong, file=sys.stderr)
    return 0 if report.verdict.clean else 1


def table_of(plan: Plan, report: Report) -> str:
    """What went wrong and what came of it, as a Markdown table."""
    verdict = report.verdict
    rows = [
        (
            "simulated operation",
            f"{plan.hours:g} h at {plan.speed:g} ×, {len(plan.stations)} stations, seed {plan.seed}",
        ),
        *((name, str(count)) for name, count in sorted(report.met.items()) if name != "request well"),
        ("fuellings of the simulator's log", str(verdict.sales)),
        ("in the ledger one by one, every figure equal", str(verdict.exact)),
        ("in spans over a time without power, litres equal", f"{verdict.spanned} in {verdict.spans}"),
        ("missing", str(len(verdict.missing))),
        ("twice, invented or with other figures", str(len(verdict.wrong))),
        ("tank readings in the ledger", str(report.tank_readings)),
        ("records set aside by the platform", str(len(report.quarantined))),
        ("conflicts of records", str(len(report.conflicts))),
        ("findings", _counts(report.findings)),
    ]
    return "\n".join(["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)])


def _counts(counter: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counter.items())) or "0"


def last_line(report: Report) -> str:
    """The figures for whoever reads by program."""
    verdict = report.verdict
    return (
        f"soak: sales={verdict.sales} exact={verdict.exact} spanned={verdict.spanned} spans={verdict.spans} "
        f"missing={len(verdict.missing)} wrong={len(verdict.wrong)} conflicts={len(report.conflicts)} "
        f"real_s={report.real_s:.0f}"
    )


def write(page: Path, table: str, last: str) -> None:
    """Renew the page's table, with date and command."""
    begin, end = "<!-- soak -->\n", "<!-- /soak -->"
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(begin)
    _, mark, after = rest.partition(end)
    if not mark:
        raise ValueError(f"{page} has no marks {begin.strip()} … {end}")
    head = f"`python -m benchmarks.soak`, {datetime.now(UTC).date().isoformat()}:\n\n"
    page.write_text(f"{before}{begin}{head}{table}\n\n`{last}`\n{mark}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
