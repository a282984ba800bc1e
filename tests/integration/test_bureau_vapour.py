"""Vapour recovery in the office: days judged and kept, late records, fills beside fuellings."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import LEPING, ZHUSHAN, Person
from tests.integration.tables_kit import office_on
from youjian.conformance.ecology import Centre, listening
from youjian.conformance.ecology_http import Office, office_open
from youjian.contract.fields import business_day, day_bounds

NOZZLE = 3
YESTERDAY = business_day(datetime.now(UTC) - timedelta(minutes=20)) - timedelta(days=1)


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    """A station whose nozzle draws too little on two of three days; its monitor misses a fuelling."""
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        with module_database.connect("owner") as conn:
            conn.execute("UPDATE ledger.stations SET vapour_monitoring = true")
        for back, ratio in ((2, 1.1), (1, 0.5), (0, 0.7)):
            for number in range(6):
                _fuel(module_database, YESTERDAY - timedelta(days=back), number, ratio)
        _fuel(module_database, YESTERDAY, 6, None)
        keep()
        yield module_database


def keep() -> int:
    from youjian.bureau.vapour.keeping import keep_days

    return keep_days(5)


def _fuel(database: Database, day: date, number: int, ratio: float | None) -> None:
    """A fuelling of 30 L, and the monitor's record of it when it has a ratio."""
    at = day_bounds(day)[0] + timedelta(hours=9, minutes=20 * number)
    seq = (day - date(2020, 1, 1)).days * 100 + number
    start = at - timedelta(minutes=2)
    with database.connect("intake") as conn:
        conn.execute("SELECT ledger.open_days('vapour_fills', ARRAY[%s::date])", [day]) if ratio else None
        conn.execute(
            """
            INSERT INTO ledger.fuellings (station_id, nozzle_id, seq, started_at, ended_at, volume_ml,
                unit_price_fen, amount_fen, totalizer_ml, kind, source, received_at)
            VALUES (%s, %s, %s, %s, %s, 30000, 750, 22500, %s, 'sale', 'live', now())
            """,
            [ZHUSHAN, NOZZLE, seq, start, at, seq * 30_000],
        )
        if ratio is not None:
            conn.execute(
                """
                INSERT INTO ledger.vapour_fills (station_id, nozzle_id, ended_at, started_at, fuel_ml,
                    vapour_ml, ratio, fuel_l_min, vapour_l_min, received_at)
                VALUES (%s, %s, %s, %s, %s, %s, %s, 30, 33, now())
                """,
                [ZHUSHAN, NOZZLE, at, start, 30_000, round(30_000 * ratio), ratio],
            )


def days_of(person: Person, edition: str) -> list[tuple[str, str, int]]:
    told = person.see(f"/vapour/stations/{ZHUSHAN}").json()
    nozzle = next(one for one in told["subjects"] if one["subject"] == f"nozzle:{NOZZLE}")
    return [(one["day"], one["state"], one["streak"]) for one in nozzle["days"] if one["edition"] == edition]


def test_days_are_judged_by_both_editions_and_the_city_told_first(city: Database) -> None:
    person = Person("zhiban")
    names = [(YESTERDAY - timedelta(days=back)).isoformat() for back in range(3)]
    assert days_of(person, "gb2020") == [
        (names[0], "warning", 2),
        (names[1], "alarm", 1),
        (names[2], "normal", 0),
    ]
    assert [state for _, state, _ in days_of(person, "local")] == ["warning", "warning", "normal"]
    told = person.see("/vapour").json()
    assert told["day"] == names[0]
    assert "0座有标准报警，1座有标准预警" in told["sentence"]
    counts = {one["edition"]: (one["alarm"], one["warning"]) for one in told["counts"]}
    assert counts == {"gb2020": (0, 1), "local": (0, 1)}
    earlier = person.see(f"/vapour?day={names[1]}").json()
    assert "1座有标准报警" in earlier["sentence"]
    assert [one["name"] for one in told["places"]]


def test_fills_stand_beside_fuellings_with_litres_and_kilograms(city: Database) -> None:
    told = Person("zhiban").see(f"/vapour/stations/{ZHUSHAN}").json()
    sync = told["sync"]
    assert (sync["fills"], sync["matched"], sync["within"], sync["unseen"]) == (18, 18, 18, 1)
    # 180 L each at 1.1, 0.5, 0.7: 396 L taken back of 540 L, nine tenths of it
    emission = told["emission"]
    assert emission["saved_kg"] == pytest.approx(396 * 0.9 * 1320e-6, abs=1e-3)
    assert emission["saved_kg"] + emission["lost_kg"] == pytest.approx(540 * 1320e-6, abs=2e-3)
    assert emission["lost_low_kg"] < emission["lost_kg"] < emission["lost_high_kg"]


def test_the_lists_say_the_same(city: Database) -> None:
    person = Person("zhiban")
    rows = person.see("/tables/vapour_syncs?day=" + YESTERDAY.isoformat()).json()
    assert [(one["fills"], one["match_pct"], one["unseen"]) for one in rows["items"]] == [(6, 100.0, 1)]
    rows = person.see("/tables/vapour_verdicts?state=alarm").json()
    assert [one["judged"] for one in rows["items"]] == ["3号枪气液比"]


def test_a_nozzles_fills_and_nothing_of_a_station_outside_the_scope(city: Database) -> None:
    person = Person("zhiban")
    path = (
        f"/vapour/stations/{ZHUSHAN}/nozzles/{NOZZLE}?first={YESTERDAY - timedelta(days=9)}&last={YESTERDAY}"
    )
    told = person.see(path).json()
    assert (told["low"], told["high"], len(told["fills"])) == (0.9, 1.3, 18)
    assert person.see(f"/vapour/stations/{ZHUSHAN}/pressure?day={YESTERDAY}").json()["points"] == []
    assert Person("leping").see(f"/vapour/stations/{ZHUSHAN}").status_code == 404
    assert Person("leping").see(f"/vapour/stations/{LEPING}").status_code == 200


def test_what_comes_late_is_judged_anew_and_nothing_new_changes_nothing(city: Database) -> None:
    from youjian.bureau.scope import scoped
    from youjian.bureau.vapour.models import DayVerdict

    assert keep() == 0
    for number in range(7, 40):
        _fuel(city, YESTERDAY - timedelta(days=1), number, 1.1)
    assert keep() == 1
    assert [streak for _, _, streak in days_of(Person("zhiban"), "gb2020")] == [1, 0, 0]
    with scoped():
        assert DayVerdict.objects.filter(edition="gb2020").count() == 3


def test_a_silent_or_faulty_monitor_is_told_until_it_is_announced(city: Database) -> None:
    person = Person("zhiban")
    told = person.see(f"/tables/vapour_faults?day={YESTERDAY}").json()["items"]
    assert [(one["kind"], one["announced"]) for one in told] == [("no_pressure", False)]
    before = person.see("/vapour/trust").json()
    assert (before["stations"], before["forged"], before["apart"]) == (1, 0, 0)
    assert f"1座站的监测设备共{before['days']}个站日静默或故障而未申报" in before["sentence"]
    with city.connect("owner") as conn:
        conn.execute("SET youjian.scope = '*'")
        _announced(conn, day_bounds(YESTERDAY)[0] + timedelta(hours=3))
    assert person.see("/vapour/trust").json()["days"] == before["days"] - 1
    assert person.see("/tables/vapour_faults?announced=true").json()["total"] == 1
    assert Person("leping").see("/tables/vapour_faults").json()["total"] == 0


def _announced(conn: Any, at: datetime) -> None:
    """A downtime of the monitor for an hour."""
    conn.execute(
        "INSERT INTO bureau.downtime_request (station_id, device, kind, starts_at, ends_at, planned_ends_at,"
        " reason, late, status, devices, requested_at, requested_by, requested_by_name, requested_for,"
        " decide_by, decided_by, decided_by_name, note)"
        " VALUES (%(s)s, 'vapour', 'repair', %(a)s, %(a)s + interval '1 hour', %(a)s + interval '1 hour',"
        " '更换传感器', false, 'requested', '[]', %(a)s, 'zhan', '站长', '', %(a)s, '', '', '')",
        {"s": ZHUSHAN, "a": at},
    )


def test_the_city_chooses_an_edition_and_it_is_noted(city: Database) -> None:
    from youjian.bureau.journal.models import JournalEntry
    from youjian.bureau.scope import scoped

    person = Person("zhiban")
    assert person.see("/vapour").json()["edition"] == "gb2020"
    answer = person.put(
        "/api/v1/vapour/edition",
        {"edition": "local"},
        content_type="application/json",
        headers={"X-CSRFToken": person.token},
    )
    assert answer.status_code == 200, answer.content
    assert [one["code"] for one in answer.json() if one["chosen"]] == ["local"]
    assert person.see("/vapour").json()["edition"] == "local"
    with scoped():
        assert JournalEntry.objects.filter(action="vapour.edition").count() == 1


MN = ZHUSHAN + "0" * 14


def upload(over_time_s: float = 5.0) -> int:
    """What the worker does every ten minutes, as if all that waits were due."""
    from youjian.bureau.scope import scoped
    from youjian.bureau.times import now
    from youjian.bureau.vapour.models import UploadMessage
    from youjian.bureau.vapour.queueing import queue_round
    from youjian.bureau.vapour.uploading import send_round

    with scoped():
        queue_round()
        UploadMessage.objects.filter(state="waiting").update(next_at=now())
    return send_round(over_time_s)


def test_records_go_to_an_ecology_platform_once_each(city: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUJIAN_NOTIFY_HOSTS", "127.0.0.1")
    _received_long_ago(city)
    person, centre = Person("zhiban"), Centre({MN: "123456"}, silent=1)
    with listening(centre) as port:
        wanted = {
            "name": "市生态环境局",
            "host": "127.0.0.1",
            "port": port,
            "password": "123456",
            "since": (datetime.now(UTC) - timedelta(days=6)).isoformat(),
        }
        assert person.send("/vapour/upload-targets", wanted).status_code == 200
        assert person.send("/vapour/upload-targets", wanted).json()["code"] == "target_there"
        assert upload(over_time_s=0.2) > 0
        assert upload() == 0
        (told,) = person.see("/vapour/upload-targets").json()
        assert (told["waiting"], told["failed"]) == (0, 0)
        assert told["records"] == told["acked"] == sum(len(message) for message in centre.messages)
        assert centre.faults == []
        assert centre.again == 1
        before = told["acked"]
        _fuel(city, YESTERDAY, 21, 1.05)
        _received_long_ago(city, minutes=6)
        _time_passes()
        assert upload() == 1
        keep()
        (told,) = person.see("/vapour/upload-targets").json()
        assert (told["acked"], told["records"]) == (before + 1, before + 1)
        assert centre.faults == []
    assert person.see("/tables/vapour_uploads?state=failed").json()["total"] == 0


@pytest.mark.parametrize("family", ["soap", "xml", "json"])
def test_records_go_to_the_xml_and_json_families_once_each(
    city: Database, monkeypatch: pytest.MonkeyPatch, family: str
) -> None:
    monkeypatch.setenv("YOUJIAN_NOTIFY_HOSTS", "127.0.0.1")
    _received_long_ago(city)
    person, office = Person("zhiban"), Office({ZHUSHAN: "secret-1"}, silent=1)
    with office_open(office) as port:
        wanted = {"name": f"省厅 {family}", "host": "127.0.0.1", "port": port, "path": "/upload"}
        wanted |= {"family": family, "password": "secret-1" if family == "json" else ""}
        since = (datetime.now(UTC) - timedelta(days=6)).isoformat()
        assert person.send("/vapour/upload-targets", wanted | {"since": since}).status_code == 200
        upload()
        assert upload() >= 1
        told = next(
            one for one in person.see("/vapour/upload-targets").json() if one["name"] == f"省厅 {family}"
        )
        assert (told["family"], told["waiting"], told["failed"]) == (family, 0, 0)
        assert (office.faults, office.again) == ([], 1)
        assert told["acked"] == told["records"] == len(office.rows)
        fills = [row for _, kind, row in office.rows if kind == "03"]
        assert {(row["JYJID"], row["JYQID"]) for row in fills} == {("0001", f"{NOZZLE:04d}")}
        assert {row["YLL"] for row in fills} == {"30.000"}
        assert upload() == 0
    person.put(
        f"/api/v1/vapour/upload-targets/{told['id']}",
        {"active": False},
        content_type="application/json",
        headers={"X-CSRFToken": person.token},
    )


def test_a_platform_that_is_away_is_tried_again_and_a_person_may(
    city: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from youjian.bureau.scope import scoped
    from youjian.bureau.vapour.models import UploadMessage, UploadTarget

    monkeypatch.setenv("YOUJIAN_NOTIFY_HOSTS", "127.0.0.1")
    with scoped():
        UploadTarget.objects.update(port=1)
        UploadMessage.objects.filter(pk=UploadMessage.objects.first().pk).update(state="waiting", acked=0)
    assert upload() == 0
    person = Person("zhiban")
    (row,) = person.see("/tables/vapour_uploads?state=waiting").json()["items"]
    assert row["tries"] == 1
    assert row["trouble"]
    with scoped():
        UploadMessage.objects.filter(pk=row["id"]).update(state="failed", tries=12)
    assert person.send(f"/vapour/upload-messages/{row['id']}/again").status_code == 200
    assert person.see("/tables/vapour_uploads?state=waiting").json()["total"] == 1
    assert Person("leping").see("/tables/vapour_uploads").json()["total"] == 0


def test_a_fault_that_the_monitor_told_stands_beside_the_silent_days(city: Database) -> None:
    day = YESTERDAY - timedelta(days=2)
    at = day_bounds(day)[0] + timedelta(hours=9)
    with city.connect("intake") as conn:
        conn.execute("SELECT ledger.open_days('pressure_readings', ARRAY[%s::date])", [day])
        conn.execute(
            "INSERT INTO ledger.pressure_readings (station_id, at, pressure_pa, received_at)"
            " VALUES (%s, %s, -120, now())",
            [ZHUSHAN, at],
        )
        conn.execute(
            "INSERT INTO ledger.device_events (station_id, device, at, code, detail, received_at)"
            " VALUES (%s, 'vapour', %s, 'gauge_fault', 'concentration sensor (041000)', now())",
            [ZHUSHAN, at],
        )
    keep()
    (told,) = Person("zhiban").see(f"/tables/vapour_faults?day={day}").json()["items"]
    assert (told["kind"], told["announced"]) == ("fault", False)


def _time_passes() -> None:
    """What was queued was queued half an hour ago."""
    from django.db.models import F

    from youjian.bureau.scope import scoped
    from youjian.bureau.vapour.models import UploadMessage

    with scoped():
        UploadMessage.objects.update(until=F("until") - timedelta(minutes=30))


def _received_long_ago(database: Database, minutes: int = 60) -> None:
    """Let the records that just came in have been there for a while."""
    with database.connect("owner") as conn:
        conn.execute("SET youjian.scope = '*'")
        conn.execute(
            "UPDATE ledger.vapour_fills SET received_at = now() - make_interval(mins => %s)"
            " WHERE received_at > now() - interval '5 min'",
            [minutes],
        )
