"""The button 复核验证: an alert's finding proved over the API, within scope, and noted in the journal."""

import json
from pathlib import Path

import pytest

from tests.conftest import Database
from tests.integration.bureau_office import ZHUSHAN, Person, furnish, publish
from tests.unit.engine.proof_kit import sealed_sets
from youjian.archive.storage import FolderStorage
from youjian.contract.fields import business_day
from youjian.detection.registry import judge_pairwise
from youjian.detection.samples import MORNING, after, fuelling
from youjian.ledger.batch import Batch
from youjian.ledger.sealing import seal_due
from youjian.ledger.store import store

DAY = business_day(MORNING)


@pytest.fixture
def archive(office_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office with the alert of a gap, whose day is not sealed yet."""
    furnish(office_database)
    monkeypatch.setenv("YOUJIAN_ARCHIVE", str(tmp_path / "archive"))
    sold = [fuelling(1, received_at=None), fuelling(2, totalizer_ml=1_072_000, received_at=None)]
    listed = [("fuellings", number, record) for number, record in enumerate(sold)]
    with office_database.connect("intake") as conn:
        store(conn, [Batch("station", ZHUSHAN, listed)], after(30), judge_pairwise)
    publish()
    return tmp_path / "archive"


def seal(database: Database, archive: Path) -> None:
    with database.connect("bureau", autocommit=True) as conn:
        now = MORNING.replace(year=2027)
        seal_due(
            conn, FolderStorage(archive), now, station_id=ZHUSHAN, day=DAY, rule_sets=lambda *_: sealed_sets()
        )


def asked(person: Person, status: int = 200) -> dict:
    [alert] = Person("zhiban").see("/alerts?rule=fuelling.totalizer_gap").json()["items"]
    answer = person.send(f"/alerts/{alert['id']}/proof")
    assert answer.status_code == status
    return answer.json()


def test_an_alert_is_proved_from_sealed_days_and_what_was_changed_is_named(
    archive: Path, office_database: Database
) -> None:
    person = Person("zhiban")
    early = asked(person)
    assert early["status"] == "unsealed"
    assert early["sentence"].startswith("相关日数据尚未固化，预计不晚于")
    assert [one["day"] for one in early["steps"][0]["waiting"]] == [DAY.isoformat()]

    seal(office_database, archive)
    proof = asked(person)
    assert (proof["status"], proof["sentence"]) == ("agrees", "已由固化数据复算一致")
    figures = {one["name"]: one for one in proof["steps"][0]["figures"]}
    assert figures["estimate"] == {
        "name": "estimate",
        "recorded": 12_000.0,
        "recomputed": 12_000.0,
        "agrees": True,
    }
    [day] = proof["steps"][0]["days"]
    assert (day["day"], day["number"]) == (DAY.isoformat(), 1)

    with office_database.connect("owner") as conn:
        conn.execute("UPDATE ledger.findings SET estimate = 11000")
    changed = asked(person)
    assert (changed["status"], changed["sentence"]) == ("differs", "与固化数据不一致：估计值与复算结果不同")

    file = archive / ZHUSHAN / DAY.isoformat() / "r1" / "fuellings.parquet"
    file.write_bytes(file.read_bytes() + b" ")
    assert f"固化文件{ZHUSHAN}/{DAY}/r1/fuellings.parquet已被改动" in json.dumps(
        asked(person), ensure_ascii=False
    )

    noted = Person("shenji").see("/journal?action=alert.prove").json()["items"]
    assert [entry["after"]["status"] for entry in noted] == ["differs", "differs", "agrees", "unsealed"]


def test_nobody_proves_what_lies_outside_the_scope(archive: Path) -> None:
    assert asked(Person("leping"), 404)["code"] == "not_found"
    assert asked(Person(), 401)["code"] == "not_logged_in"
