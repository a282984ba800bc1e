"""复核验证 in a browser: a finding whose day is not sealed yet, then one that agrees, then a changed file."""

import os
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import expect

from tests.acceptance.console_kit import Console
from tests.acceptance.seed_city import STATION

GAP = "累计泵码与加油量不符"
_SEAL = """
from datetime import UTC, datetime, timedelta
from tests.acceptance.console_kit import eventually
from tests.unit.engine.proof_kit import sealed_sets
from youjian.ledger import places
from youjian.ledger.connection import connect
from youjian.ledger.sealing import seal_due

with connect("bureau", autocommit=True) as conn:
    now = datetime.now(UTC) + timedelta(days=4)

    def sealed():
        return seal_due(conn, places.archive(), now, station_id="%s", rule_sets=lambda *_: sealed_sets())

    eventually(sealed, "a station that the worker seals is left to it: nothing was sealed here")
"""


def test_a_finding_is_proved_from_sealed_days(console: Console, city: tuple[dict[str, str], str]) -> None:
    page, (environment, _) = console.page, city
    console.log_in("zhiban")
    console.open("/alerts")
    page.get_by_role("row").filter(has_text=GAP).get_by_role("link", name=GAP).first.click()
    proof = page.get_by_role("region", name="复核验证")
    proof.get_by_role("button", name="复核验证").click()
    expect(proof.get_by_text("相关日数据尚未固化，预计不晚于")).to_be_visible()
    console.picture("proof-unsealed")

    everything = {**os.environ, **environment}
    subprocess.run([sys.executable, "-c", _SEAL % STATION], env=everything, check=True)
    proof.get_by_role("button", name="再次复核").click()
    expect(proof.get_by_text("已由固化数据复算一致")).to_be_visible()
    estimate = proof.get_by_role("row").filter(has_text="估计值")
    expect(estimate.get_by_text("412,340 毫升")).to_have_count(2)
    proof.get_by_text("用到的日固化").click()
    console.picture("proof-agrees")

    for sealed in Path(environment["YOUJIAN_HOME"]).glob(f"archive/{STATION}/*/r1/fuellings.parquet"):
        sealed.write_bytes(sealed.read_bytes() + b" ")
    proof.get_by_role("button", name="再次复核").click()
    expect(proof.get_by_text("与固化数据不一致：")).to_be_visible()
    expect(proof.get_by_text("已被改动").first).to_be_visible()
    console.picture("proof-differs")
