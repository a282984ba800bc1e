"""A simulated year of a few stations with labelled frauds, as `benchmarks.stock_book` has of a city."""

from benchmarks.stock_book import __main__ as year_of
from benchmarks.stock_book import judging, scoring
from benchmarks.stock_book.city import YEAR
from benchmarks.stock_book.frauds import FRAUDS
from tests.conftest import Database
from youjian.bureau import setup

setup()
STATIONS, SEED, FILLS = 14, 1, 6.0


def test_every_fraud_of_a_year_is_told_with_its_litres_and_nobody_else(office_database: Database) -> None:
    labels, kinds, _ = year_of.fill(STATIONS, SEED, FILLS)
    year_of.keep()
    for station in sorted(kinds):
        judging.judge_year(station, YEAR)
    with office_database.connect("owner") as conn:
        rows = [row[:6] for row in conn.execute(year_of.STANDING).fetchall() if row[6] == "open"]
    said, truth = scoring.told(rows), scoring.truths(labels)
    assert {one.kind for one in truth} == {fraud.__name__ for fraud in FRAUDS}
    assert scoring.missed(truth, said) == []
    honest = {station for station, kind in kinds.items() if kind == "honest"}
    assert scoring.false_told(said, honest) == []
