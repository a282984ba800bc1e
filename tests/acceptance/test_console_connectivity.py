"""在线率: a duty officer sees who missed the target and why, and corrects what the platform says."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from playwright.sync_api import expect

from tests.acceptance.console_kit import Console
from tests.integration.connectivity_kit import DAY, HOUR, MINUTE, MOBILE, UNICOM, City
from youjian.contract.fields import business_day, day_bounds
from youjian.ledger.connection import VARIABLES

MOBILES = [f"360203900{n}" for n in range(1, 6)]
LONE, ANNOUNCED = "3602819011", "3602819012"
_MEASURE = """
import sys
from datetime import datetime
from youjian.bureau import setup
setup()
from youjian.bureau.connectivity.models import Measured
from youjian.bureau.connectivity.rounds import run_round
from youjian.bureau.scope import scoped
with scoped():
    Measured.objects.all().delete()  # the worker may have measured before these records were written
run_round(datetime.fromisoformat(sys.argv[1]))
"""


class _Elsewhere:
    """The database of a city that runs in other processes."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment

    def connect(self, role: Any) -> psycopg.Connection[Any]:
        from tests.conftest import _environment
        from youjian.ledger.connection import connect

        with _environment({name: self._environment[name] for name in VARIABLES.values()}):
            return connect(role)


@pytest.fixture(scope="module")
def dark_city(city: tuple[dict[str, str], str]) -> None:
    """Yesterday: a carrier gone for five stations, one silent alone after trading, one announced."""
    environment, _ = city
    _yesterday(City(_Elsewhere(environment)))  # type: ignore[arg-type]
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, datetime.now(UTC).isoformat()],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def _yesterday(city: City) -> None:
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    start = day_bounds(business_day(now) - DAY)[0]
    city.stations(
        *((s, MOBILE, "a 1.0") for s in MOBILES), *((s, UNICOM, "a 1.0") for s in (LONE, ANNOUNCED))
    )
    city.open_door(start - DAY, now + HOUR)
    cut, dark = (start + 9 * HOUR, start + 10 * HOUR), (start + 13 * HOUR, start + 15 * HOUR)
    for station in MOBILES:
        city.heard(station, [(start - DAY, cut[0]), (cut[1], now)])
    for station in (LONE, ANNOUNCED):
        city.heard(station, [(start - DAY, dark[0]), (dark[1], now)])
    city.announce(ANNOUNCED, *dark)
    city.fuel(LONE, 1, dark[0] - MINUTE, 1_000_000)
    city.fuel(LONE, 2, dark[0] + HOUR, 1_030_000, received=dark[1] + MINUTE)
    city.fuel(LONE, 3, dark[1] + 5 * MINUTE, 1_476_000)
    city.read(LONE, [(dark[0] - HOUR, dark[0])], level_l=18_000)
    city.read(LONE, [(dark[1], now)], level_l=17_520)


def test_a_duty_officer_sees_who_missed_the_target_and_corrects_a_cause(
    dark_city: None, console: Console
) -> None:
    page = console.page
    console.log_in("zhiban")
    day = (business_day(datetime.now(UTC)) - DAY).isoformat()
    console.open(f"/connectivity?period={day}&by=stations")
    expect(page.locator(".answer-text")).to_contain_text("1站未达标")
    expect(page.get_by_role("row").filter(has_text=f"站{LONE}").first).to_contain_text("91.66%")
    carrier = page.get_by_role("row").filter(has_text=f"站{MOBILES[0]}").first
    expect(carrier).to_contain_text("100.00%")
    expect(carrier).to_contain_text("运营商 1 小时")
    console.picture("connectivity-day")

    page.get_by_role("row").filter(has_text=f"站{LONE}").filter(has_text="站方").click()
    drawer = page.get_by_role("dialog")
    expect(drawer).to_contain_text("446")
    expect(drawer).to_contain_text("480")
    console.picture("connectivity-outage")
    drawer.get_by_role("button", name="更正归因").click()
    dialog = page.get_by_role("dialog").filter(has_text="理由")
    dialog.get_by_label("理由").fill("变压器检修，已核实")
    dialog.get_by_label("归因").click()
    page.get_by_title("停电", exact=True).last.click()
    dialog.get_by_role("button", name="更正").last.click()
    expect(page.locator(".answer-text")).to_contain_text("7站全部达标")
    expect(page.get_by_role("dialog")).to_contain_text("变压器检修")

    console.open(f"/stations/{LONE}?tab=devices")
    expect(page.get_by_text("1号油罐").first).to_be_visible()
    console.picture("connectivity-station")
    page.set_viewport_size({"width": 360, "height": 780})
    console.open("/connectivity")
    console.picture("connectivity-phone")
