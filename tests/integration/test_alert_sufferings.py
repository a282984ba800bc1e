"""What users of other platforms suffer from: races, repeats, late data, wrong devices, storms, forgetting."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from django.db import connection

from tests.conftest import Database
from tests.integration.bureau_office import LEPING, LEPING_2, ZHUSHAN, Person, furnish, gap, publish, say
from tests.integration.tables_kit import office_on
from youjian.contract.findings import Finding, finding_id

START = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
_APART = iter(START + n * timedelta(days=70) for n in range(-60, 0))


@pytest.fixture(scope="module")
def office(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    with office_on(module_database, django_db_blocker):
        furnish(module_database)
        yield module_database


@pytest.fixture
def day() -> datetime:
    """A day of its own for each test, so far from the others that nothing is one cause with theirs."""
    return next(_APART)


def said(rule: str, day: datetime, hours: float = 0, *, station: str = ZHUSHAN, **changes: Any) -> Finding:
    began = day + timedelta(hours=hours)
    subject = changes.pop("subject", "nozzle:3")
    fields = {
        "finding_id": finding_id(rule, station, subject, began.isoformat()),
        "rule": rule,
        "subject": subject,
        "started_at": began,
        "ended_at": began + timedelta(minutes=5),
        "detected_at": began + timedelta(minutes=10),
    }
    return gap(station, **{**fields, **changes})


def again(before: Finding, hours: float, **changes: Any) -> Finding:
    """The next revision."""
    import msgspec

    later = before.detected_at + timedelta(hours=hours)
    return msgspec.structs.replace(before, revision=before.revision + 1, detected_at=later, **changes)


def alert_of(finding: Finding) -> Any:
    from youjian.bureau.alerts.models import AlertFinding
    from youjian.bureau.scope import scoped

    with scoped():
        return AlertFinding.objects.select_related("alert__parent").get(finding_id=finding.finding_id).alert


def page_of(finding: Finding, person: Person) -> dict[str, Any]:
    return person.see(f"/alerts/{alert_of(finding).pk}").json()


def handled(person: Person, number: int, **decision: Any) -> Any:
    person.send(f"/alerts/{number}/sign")
    return person.send(f"/alerts/{number}/close", {"outcome": "explained", "reason": "已核实", **decision})


def test_one_finding_that_ends_does_not_clear_what_another_keeps_open(
    office: Database, day: datetime
) -> None:
    first, second = said("fuelling.totalizer_gap", day), said("fuelling.sequence_gap", day, 5)
    say(office, first, second)
    publish()
    assert alert_of(first).pk == alert_of(second).pk
    say(office, again(first, 6, status="superseded"))
    publish()
    assert (alert_of(first).finding_status, alert_of(first).colour) == ("open", "red")
    say(office, again(second, 6, status="ended"))
    publish()
    assert alert_of(first).finding_status == "ended"


def test_a_late_repeat_never_opens_a_closed_alert_and_something_new_does(
    office: Database, day: datetime
) -> None:
    person, first = Person("zhiban"), said("fuelling.totalizer_gap", day, 10)
    say(office, first)
    publish()
    number = alert_of(first).pk
    assert handled(person, number).status_code == 200
    say(office, said("fuelling.totalizer_gap", day, 2))
    publish()
    assert alert_of(first).status == "closed"
    new = said("fuelling.totalizer_gap", day, 30)
    say(office, new)
    publish()
    assert (alert_of(new).pk, alert_of(new).status) == (number, "open")


def test_whatever_order_revisions_come_in_the_alert_is_the_same(office: Database) -> None:
    ends = set()
    for order in permutations(range(4)):
        day = START
        opened = said("stock.hidden_sales", day, subject="tank:1", verdict="suspicion", ended_at=None)
        rose = again(opened, 2, verdict="discrepancy")
        ended = again(rose, 2, status="ended", ended_at=day + timedelta(hours=4))
        beside = said("fuelling.totalizer_gap", day, 1)
        every = [opened, rose, ended, beside]
        for index in order:
            say(office, every[index])
            publish()
        alert = alert_of(opened)
        assert alert.fingerprint == opened.finding_id
        ends.add((alert.rule, alert.colour, alert.finding_status, alert_of(beside).pk == alert.pk))
        _clear(office)
    assert ends == {("stock.hidden_sales", "red", "open", True)}


def _clear(office: Database) -> None:
    with office.connect("owner") as conn:
        conn.execute("TRUNCATE bureau.alerts_alert CASCADE")
        conn.execute("TRUNCATE ledger.findings, ledger.finding_queue")


def test_the_message_names_its_time_and_the_device_as_it_was_mapped_then(
    office: Database, day: datetime
) -> None:
    from youjian.bureau.alerts.telling import payload

    with office.connect("owner") as conn:
        conn.execute(
            """INSERT INTO ledger.tanks SELECT station_id, 2, product, capacity_l, safe_fill_l, diameter_mm,
            manifold, density20_kg_m3 FROM ledger.tanks WHERE tank_id = 1 AND station_id = %s
            ON CONFLICT DO NOTHING""",
            [LEPING_2],
        )
        conn.execute(
            """INSERT INTO ledger.nozzles (station_id, nozzle_id, valid_from, dispenser_id, tank_id, product)
            VALUES (%s, 3, %s, 1, 2, '92')""",
            [LEPING_2, day + timedelta(days=1)],
        )
    before = said("fuelling.totalizer_gap", day, station=LEPING_2)
    after = said("fuelling.overlap", day, 48, station=LEPING_2)
    say(office, before, after)
    publish()
    assert (alert_of(before).device, alert_of(after).device) == (
        "3号加油枪（1号油罐）",
        "3号加油枪（2号油罐）",
    )
    assert alert_of(before).measured_at == before.ended_at
    told = payload(alert_of(before), "opened")
    assert told["message"].startswith("3号加油枪（1号油罐）：")
    assert "数据时间" in told["message"]


def test_a_rule_switched_off_at_a_station_touches_nothing_else(office: Database, day: datetime) -> None:
    from youjian.bureau.accounts.models import User
    from youjian.bureau.alerts.models import AlertFinding
    from youjian.bureau.rules.models import SwitchOff
    from youjian.bureau.scope import scoped

    moment = datetime.now(UTC)
    with scoped():
        SwitchOff.objects.create(
            rule="price.above_cap",
            station_id=ZHUSHAN,
            from_at=moment - timedelta(hours=1),
            until=moment + timedelta(days=1),
            reason="公告待录",
            made_at=moment,
            made_by=User.objects.get(username="zhiban"),
        )
    silent, beside = said("price.above_cap", day), said("fuelling.totalizer_gap", day, 1)
    elsewhere = said("price.above_cap", day, station=LEPING)
    say(office, silent, beside, elsewhere)
    publish()
    with scoped():
        told = set(AlertFinding.objects.filter(detected_at__gte=day).values_list("finding_id", flat=True))
    assert silent.finding_id not in told
    assert {beside.finding_id, elsewhere.finding_id} <= told
    with office.connect("owner") as conn:
        conn.execute("UPDATE bureau.rules_switchoff SET ended_at = now()")
        conn.execute(
            "INSERT INTO ledger.finding_queue (finding_id, revision) VALUES (%s, 1)", [silent.finding_id]
        )
    publish()
    assert alert_of(silent).status == "open"


def test_who_decides_on_what_has_changed_is_asked_to_look_again(office: Database, day: datetime) -> None:
    person, first = Person("zhiban"), said("fuelling.totalizer_gap", day)
    say(office, first)
    publish()
    number = alert_of(first).pk
    seen = person.send(f"/alerts/{number}/sign").json()["alert"]["version"]
    say(office, said("fuelling.sequence_gap", day, 3))
    publish()
    refused = person.send(f"/alerts/{number}/close", {"outcome": "explained", "reason": "核实", "seen": seen})
    assert (refused.status_code, refused.json()["code"]) == (409, "changed")
    assert alert_of(first).status == "signed"


def test_a_close_and_a_revision_at_once_have_one_end(office: Database, day: datetime) -> None:
    """The one who comes second waits for the other's transaction, and then sees what it did."""
    from youjian.bureau.alerts.models import Alert
    from youjian.bureau.scope import scoped

    person, first = Person("zhiban"), said("fuelling.overlap", day, severity="warning")
    say(office, first)
    publish()
    number = alert_of(first).pk
    person.send(f"/alerts/{number}/sign")
    say(office, again(first, 1, severity="alarm"))
    finished: list[int] = []

    def raise_meanwhile() -> None:
        finished.append(publish())
        connection.close()

    with scoped():
        alert = Alert.objects.select_for_update().get(pk=number)
        publisher = threading.Thread(target=raise_meanwhile)
        publisher.start()
        alert.status, alert.outcome, alert.reason = "closed", "explained", "已核实"
        alert.closed_at = alert.decided_on = alert.detected_at
        alert.save()
    publisher.join()
    assert finished
    assert (alert_of(first).status, alert_of(first).severity) == ("closed", "alarm")


def test_a_publisher_killed_before_its_commit_leaves_everything_to_the_next(
    office: Database, day: datetime
) -> None:
    from youjian.bureau.alerts.models import AlertFinding
    from youjian.bureau.alerts.raising import raise_alerts
    from youjian.bureau.events.models import Event
    from youjian.bureau.scope import scoped

    first = said("fuelling.totalizer_gap", day)
    say(office, first)
    with scoped():
        before = Event.objects.count()

    def killed() -> None:
        with scoped():
            raise_alerts()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        killed()
    with scoped():
        assert not AlertFinding.objects.filter(finding_id=first.finding_id).exists()
        assert Event.objects.count() == before
    publish()
    publish()
    number = alert_of(first).pk
    with scoped():
        told = Event.objects.filter(kind="alert.opened", payload__alert_id=number)
        assert told.count() == 1


def test_a_county_that_falls_dark_is_one_alert_with_its_stations_below(
    office: Database, day: datetime
) -> None:
    from youjian.bureau.alerts.models import DeskEntry

    values = {"code": "county", "stations": 2, "share": 0.5, "minutes": 30}
    DeskEntry.objects.create(
        section="areas", code="county", position=1, values=values, source="person", changed_at=day
    )
    dark = {"subject": "collector", "ended_at": None, "severity": "warning"}
    one, other = (
        said("collector.offline", day, hours, station=station, **dark)
        for hours, station in ((0, LEPING), (0.2, LEPING_2))
    )
    say(office, one)
    publish()
    assert alert_of(one).parent is None
    say(office, other)
    publish()
    area = alert_of(one).parent
    assert (area, area.cause, area.station_id) == (alert_of(other).parent, "area_outage", "360281")
    liaison = Person("leping")
    page = liaison.see(f"/alerts/{area.pk}").json()
    assert (page["alert"]["station_name"], len(page["children"])) == ("乐平市", 2)
    mine = {row["id"] for row in liaison.see("/alerts?mine=true").json()["items"]}
    assert not mine & {alert_of(one).pk, alert_of(other).pk}
    over = {"status": "ended", "ended_at": day + timedelta(hours=3)}
    say(office, again(one, 3, **over), again(other, 3, **over))
    publish()
    assert alert_of(one).parent.finding_status == "ended"


def test_what_is_put_off_comes_back_when_it_gets_graver(office: Database, day: datetime) -> None:
    person, first = Person("zhiban"), said("fuelling.totalizer_gap", day, severity="warning")
    say(office, first)
    publish()
    number = alert_of(first).pk
    until = datetime.now(UTC) + timedelta(days=2)
    assert (
        person.send(
            f"/alerts/{number}/snooze", {"until": until.isoformat(), "reason": "等待站方"}
        ).status_code
        == 200
    )
    far = datetime.now(UTC) + timedelta(days=60)
    assert (
        person.send(f"/alerts/{number}/snooze", {"until": far.isoformat(), "reason": "等"}).status_code == 422
    )
    say(office, again(first, 1, severity="alarm", verdict="discrepancy"))
    publish()
    assert alert_of(first).snoozed_until is None
    assert "woken" in [item["kind"] for item in page_of(first, person)["timeline"]]


def test_what_nobody_signs_for_rises_once(office: Database, day: datetime) -> None:
    from youjian.bureau.alerts.escalating import keep_time
    from youjian.bureau.alerts.models import Alert
    from youjian.bureau.scope import scoped

    first = said("fuelling.totalizer_gap", day)
    say(office, first)
    publish()
    number = alert_of(first).pk
    with scoped():
        Alert.objects.exclude(pk=number).update(sign_by=None, close_by=None)
        Alert.objects.filter(pk=number).update(sign_by=datetime.now(UTC) - timedelta(minutes=5))
    with scoped():
        assert keep_time() == 1
    with scoped():
        assert keep_time() == 0
    assert alert_of(first).level == 1
    kinds = [item["kind"] for item in page_of(first, Person("zhiban"))["timeline"]]
    assert kinds.count("escalated") == 1


def test_passing_on_asks_whether_the_other_can_handle_it(office: Database, day: datetime) -> None:
    person, first = Person("zhiban"), said("fuelling.totalizer_gap", day)
    say(office, first)
    publish()
    number = alert_of(first).pk
    person.send(f"/alerts/{number}/sign")
    outside = person.send(f"/alerts/{number}/assign", {"username": "leping"})
    assert (outside.status_code, outside.json()["code"]) == (422, "bad_assignment")
    passed = person.send(f"/alerts/{number}/assign", {"department": "commerce", "note": "请跟进"}).json()
    assert (passed["alert"]["status"], passed["alert"]["departments"][0]) == ("open", "commerce")


def test_a_duplicate_points_at_the_other_alert_and_is_opened_again_with_a_reason(
    office: Database, day: datetime
) -> None:
    person, first, other = Person("zhiban"), said("fuelling.totalizer_gap", day), said("price.above_cap", day)
    say(office, first, other)
    publish()
    number, same = alert_of(first).pk, alert_of(other).pk
    assert handled(person, number, outcome="duplicate").status_code == 422
    done = person.send(
        "/alerts/bulk", {"verb": "same", "alert_ids": [number], "same_as": same, "reason": "同一事"}
    )
    assert done.json() == {"done": [number], "refused": []}
    assert page_of(first, person)["alert"]["same_as_id"] == same
    assert (
        person.send(f"/alerts/{number}/reopen", {"reason": "并非同一事"}).json()["alert"]["status"] == "open"
    )


def test_what_joins_a_duplicate_goes_to_the_alert_that_it_repeats(office: Database, day: datetime) -> None:
    person, first, other = Person("zhiban"), said("fuelling.totalizer_gap", day), said("price.above_cap", day)
    say(office, first, other)
    publish()
    number, same = alert_of(first).pk, alert_of(other).pk
    assert handled(person, number, outcome="duplicate", same_as=same).status_code == 200
    assert page_of(other, person)["timeline"][-1]["kind"] == "repeated"
    later, late = said("fuelling.sequence_gap", day, 5), said("fuelling.totalizer_gap", day, 2)
    for new in (later, late):
        say(office, new)
        publish()
        assert alert_of(new).pk == same
    assert handled(person, same).status_code == 200
    newest = said("fuelling.totalizer_gap", day, 30)
    say(office, newest)
    publish()
    assert (alert_of(newest).pk, alert_of(newest).status, alert_of(first).pk) == (same, "open", number)
    assert person.see(f"/alerts/{number}").json()["alert"]["status"] == "closed"


def test_what_grows_graver_in_a_duplicate_is_told_where_it_is_repeated(
    office: Database, day: datetime
) -> None:
    person, other = Person("zhiban"), said("price.above_cap", day)
    first = said("stock.hidden_sales", day, subject="tank:1", verdict="suspicion", ended_at=None)
    say(office, first, other)
    publish()
    number, same = alert_of(first).pk, alert_of(other).pk
    assert handled(person, number, outcome="duplicate", same_as=same).status_code == 200
    graver = again(first, 2, verdict="discrepancy", severity="alarm", estimate=90_000_000.0)
    say(office, graver)
    publish()
    assert (alert_of(graver).pk, alert_of(graver).colour) == (same, "red")
    assert person.see(f"/alerts/{number}").json()["alert"]["status"] == "closed"


def test_a_duplicate_of_another_stations_alert_opens_again_itself(office: Database, day: datetime) -> None:
    person, first = Person("zhiban"), said("fuelling.totalizer_gap", day)
    other = said("price.above_cap", day, station=LEPING)
    say(office, first, other)
    publish()
    number = alert_of(first).pk
    assert handled(person, number, outcome="duplicate", same_as=alert_of(other).pk).status_code == 200
    new = said("fuelling.totalizer_gap", day, 30)
    say(office, new)
    publish()
    assert (alert_of(new).pk, alert_of(new).status, alert_of(new).same_as_id) == (number, "open", None)


def test_what_is_found_late_is_marked_with_the_standstill_and_what_comes_in_time_is_not(
    office: Database, day: datetime
) -> None:
    from youjian.bureau.watch.models import Watch
    from youjian.ledger.findings import append_new
    from youjian.ledger.scope import EVERYTHING, set_scope

    late = said("collector.clock_drift", day, subject="collector")
    in_time = said("price.above_cap", day, 1)
    begun, over = day - timedelta(hours=1), day + timedelta(hours=2)
    for tick, caught_up in ((begun, False), (late.detected_at, True), (over, False)):
        Watch.objects.create(tick=tick, started_at=tick, finished_at=tick, caught_up=caught_up)
    with office.connect("bureau") as conn:
        set_scope(conn, EVERYTHING)
        append_new(conn, [late, in_time], [late.detected_at])
    publish()
    first, second = (page_of(one, Person("zhiban"))["alert"] for one in (late, in_time))
    spans = [(alert["caught_from"], alert["caught_until"]) for alert in (first, second)]
    assert [datetime.fromisoformat(one) for one in spans[0]] == [begun, over]
    assert spans[1] == (None, None)


def test_what_is_wrong_with_a_settled_line_is_said_at_its_field(office: Database) -> None:
    from youjian.bureau.accounts.models import Role

    admin = Role.objects.get(code="duty")
    admin.permissions = [*admin.permissions, "alert.route"]
    admin.save()
    person = Person("zhiban")
    assert {one["code"] for one in person.see("/alert-desk/choices").json()["departments"]} == {"commerce"}
    good = {"code": "city", "by": "city", "more_than": 20, "minutes": 10}

    def refused(*lines: dict[str, Any]) -> list[str]:
        answer = person.send("/alert-desk/storms", {"lines": list(lines), "reason": "试行"})
        assert answer.status_code == 422
        return [one["name"] for one in answer.json()["fields"]]

    assert refused(good, {**good, "code": "two", "minutes": 0}) == ["lines.1.minutes"]
    assert refused(good, good) == ["lines.1.code"]
    changed = person.send("/alert-desk/storms", {"lines": [good], "reason": "试行"})
    assert changed.status_code == 200
    storms = next(one for one in changed.json() if one["section"] == "storms")
    assert (storms["source"], storms["changed_by"], len(storms["lines"])) == ("person", "zhiban", 1)
    assert person.send("/alert-desk/storms", {"lines": [], "reason": "恢复"}).status_code == 200
