"""From a finding to a decision: what the alerts promise."""

from datetime import timedelta

import msgspec
import pytest

from tests.conftest import Database
from tests.integration.bureau_office import LEPING, NOON, ZHUSHAN, Person, fuel, furnish, gap, publish, say


@pytest.fixture
def office(office_database: Database) -> Database:
    furnish(office_database)
    return office_database


def only_alert(person: Person) -> dict:
    items = person.see("/alerts").json()["items"]
    assert len(items) == 1
    return items[0]


def test_a_finding_becomes_one_alert_however_often_it_is_said(office: Database) -> None:
    say(office, gap())
    publish()
    say(office, gap())
    publish()
    alert = only_alert(Person("zhiban"))
    assert (alert["status"], alert["colour"], alert["estimate"]) == ("open", "red", 12_000.0)
    assert alert["station_name"] == "三龙加油站"
    assert alert["region_name"] == "珠山区"
    assert alert["rule_name"] == "累计泵码与加油量不符"


def test_an_alert_goes_from_signed_to_closed_and_everything_is_on_its_timeline(office: Database) -> None:
    say(office, gap())
    publish()
    person = Person("zhiban")
    number = only_alert(person)["id"]
    assert (
        person.send(f"/alerts/{number}/close", {"outcome": "confirmed", "reason": "查实"}).status_code == 409
    )
    assert person.send(f"/alerts/{number}/sign").json()["alert"]["signed"]["username"] == "zhiban"
    assert person.send(f"/alerts/{number}/sign").status_code == 409
    explained = person.send(f"/alerts/{number}/comment", {"text": "站方称换板", "kind": "explanation"})
    assert explained.status_code == 200
    unreasoned = person.send(f"/alerts/{number}/close", {"outcome": "confirmed", "reason": "  "})
    assert unreasoned.status_code == 422
    page = person.send(
        f"/alerts/{number}/close", {"outcome": "confirmed", "reason": "现场核实无维修记录"}
    ).json()
    assert page["alert"]["status"] == "closed"
    assert page["reason"] == "现场核实无维修记录"
    assert [item["kind"] for item in page["timeline"]] == ["opened", "signed", "explanation", "closed"]
    assert (
        person.send(f"/alerts/{number}/close", {"outcome": "explained", "reason": "再次"}).status_code == 409
    )
    journal = Person("shenji").see(f"/journal?object=alert:{number}").json()["items"]
    actions = [entry["action"] for entry in reversed(journal)]
    assert actions == ["alert.raise", "alert.sign", "alert.explanation", "alert.close"]
    assert journal[0]["before"] == {"status": "signed"}
    assert journal[0]["after"]["outcome"] == "confirmed"


def test_who_may_not_close_is_refused_and_nothing_changes(office: Database) -> None:
    say(office, gap(LEPING))
    publish()
    liaison = Person("leping")
    number = only_alert(liaison)["id"]
    assert liaison.send(f"/alerts/{number}/sign").status_code == 200
    refused = liaison.send(f"/alerts/{number}/close", {"outcome": "explained", "reason": "不需要"})
    assert refused.status_code == 403
    assert "办结预警" in refused.json()["message"]
    assert only_alert(liaison)["status"] == "signed"


def test_a_closed_alert_opens_again_only_when_it_becomes_more_severe(office: Database) -> None:
    say(office, gap(severity="warning"))
    publish()
    person = Person("zhiban")
    number = only_alert(person)["id"]
    person.send(f"/alerts/{number}/sign")
    person.send(f"/alerts/{number}/close", {"outcome": "explained", "reason": "已说明"})
    say(office, gap(revision=2, severity="warning", verdict="undecidable"))
    publish()
    assert only_alert(person)["status"] == "closed"
    say(office, gap(revision=3, severity="alarm"))
    publish()
    again = person.see(f"/alerts/{number}").json()
    assert (again["alert"]["status"], again["alert"]["colour"]) == ("open", "red")
    assert again["alert"]["signed"] is None
    assert [revision["revision"] for revision in again["revisions"]] == [1, 2, 3]
    assert [item["kind"] for item in again["timeline"]][-1] == "reopened"


def test_a_superseded_finding_marks_its_alert_and_opens_a_closed_one_when_it_is_said_again(
    office: Database,
) -> None:
    later = NOON + timedelta(hours=1)
    say(office, gap())
    publish()
    say(office, gap(revision=2, status="superseded", detected_at=later))
    publish()
    person = Person("zhiban")
    alert = only_alert(person)
    assert (alert["status"], alert["finding_status"], alert["estimate"]) == ("open", "superseded", 12_000.0)
    told = person.see(f"/alerts/{alert['id']}").json()["timeline"][-1]
    assert (told["kind"], told["text"]) == ("superseded", "记录补齐，疑点已被新数据取代。")
    person.send(f"/alerts/{alert['id']}/sign")
    person.send(f"/alerts/{alert['id']}/close", {"outcome": "explained", "reason": "更正记录属实"})
    say(office, gap(revision=3, detected_at=later + timedelta(hours=1)))
    publish()
    page = person.see(f"/alerts/{alert['id']}").json()
    assert (page["alert"]["status"], page["alert"]["finding_status"]) == ("open", "open")
    assert [item["kind"] for item in page["timeline"]][-1] == "again"


def test_revisions_that_arrive_together_are_followed_in_order(office: Database) -> None:
    ended = gap(revision=2, status="ended", detected_at=NOON + timedelta(hours=1))
    say(office, ended, gap())
    publish()
    person = Person("zhiban")
    alert = only_alert(person)
    assert alert["finding_status"] == "ended"
    kinds = [item["kind"] for item in person.see(f"/alerts/{alert['id']}").json()["timeline"]]
    assert kinds == ["opened", "ended"]


def test_the_page_shows_the_evidence_and_the_fuellings_around_it(office: Database) -> None:
    for seq in range(39, 45):
        total = seq * 30_000 + (12_000 if seq >= 42 else 0)
        fuel(office, ZHUSHAN, seq, total, NOON + timedelta(minutes=5 * (seq - 41)))
    say(office, gap())
    publish()
    person = Person("zhiban")
    page = person.see(f"/alerts/{only_alert(person)['id']}").json()
    assert page["evidence"]["figures"] == {"difference_ml": 12_000}
    assert page["rule"]["basis"] == "恒等式"
    chart = page["chart"]
    assert [fuelling["seq"] for fuelling in chart["fuellings"]] == list(range(39, 45))
    assert chart["fuellings"][0]["product"] == "92"
    assert chart["marked_seqs"] == [41, 42]
    assert chart["tank"]["tank_id"] == 1


FILTERS = {
    "": 2,
    "status=open": 2,
    "status=closed": 0,
    "colour=red": 1,
    "colour=red&colour=yellow": 2,
    "region=360281": 1,
    "region=3602": 2,
    "text=乐平": 1,
    "rule=record.conflict": 0,
    f"station_id={ZHUSHAN}": 1,
    "page=2&page_size=1": 1,
}


def test_the_list_is_filtered(office: Database) -> None:
    say(office, gap(), gap(LEPING, severity="warning"))
    publish()
    person = Person("zhiban")
    found = {query: len(person.see(f"/alerts?{query}").json()["items"]) for query in FILTERS}
    assert found == FILTERS


def test_evidence_that_a_later_version_wrote_differently_is_still_shown(office: Database) -> None:
    say(office, msgspec.structs.replace(gap(), evidence='{"records": [{"seq": 1}], "new": true}'))
    publish()
    person = Person("zhiban")
    page = person.see(f"/alerts/{only_alert(person)['id']}").json()
    assert page["evidence"]["records"] == {"": [{"seq": 1}]}
