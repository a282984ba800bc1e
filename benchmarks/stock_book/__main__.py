"""A simulated year of a city, kept as a book, judged and compared; prints the tables and the last line.

    python -m benchmarks.stock_book [--stations 200] [--jobs 2] [--seed 7] [--fills 15]

Frauds of papers, taxes and transport are labelled by whoever made them; what the platform says is held
against the labels. Times are the server's, of the median of five requests. Last line:
`stock_book: month_page_s=… year_report_s=… peak_mb=…`
"""

import argparse
import os
import shutil
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.register import server
from benchmarks.stock_book import measuring, scoring
from benchmarks.stock_book.city import YEAR, station_years
from benchmarks.stock_book.filling import fill_city, fill_station
from benchmarks.stock_book.frauds import Label
from benchmarks.stock_book.judging import judge_all
from benchmarks.stock_book.taxpayers import Compared, compared
from benchmarks.stock_book.variances import Booked, booked
from youjian.ledger.connection import VARIABLES

STANDING = """
SELECT DISTINCT ON (finding_id) station_id, rule, estimate, low, high, evidence, status
FROM ledger.findings ORDER BY finding_id, revision DESC
"""
_LONG_AGO = "2020-01-01"


def main() -> None:
    """Make the year, let the platform work on it, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--stations", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--fills", type=float, default=15, help="fuellings per tank and day; 0: as drawn")
    parser.add_argument("--home", type=Path, default=Path("/var/tmp/youjian-stock-book"))
    asked = parser.parse_args()
    shutil.rmtree(asked.home, ignore_errors=True)
    asked.home.mkdir(mode=0o755)
    try:
        with server(asked.home):
            _run(asked)
    finally:
        shutil.rmtree(asked.home, ignore_errors=True)


def _run(asked: argparse.Namespace) -> None:
    # in a process of its own: the memory measured is the office's
    with ProcessPoolExecutor(1) as pool:
        filling = pool.submit(fill, asked.stations, asked.seed, asked.fills or None)
        labels, kinds, fuellings = filling.result()
    print(f"{len(kinds)} stations, {fuellings:,} fuellings, {len(labels)} labels of {YEAR}\n", flush=True)
    print(f"The book of the whole year from nothing: {measuring.timed(keep):.0f} s\n", flush=True)
    print(f"{judge_all(sorted(kinds), YEAR, asked.jobs)} revisions of findings\n", flush=True)
    _print_found(labels, kinds)
    _print_booked(booked(labels, kinds, _months()))
    _print_compared(compared(labels, _lines()))
    _print_times()


def fill(stations: int, seed: int, fills: float | None) -> tuple[list[Label], dict[str, str], int]:
    """Put the year into the ledger; returns the labels, each station's kind, and how many fuellings."""
    labels, kinds, fuellings = list[Label](), dict[str, str](), 0
    with psycopg.connect(os.environ[VARIABLES["owner"]], autocommit=True) as conn:
        for year in station_years(stations, seed, fills):
            if not kinds:
                fill_city(conn, year.spec.start, year.spec.end)
            with conn.transaction():
                fuellings += fill_station(conn, year)
            labels += year.labels
            kinds[year.spec.station_id] = year.kind
        conn.execute("UPDATE ledger.register_changes SET at = %s", [_LONG_AGO])
        conn.execute("ANALYZE")
    return labels, kinds, fuellings


def keep() -> None:
    """Work the whole book out, as the worker does."""
    from youjian.bureau.stock.services import keep_round  # noqa: PLC0415 - needs Django set up

    while keep_round():
        pass


def _print_found(labels: list[Label], kinds: dict[str, str]) -> None:
    with psycopg.connect(os.environ[VARIABLES["owner"]]) as conn:
        rows = [row[:6] for row in conn.execute(STANDING).fetchall() if row[6] == "open"]
    said = scoring.told(rows)
    print("| fraud | labels | found | litres in the interval |\n|---|---|---|---|")
    truth = scoring.truths(labels)
    for kind, score in scoring.scores(truth, said).items():
        print(f"| {kind} | {score.labels} | {score.found} | {score.right} |")
    for one, its in scoring.missed(truth, said):
        print(f"\nNot told as it is: {one}, but {its}.")
    honest = {station for station, kind in kinds.items() if kind == "honest"}
    false = scoring.false_told(said, honest)
    print(
        f"\n{len(false)} findings of {len(honest)} honest stations: {sorted({one.key[1] for one in false})}\n"
    )


def _months() -> list[Any]:
    from youjian.bureau.accounts.contracts import SYSTEM  # noqa: PLC0415 - needs Django set up
    from youjian.bureau.scope import scoped  # noqa: PLC0415
    from youjian.bureau.stock.pages import city_month  # noqa: PLC0415

    with scoped():
        return [city_month(SYSTEM, f"{YEAR}-{month:02d}") for month in range(1, 13)]


def _print_booked(found: Booked) -> None:
    print(
        f"Stations' months in the book: {found.labels} with unbilled fuel, {found.right} of them with its"
        f" litres in the interval; {found.honest} others, {found.to_look_at} of them to be looked at,"
        f" {found.undecidable} undecidable.\n"
    )


def _lines() -> list[Any]:
    from youjian.bureau.accounts.contracts import SYSTEM  # noqa: PLC0415 - needs Django set up
    from youjian.bureau.scope import scoped  # noqa: PLC0415
    from youjian.bureau.tax.selectors import comparison  # noqa: PLC0415

    made: list[Any] = []
    for month in range(1, 13):
        with scoped():
            made += comparison(SYSTEM, f"{YEAR}-{month:02d}").lines
    return made


def _print_compared(found: Compared) -> None:
    print(
        f"Taxpayers' months: {found.labels} labelled, {found.found} found short, {found.right} with"
        f" the litres in the interval; {found.honest} honest, {len(found.accused)} of them not clear."
        f" {', '.join(found.accused)}\n"
    )


def _print_times() -> None:
    office = measuring.clerk()
    before = measuring.peak_mb()
    months = [
        measuring.request(office, f"the city's month {month}", f"/stock/months/{YEAR}-{month:02d}")
        for month in (1, 6, 12)
    ]
    year = measuring.request(office, "the city's year", f"/reports/now?kind=year&on={YEAR}-12-31&by=station")
    print("| what | seconds | KiB |\n|---|---|---|")
    for one in (*months, year):
        print(f"| {one.what} | {one.seconds:.2f} | {one.size / 1024:.0f} |")
    worst = max(one.seconds for one in months)
    peak = measuring.peak_mb()
    print(f"\nMemory before the pages {before:.0f} MB, after {peak:.0f} MB.\n")
    print(f"stock_book: month_page_s={worst:.2f} year_report_s={year.seconds:.2f} peak_mb={peak:.0f}")


if __name__ == "__main__":
    main()
