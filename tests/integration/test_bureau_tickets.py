"""Tickets: suppliers get in by approved tickets only, for hours, in places, with no business data."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.conftest import Database
from tests.integration.bureau_office import LEPING, ZHUSHAN, Person, _person, furnish
from youjian.bureau.times import now

SCAN = b"%PDF-1.7 pledge"


@pytest.fixture
def office(office_database: Database) -> Database:
    from youjian.bureau.accounts import services

    furnish(office_database)
    rows = [("yunwei", "operator"), ("gongyou", "operator"), ("anquan", "security")]
    services.take_accounts([_person(name, role, ["3602"]) for name, role in rows])
    return office_database


def _asked(person: Person, **other: Any) -> Any:
    wanted = {
        "why": "乐平一站采集终端离线，远程排查",
        "permissions": ["station.see", "collector.command"],
        "scope": ["360281"],
        "from_at": now().isoformat(),
        "until_at": (now() + timedelta(hours=8)).isoformat(),
    }
    return person.send("/tickets", {**wanted, **other})


def _pledge(person: Person, days: int = 365, **fields: str) -> Any:
    today = now().date()
    scan = SimpleUploadedFile("承诺书.pdf", fields.pop("content", SCAN.decode()).encode(), "application/pdf")
    dates = {"signed_on": today - timedelta(days=1), "until_on": today + timedelta(days=days)}
    said = {**{name: day.isoformat() for name, day in dates.items()}, **fields, "scan": scan}
    return person.post("/api/v1/ticket-pledges", data=said, headers={"X-CSRFToken": person.token})


def _in_force(supplier: Person, security: Person, **other: Any) -> int:
    assert _pledge(supplier).status_code == 201
    number = _asked(supplier, **other).json()["id"]
    assert security.send(f"/tickets/{number}/approve", {"note": "同意"}).status_code == 200
    return number


def test_without_a_ticket_nothing_is_seen_with_one_only_what_it_lends(office: Database) -> None:
    supplier, security = Person("yunwei"), Person("anquan")
    assert supplier.see("/stations").status_code == 403
    number = _in_force(supplier, security)
    assert [s["station_id"][:6] for s in supplier.see("/stations").json()["items"]] == ["360281", "360281"]
    assert supplier.see(f"/stations/{ZHUSHAN}").status_code == 404, "another county"
    assert supplier.see("/retention").status_code == 403, "not asked for"
    for path in (f"/stations/{LEPING}/fuellings", f"/stations/{LEPING}/deliveries"):
        assert supplier.see(path).json()["code"] == "no_business_data"
    supplier.see(f"/stations/{LEPING}")
    seen = Person("shenji").see("/journal?action=station.view").json()["items"]
    assert seen[0]["display_name"].endswith(f"（GD{number:06d}）")


def test_a_ticket_is_over_by_the_clock_and_is_cut_at_once(office: Database) -> None:
    from youjian.bureau.tickets.models import Ticket

    supplier, security = Person("yunwei"), Person("anquan")
    number = _in_force(supplier, security)
    Ticket.objects.filter(pk=number).update(until_at=now())
    assert supplier.see("/stations").status_code == 403
    assert security.see(f"/tickets/{number}").json()["state"] == "over"
    second = _asked(supplier).json()["id"]
    assert security.send(f"/tickets/{second}/approve").status_code == 200
    assert supplier.see("/stations").status_code == 200
    assert security.send(f"/tickets/{second}/cut", {"note": "异常操作"}).json()["state"] == "cut"
    assert supplier.see("/stations").status_code == 403
    assert supplier.send(f"/tickets/{second}/cut").json()["code"] == "state"


def test_nobody_approves_their_own_and_a_pledge_is_wanted(office: Database) -> None:
    from youjian.bureau.accounts.models import Role

    supplier, security = Person("yunwei"), Person("anquan")
    number = _asked(supplier).json()["id"]
    assert security.send(f"/tickets/{number}/approve").json()["code"] == "no_pledge"
    assert _pledge(supplier, days=0, content="not a scan").status_code == 422
    assert _pledge(supplier, days=4000).json()["code"] == "bad_days"
    assert _pledge(security, username="yunwei").status_code == 201
    assert supplier.send(f"/tickets/{number}/approve").status_code == 403
    role = Role.objects.get(code="operator")
    Role.objects.filter(code="operator").update(permissions=[*role.permissions, "ticket.approve"])
    assert supplier.send(f"/tickets/{number}/approve").json()["code"] == "own"
    assert Person("gongyou").see(f"/tickets/{number}").status_code == 404, "not a colleague's"
    assert security.send(f"/tickets/{number}/approve").status_code == 200
    assert security.send(f"/tickets/{number}/reject", {"note": "晚了"}).json()["code"] == "state"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"permissions": ["tax.see"]}, "not_allowed"),
        ({"permissions": ["station.see", "case.see"]}, "not_allowed"),
        ({"scope": ["*"]}, "bad_scope"),
        ({"scope": ["4101"]}, "bad_scope"),
        ({"until_at": (now() + timedelta(hours=80)).isoformat()}, "bad_span"),
        ({"from_at": (now() - timedelta(hours=2)).isoformat()}, "bad_span"),
    ],
)
def test_what_a_ticket_cannot_lend_is_refused(office: Database, wrong: dict[str, Any], code: str) -> None:
    answer = _asked(Person("yunwei"), **wrong)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_two_tickets_of_a_person_are_not_in_force_at_once(office: Database) -> None:
    supplier, security = Person("yunwei"), Person("anquan")
    _in_force(supplier, security)
    second = _asked(supplier, permissions=["quarantine.see"]).json()["id"]
    assert security.send(f"/tickets/{second}/approve").json()["code"] == "overlaps"
    assert supplier.send(f"/tickets/{second}/withdraw").json()["state"] == "withdrawn"


def test_every_step_is_in_the_journal_and_the_scan_is_not_run(office: Database) -> None:
    supplier, security = Person("yunwei"), Person("anquan")
    number = _in_force(supplier, security)
    entries = Person("shenji").see(f"/journal?object=ticket:GD{number:06d}").json()["items"]
    assert [entry["action"] for entry in entries] == ["ticket.approve", "ticket.ask"]
    pledge = security.see(f"/tickets/{number}").json()["pledge_id"]
    scan = security.see(f"/ticket-pledges/{pledge}/file")
    assert (scan.content, scan["X-Content-Type-Options"]) == (SCAN, "nosniff")
    assert Person("gongyou").see(f"/ticket-pledges/{pledge}/file").status_code == 404
    assert Person("zhiban").see(f"/tickets/{number}").status_code == 403
    rows = security.see("/tables/tickets").json()["items"]
    assert [(row["number"], row["state"], row["scope"]) for row in rows] == [
        (f"GD{number:06d}", "in_force", "乐平市")
    ]


def test_the_demo_is_furnished_once_and_lets_its_accounts_in_by_password(office: Database) -> None:
    from youjian.bureau.tickets.models import Ticket
    from youjian.commands.demo_security import furnish_security

    for _ in range(2):
        furnish_security(now())
    assert sorted(Ticket.objects.values_list("status", flat=True)) == ["approved", "asked"]
    assert Person("anquan").see("/security").json()["policy"]["second_factor"] == "off"
