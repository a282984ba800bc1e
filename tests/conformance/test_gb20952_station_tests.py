"""GB 20952-2020: every published case of tests by hand and of annex F, tables 1, 2 and 4 whole."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from youjian.detection.vapour import station_tests as by_hand

CASES: dict[str, Any] = json.loads(
    (Path(__file__).parent / "vectors" / "gb20952_cases.json").read_text(encoding="utf-8"),
    parse_float=Decimal,
    parse_int=Decimal,
)
TABLES: dict[str, Any] = CASES["tables"]


def judged(case: dict[str, Any]) -> str:
    match case["check"]:
        case "pressure":
            return by_hand.monitor_pressure(case["differences_pa"])
        case "al":
            return by_hand.monitor_ratio([(case["manual"], case["monitor"])])
        case "volume":
            return by_hand.monitor_volume(case["dispenser_l"], case["monitor_l"])
        case _:
            return by_hand.monitor_delay(case["value"])


@pytest.mark.parametrize("case", CASES["accuracy"], ids=lambda case: case["id"])
def test_annex_f(case: dict[str, Any]) -> None:
    expected = "open" if case["expect"].startswith("repeat") else case["expect"]
    assert judged(case) == expected


def test_table_2_whole_and_between_its_rows() -> None:
    for ullage, *least in TABLES["tightness"]["rows"]:
        found = [by_hand.least_residual_pa(ullage, nozzles) for nozzles in (6, 12, 18, 24, 25)]
        assert found == least
    for one in TABLES["tightness_examples"]:
        found = by_hand.least_residual_pa(one["ullage_l"], int(one["nozzles"]))
        assert round(float(found), 1) == float(one["min_residual_pa"])


@pytest.mark.parametrize(("ullage", "nozzles"), [("1892", 4), ("94626", 4), ("5000", 0)])
def test_nothing_is_said_beyond_table_2(ullage: str, nozzles: int) -> None:
    with pytest.raises(ValueError, match="table 2"):
        by_hand.least_residual_pa(Decimal(ullage), nozzles)


def test_the_limit_itself_is_tight() -> None:
    assert by_hand.tightness(Decimal(3785), 6, Decimal(301)) == "pass"
    assert by_hand.tightness(Decimal(3785), 6, Decimal("300.9")) == "fail"


def test_table_1() -> None:
    for one in TABLES["resistance"]:
        flow, most = int(one["flow_l_min"]), one["max_pa"]
        assert by_hand.resistance([(flow, most)]) == "pass"
        assert by_hand.resistance([(flow, most + Decimal("0.1"))]) == "fail"
    with pytest.raises(ValueError, match="flow"):
        by_hand.resistance([(20, Decimal(10))])


@pytest.mark.parametrize(
    ("nozzles", "tested", "bad"),
    [
        (1, 1, 1),
        (6, 6, 1),
        (7, 6, 1),
        (10, 6, 1),
        (11, 8, 2),
        (15, 8, 2),
        (16, 10, 2),
        (20, 10, 2),
        (21, 12, 3),
    ],
)
def test_table_4(nozzles: int, tested: int, bad: int) -> None:
    good, outside = Decimal("1.2"), Decimal("0.99")
    assert by_hand.ratios(nozzles, [good] * tested) == "pass"
    assert by_hand.ratios(nozzles, [good] * (tested - 1)) == "open"
    assert by_hand.ratios(nozzles, [outside] * bad) == "fail"
    assert by_hand.ratios(nozzles, [outside] * (bad - 1) + [good] * (tested - bad + 1)) == "pass"


def test_three_measurements_decide_by_their_means() -> None:
    far = (Decimal("1.10"), Decimal("1.30"))
    near = (Decimal("1.10"), Decimal("1.15"))
    assert by_hand.monitor_ratio([far, near, near]) == "pass"
    assert by_hand.monitor_ratio([far, far, far]) == "fail"
