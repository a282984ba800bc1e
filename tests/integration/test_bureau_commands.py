"""Commands to collectors in the office: who may ask what, within which scope, and what is noted of it."""

from datetime import UTC, datetime, timedelta
from typing import Any, LiteralString

import pytest

from tests.conftest import Database
from tests.integration import bureau_office as office

ZHUSHAN, LEPING, _ = office.STATIONS
BOX, OTHER = "C-zhushan", "C-leping"
_Rows = list[tuple[Any, ...]]


@pytest.fixture
def city(office_database: Database) -> Database:
    """The small city with a box in each county, and the people who look after boxes."""
    office.furnish(office_database)
    from youjian.bureau.accounts import services

    services.take_accounts(
        [
            office._person("yunwei", "admin", ["3602"]),
            office._person("guanli", "admin", ["360281"]),
        ]
    )
    with office_database.connect("owner") as conn:
        for collector_id, station_id in ((BOX, ZHUSHAN), (OTHER, LEPING)):
            conn.execute(
                "INSERT INTO ledger.collectors (collector_id, station_id, epoch, state, enrolled_at) "
                "VALUES (%s, %s, 1, 'accepted', now())",
                [collector_id, station_id],
            )
    return office_database


def rows(database: Database, statement: LiteralString, *parameters: Any) -> _Rows:
    """What the database holds."""
    with database.connect("owner") as conn:
        return conn.execute(statement, parameters).fetchall()


def body(name: str = "set_interval", **arguments: str) -> dict[str, Any]:
    """A command as the form sends it."""
    told = arguments or {"device": "tank:1", "seconds": "60"}
    return {"name": name, "arguments": told, "reason": "站上要求"}


def asked(person: office.Person, collector_id: str = BOX, **changes: Any) -> dict[str, Any]:
    """A command that was just asked."""
    answer = person.send(f"/collectors/{collector_id}/commands", {**body(), **changes})
    assert answer.status_code == 200, answer.json()
    return answer.json()


def test_a_command_waits_for_its_box_and_stands_in_the_journal(city: Database) -> None:
    made = asked(office.Person("yunwei"))
    assert (made["state"], made["state_name"], made["title"]) == ("waiting", "待下发", "调整采集间隔")
    assert rows(
        city, "SELECT collector_id, station_id, name, arguments, asked_by FROM ledger.collector_commands"
    ) == [(BOX, ZHUSHAN, "set_interval", {"device": "tank:1", "seconds": "60"}, "yunwei")]
    [(target, after)] = rows(
        city, "SELECT object, after FROM bureau.journal_journalentry WHERE action = 'collector.command'"
    )
    assert target == f"collector:{BOX}"
    assert (after["command_id"], after["name"], after["reason"]) == (
        made["command_id"],
        "set_interval",
        "站上要求",
    )


def test_times_go_down_in_utc(city: Database) -> None:
    span = {"from": "2026-11-21T08:00:00+08:00", "to": "2026-11-21T20:00:00+08:00", "tables": "fuellings"}
    made = asked(office.Person("yunwei"), **body("resend_range", **span))
    assert made["arguments"] == {
        "from": "2026-11-21T00:00:00Z",
        "to": "2026-11-21T12:00:00Z",
        "tables": "fuellings",
    }


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("dance", {}, "没有指令dance"),
        ("set_interval", {"device": "tank:1"}, "请填写“间隔”"),
        ("set_interval", {"device": "tank:1", "seconds": "0"}, "0.2至300"),
        ("set_interval", {"device": "tank:1", "seconds": "quick"}, "0.2至300"),
        ("set_interval", {"device": "tank:1", "seconds": "nan"}, "0.2至300"),
        ("run_probe", {"device": "tank:1", "force": "1"}, "没有参数force"),
        ("resend_range", {"from": "2026-11-21T08:00:00", "to": "2026-11-21T08:00:00Z"}, "带时区"),
        ("resend_range", {"from": "2026-11-21T08:00:00Z", "to": "2026-11-21T08:00:00Z"}, "晚于开始时间"),
        (
            "resend_range",
            {"from": "2026-11-21T08:00:00Z", "to": "2026-11-22T08:00:00Z", "tables": "people"},
            "没有数据表people",
        ),
    ],
)
def test_what_the_box_would_refuse_is_refused_at_once(
    city: Database, name: str, arguments: dict[str, str], said: str
) -> None:
    answer = office.Person("yunwei").send(
        f"/collectors/{BOX}/commands", {"name": name, "arguments": arguments, "reason": "r"}
    )
    assert (answer.status_code, said in answer.json()["message"]) == (422, True), answer.json()
    assert rows(city, "SELECT count(*) FROM ledger.collector_commands") == [(0,)]


def test_who_may_only_probe_may_not_do_more_and_others_nothing(city: Database) -> None:
    probe = {"name": "run_probe", "arguments": {"device": "tank:1"}, "reason": "检定前核对"}
    duty, liaison = office.Person("zhiban"), office.Person("leping")
    assert asked(duty, **probe)["name"] == "run_probe"
    for person, collector_id, wanted in ((duty, BOX, body()), (liaison, OTHER, probe)):
        answer = person.send(f"/collectors/{collector_id}/commands", wanted)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    shown = [kind["name"] for kind in duty.see(f"/collectors/{BOX}").json()["commands"]]
    assert shown == ["run_probe"]
    assert liaison.see(f"/collectors/{OTHER}").json()["commands"] == []


def test_nobody_reaches_a_box_outside_the_scope(city: Database) -> None:
    county, everywhere = office.Person("guanli"), office.Person("yunwei")
    made = asked(everywhere)
    for answer in (
        county.send(f"/collectors/{BOX}/commands", body()),
        county.see(f"/collectors/{BOX}"),
        county.see(f"/commands/{made['command_id']}"),
        county.send(f"/commands/{made['command_id']}/cancel", {"reason": "r"}),
    ):
        assert answer.status_code == 404
    assert county.see("/tables/collector_commands").json()["total"] == 0
    assert everywhere.see("/tables/collector_commands").json()["total"] == 1


def test_a_command_is_taken_back_until_it_was_handed_out(city: Database) -> None:
    person = office.Person("yunwei")
    first, second = asked(person), asked(person)
    gone = person.send(f"/commands/{first['command_id']}/cancel", {"reason": "下错了"}).json()
    assert (gone["state"], gone["may_cancel"]) == ("cancelled", False)
    with city.connect("intake") as conn:
        conn.execute(
            "UPDATE ledger.collector_commands SET sent_at = now(), last_sent_at = now(), times_sent = 1 "
            "WHERE command_id = %s",
            [second["command_id"]],
        )
    for made in (first, second):
        late = person.send(f"/commands/{made['command_id']}/cancel", {"reason": "下错了"})
        assert (late.status_code, late.json()["code"]) == (409, "handed_out")
    assert rows(
        city,
        "SELECT action FROM bureau.journal_journalentry WHERE action LIKE 'collector.%%' ORDER BY number",
    ) == [("collector.command",), ("collector.command",), ("collector.command_cancel",)]


def test_a_box_out_of_use_and_a_heap_of_commands_are_refused(city: Database) -> None:
    person = office.Person("yunwei")
    with city.connect("owner") as conn:
        conn.execute("UPDATE ledger.collectors SET state = 'refused' WHERE collector_id = %s", [OTHER])
    answer = person.send(f"/collectors/{OTHER}/commands", body())
    assert (answer.status_code, answer.json()["code"]) == (409, "out_of_use")
    for _ in range(50):
        asked(person)
    answer = person.send(f"/collectors/{BOX}/commands", body())
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many")


@pytest.mark.parametrize("hours", [-1, 24 * 31])
def test_a_command_expires_within_a_month(city: Database, hours: int) -> None:
    expires_at = (datetime.now(UTC) + timedelta(hours=hours)).isoformat()
    answer = office.Person("yunwei").send(f"/collectors/{BOX}/commands", {**body(), "expires_at": expires_at})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_expiry")


def test_the_page_shows_what_the_door_noted_and_the_devices_to_choose_from(city: Database) -> None:
    with city.connect("intake") as conn:
        conn.execute(
            "INSERT INTO ledger.door_journal (at, door, peer, station_id, kind, detail) "
            "SELECT now(), 'station', 'p', %s, 'chain_broken', box || ' epoch 1: tank:1 at no. 7' "
            "FROM unnest(%s::text[]) AS box",
            [ZHUSHAN, [BOX, "C-beside"]],
        )
    page = office.Person("yunwei").see(f"/collectors/{BOX}").json()
    assert [(note["title"], note["detail"]) for note in page["notes"]] == [
        ("记录链中断", f"{BOX} epoch 1: tank:1 at no. 7")
    ]
    assert [kind["name"] for kind in page["commands"]] == [
        "resend_range", "set_interval", "synchronise_clock", "run_probe", "rotate_key",
        "announce_maintenance", "check_update",
    ]  # fmt: skip
    interval = next(kind for kind in page["commands"] if kind["name"] == "set_interval")
    assert {"code": "tank:1", "title": "1号油罐"} in interval["arguments"][0]["choices"]
    assert interval["arguments"][0]["choices"][-1] == {"code": "heartbeat", "title": "心跳"}


def test_the_page_shows_what_the_box_last_said_of_itself(city: Database) -> None:
    with city.connect("intake") as conn:
        conn.execute(
            "INSERT INTO ledger.collector_states (collector_id, station_id, epoch, sent_at, heard_at, "
            "firmware, link, signal_dbm, iccid, outbox_depth, clock_offset_s, devices) "
            "VALUES (%s, %s, 1, now(), now(), 'f 1', '5G', -71, '89860012345678901234', 7, 1.5, %s)",
            [BOX, ZHUSHAN, '{"tank:10": "silent", "tank:2": "ok"}'],
        )
    person = office.Person("yunwei")
    live = person.see(f"/collectors/{BOX}").json()["live"]
    assert (live["link"], live["signal_dbm"], live["outbox_depth"]) == ("5G", -71.0, 7)
    assert [(one["name"], one["state"]) for one in live["devices"]] == [
        ("2号油罐", "ok"),
        ("10号油罐", "silent"),
    ]
    assert person.see(f"/collectors/{OTHER}").json()["live"]["devices"] == []


def test_an_answer_in_both_languages_is_shown_in_the_persons_own(city: Database) -> None:
    from youjian.bureau.commands.words import BETWEEN
    from youjian.collector.orders import words

    assert BETWEEN == words.BETWEEN
    person = office.Person("yunwei")
    made = asked(person)["command_id"]
    with city.connect("owner") as conn:
        conn.execute(
            "UPDATE ledger.collector_commands SET sent_at = now(), status = 'done', result_at = now(), "
            "received_at = now(), detail = %s WHERE command_id = %s",
            [words.both("已校准", "it was set"), made],
        )
    for path, shown in ((f"/commands/{made}", lambda told: told), ("/tables/collector_commands", _first)):
        assert shown(person.see(path).json())["detail"] == "已校准"
        assert shown(person.see(path, **{"X-Language": "en"}).json())["detail"] == "it was set"


def _first(told: dict[str, Any]) -> dict[str, Any]:
    return told["items"][0]


def test_the_list_says_how_each_command_stands_and_can_be_filtered_by_it(city: Database) -> None:
    person = office.Person("yunwei")
    made = asked(person)
    with city.connect("owner") as conn:
        conn.execute(
            "INSERT INTO ledger.collector_commands (command_id, collector_id, station_id, name, asked_by, "
            "asked_by_name, reason, created_at, expires_at) "
            "VALUES ('old', %s, %s, 'rotate_key', 'a', 'a', 'r', now() - interval '2 d', "
            "now() - interval '1 d')",
            [BOX, ZHUSHAN],
        )
    listed = person.see("/tables/collector_commands").json()["items"]
    assert [(row["command_id"], row["state"]) for row in listed] == [
        (made["command_id"], "waiting"),
        ("old", "expired"),
    ]
    assert listed[0]["told"] == "设备：1号油罐；间隔：60秒"
    waiting = person.see("/tables/collector_commands?state=waiting").json()["items"]
    assert [row["command_id"] for row in waiting] == [made["command_id"]]
