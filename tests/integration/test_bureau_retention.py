"""Who says how long records are kept, what law does not allow, what the daily round and the command do."""

from contextlib import closing

import pytest

from tests.conftest import Database
from tests.integration.bureau_office import LEPING, ZHUSHAN, Person, furnish
from tests.integration.retention_kit import NOW, Sealer, days_ago, reading, take_in
from youjian.archive.storage import FolderStorage
from youjian.cli import main
from youjian.ledger.partitions import partition_days

DAY = days_ago(80)


@pytest.fixture
def office(office_database: Database, monkeypatch, tmp_path) -> Database:
    """The city with an administrator, a sealed day and one that is not."""
    from youjian.bureau.accounts import services

    monkeypatch.setenv("YOUJIAN_ARCHIVE", str(tmp_path / "archive"))
    furnish(office_database)
    services.take_accounts(
        [
            {
                "username": "guanli",
                "password": "Kiln-and-9-glazes",
                "display_name": "管理员",
                "department": "commerce",
                "role": "admin",
                "scope": ["3602"],
            }
        ]
    )
    with closing(office_database.connect("intake", autocommit=True)) as conn:
        take_in(conn, [reading(ZHUSHAN, DAY, minute) for minute in range(5)])
        take_in(conn, [reading(LEPING, days_ago(81), 1)])
    Sealer(office_database, FolderStorage(tmp_path / "archive")).seal(ZHUSHAN, DAY)
    return office_database


def entries(prefix: str = "retention.") -> list[tuple[str, str]]:
    from youjian.bureau.journal.models import JournalEntry
    from youjian.bureau.scope import scoped

    with scoped():
        found = JournalEntry.objects.filter(action__startswith=prefix).order_by("number")
        return list(found.values_list("action", "username"))


def test_people_see_and_change_limits_within_what_law_allows(office):
    auditor, clerk, admin = Person("shenji"), Person("zhiban"), Person("guanli")
    assert clerk.see("/retention").status_code == 403
    seen = auditor.see("/retention").json()
    assert not seen["may_manage"]
    limits = {one["table"]: one for one in seen["limits"]}
    assert limits["tank_readings"]["partitions"] == 2
    assert [(due["day"], due["against"]) for due in seen["drops"]] == [
        (days_ago(81).isoformat(), "not_sealed"),
        (DAY.isoformat(), ""),
    ]
    wanted = {"hot_days": 90, "full_days": 400, "thin_to_s": 600, "keep_days": 3650, "note": "磁盘够用"}
    assert auditor.send("/retention/limits/tank_readings", wanted).status_code == 403
    changed = admin.send("/retention/limits/tank_readings", wanted).json()
    assert next(one for one in changed["limits"] if one["table"] == "tank_readings")["hot_days"] == 90
    assert changed["drops"] == []
    for table, changes, floor in (
        ("tank_readings", {"full_days": 364}, "不少于365天"),
        ("tank_readings", {"hot_days": 4}, "不得少于5天"),
        (
            "fuellings",
            {"hot_days": None, "thin_to_s": None, "full_days": 3649, "keep_days": 3649},
            "3650天（10年",
        ),
        ("vapour_fills", {"full_days": 364, "keep_days": 364, "thin_to_s": None}, "GB 20952"),
        ("heartbeats", {"full_days": 100, "keep_days": 100, "thin_to_s": None}, "网络安全法"),
        ("heartbeats", {"keep_days": 399, "thin_to_s": None}, "保存总天数"),
    ):
        answer = admin.send(f"/retention/limits/{table}", wanted | changes)
        assert (answer.status_code, floor in answer.json()["message"]) == (422, True), answer.json()
    assert admin.send("/retention/limits/none", wanted).status_code == 404
    assert entries() == [("retention.set", "guanli")]


def test_holds_are_seen_in_the_scope_and_keep_a_day(office):
    admin = Person("guanli")
    body = {
        "station_id": ZHUSHAN,
        "first_day": DAY.isoformat(),
        "last_day": DAY.isoformat(),
        "reason": "案件 1",
    }
    assert Person("zhiban").send("/retention/holds", body).status_code == 403
    assert admin.send("/retention/holds", body | {"station_id": "4101000001"}).status_code == 404
    assert admin.send("/retention/holds", body | {"last_day": days_ago(90).isoformat()}).status_code == 422
    placed = admin.send("/retention/holds", body).json()
    (hold,) = placed["holds"]
    assert (hold["reason"], hold["placed_by"]) == ("案件 1", "管理员")
    assert {due["day"]: due["against"] for due in placed["drops"]}[DAY.isoformat()] == "held"
    assert main(["retention", "run"]) == 1
    released = admin.send(f"/retention/holds/{hold['id']}/release", {"reason": "结案"}).json()
    assert released["holds"] == []
    assert admin.send(f"/retention/holds/{hold['id']}/release", {"reason": "结案"}).status_code == 404
    assert entries() == [
        ("retention.hold", "guanli"),
        ("retention.run", "platform"),
        ("retention.release", "guanli"),
    ]


def test_the_command_drops_what_is_sealed_and_brings_it_back(office, capsys):
    def said(*words: str, status: int = 0) -> str:
        assert main(["retention", *words]) == status
        told = capsys.readouterr()
        return told.out + told.err

    assert "tank_readings          65    365    600   3650" in said("list")
    assert "GB 20952" in said("set", "vapour_fills", "--full", "200", "--keep", "200", "--why", "x", status=2)
    assert "no limits: choose one of" in said("set", "nothing", "--full", "100", "--why", "x", status=2)
    assert "3651" in said("set", "fuellings", "--full", "3651", "--keep", "3651", "--why", "longer")
    assert "1 days to drop, 1 stay" in said("run", "--dry-run", status=1)
    told = said("run", status=1)
    assert f"dropped tank_readings of {DAY}: 5 records" in told
    assert f"station {LEPING} is not sealed" in told
    assert "was dropped" in said("restore", "tank_readings", "2026-01-01", status=2)
    assert "not kept by day" in said("restore", "fuellings", "2026-01-01", status=2)
    assert "5 records of 1 stations brought back" in said("restore", "tank_readings", str(DAY))
    assert "brought back and stays" in said("run", status=1)
    with office.connect("bureau") as conn:
        assert DAY in partition_days(conn, "tank_readings")
    days = (str(DAY), str(DAY))
    assert "hold 1: station" in said("hold", ZHUSHAN, *days, "--why", "案件 2", "--actor", "guanli")
    assert "by 管理员: 案件 2" in said("holds")
    assert "released" in said("release", "1", "--why", "结案")
    assert "没有找到保全1" in said("release", "1", "--why", "x", status=2)
    assert said("holds") == ""
    assert ("retention.restore", "platform") in entries()


def test_partitions_are_made_ahead_by_the_worker(office):
    from youjian.bureau.retention.tasks import partitions
    from youjian.ledger.partitions import state

    partitions(int(NOW.timestamp()))
    with office.connect("bureau") as conn:
        assert all(not one.missing and one.count >= 5 for one in state(conn))
