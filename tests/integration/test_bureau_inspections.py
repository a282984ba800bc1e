"""Inspections: handed in once however often they are sent, never changed, seen within the scope."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import LEPING, ZHUSHAN, Person
from tests.integration.tables_kit import names, office_on, page
from youjian.bureau.scope import scoped
from youjian.contract.fields import business_day
from youjian.reports.pdf import check_font

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


_CAMERAS = "Cameras cover the yard and are kept long enough"


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        from youjian.bureau.accounts import services

        people = [
            office._person("shijian", "inspector", ["3602"]),
            office._person("shuiwu", "tax", ["3602"]),
            office._person("zhan", "station", [LEPING]),
        ]
        services.take_accounts(people)
        yield module_database


def checklist(person: Person, department: str) -> dict[str, Any]:
    """A department's list as the kit has it."""
    kit = person.see("/inspections/kit").json()
    return next(one for one in kit["checklists"] if one["department"] == department)


def record(person: Person, department: str = "market", **changes: Any) -> dict[str, Any]:
    """A record in which everything is in order."""
    listed = checklist(person, department)
    begun = datetime.now(UTC) - timedelta(hours=1)
    ended = begun + timedelta(minutes=40)
    said = {
        "number": str(uuid4()),
        "station_id": LEPING,
        "checklist": listed["id"],
        "started_at": begun.isoformat(),
        "ended_at": ended.isoformat(),
        "inspectors": [{"name": "张三", "certificate_no": "赣H001"}, {"name": "李四"}],
        "site_name": "王站长",
        "place": {"latitude": 28.97, "longitude": 117.13, "accuracy_m": 12, "at": begun.isoformat()},
        "answers": [{"code": item["code"], "answer": "ok"} for item in listed["items"]],
        "conclusion": "clear",
        "signatures": [
            {"side": "inspector", "name": "张三", "signed_at": ended.isoformat()},
            {"side": "site", "name": "王站长", "signed_at": ended.isoformat()},
        ],
    }
    return said | changes


def send(person: Person, said: dict[str, Any], photos: int = 0, signature: bytes = PIXEL) -> Any:
    """Hand a record in with its files."""
    given = {
        "record": json.dumps(said),
        "photos": [SimpleUploadedFile(f"{n}.png", PIXEL + bytes([n])) for n in range(photos)],
        "signatures": [SimpleUploadedFile("s.png", signature) for _ in said["signatures"]],
    }
    given = {name: value for name, value in given.items() if value}
    return person.post("/api/v1/inspections", data=given, headers={"X-CSRFToken": person.token})


def handed_in(person: Person, said: dict[str, Any], photos: int = 0) -> dict[str, Any]:
    """The record as the platform kept it."""
    answer = send(person, said, photos)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def photo(item: str = "") -> dict[str, Any]:
    taken = (datetime.now(UTC) - timedelta(minutes=30)).isoformat()
    place = {"latitude": 28.9701, "longitude": 117.1301, "at": taken}
    return {"item": item, "caption": "油枪", "taken_at": taken, "place": place}


def test_the_demo_furnishes_its_inspections_once(city: Database) -> None:
    from youjian.bureau.inspection.models import Inspection
    from youjian.commands.demo_inspections import furnish_inspections

    for _ in range(2):
        furnish_inspections([ZHUSHAN, LEPING], datetime.now(UTC))
    with scoped():
        made = Inspection.objects.order_by("id").values_list("station_id", "conclusion", "refused")
        assert [(station, conclusion, bool(refused)) for station, conclusion, refused in made] == [
            (ZHUSHAN, "rectify", True),
            (LEPING, "clear", False),
        ]


def test_a_record_arrives_once_and_stays_as_it_was_signed(city: Database) -> None:
    from youjian.bureau.inspection.models import Inspection, InspectionPhoto
    from youjian.bureau.journal.models import JournalEntry

    person = Person("shijian")
    said = record(person, photos=[photo("verified"), photo()])
    said["readings"] = [{"kind": "totalizer", "at": "3号枪", "value": "123456.78"}]
    first = handed_in(person, said, photos=2)
    assert (first["conclusion_name"], first["problems"], len(first["photos"])) == ("未发现问题", 0, 2)
    assert first["readings"][0]["value"] == "123456.78"
    assert first["distance_m"] is not None
    assert [one["side"] for one in first["signatures"]] == ["inspector", "site"]
    assert handed_in(person, said, photos=2)["id"] == first["id"]
    other = send(person, said | {"findings": "改动"}, photos=2)
    assert (other.status_code, other.json()["code"]) == (409, "other_content")
    with scoped():
        assert Inspection.objects.filter(number=said["number"]).count() == 1
        assert InspectionPhoto.objects.filter(inspection_id=first["id"]).count() == 2
        entries = JournalEntry.objects.filter(action="inspection.hand_in", object=f"inspection:{first['id']}")
        assert entries.count() == 1
    for change in (
        lambda: Inspection.objects.filter(id=first["id"]).update(findings="改动"),
        lambda: InspectionPhoto.objects.filter(inspection_id=first["id"]).delete(),
    ):
        with scoped(), pytest.raises(DatabaseError, match="kept as it was signed"), transaction.atomic():
            change()
    seen = person.see(f"/inspection-photos/{first['photos'][0]['id']}")
    assert seen.content == PIXEL + bytes([0])
    signed = person.see(f"/inspection-signatures/{first['signatures'][0]['id']}")
    assert (signed.content, signed.headers["Content-Type"]) == (PIXEL, "image/png")


def terms(person: Person) -> int:
    """How many terms wait on a person's workbench."""
    tasks = person.see("/workbench").json()["tasks"]
    return sum(task["count"] for task in tasks if task["kind"] == "inspection_term")


def test_what_is_added_later_stands_beside_the_record(city: Database) -> None:
    person = Person("shijian")
    said = record(person, conclusion="rectify", rectify_by=str(business_day(datetime.now(UTC))))
    said["answers"][0] |= {"answer": "problem", "remark": "3号枪标志脱落"}
    made = handed_in(person, said)
    assert (made["problems"], made["answers"][0]["remark"]) == (1, "3号枪标志脱落")
    waiting = terms(person)
    assert waiting >= 1
    note = {"kind": "follow_up", "text": "复查已补贴"}
    told = person.send(f"/inspections/{made['id']}/notes", note).json()
    assert [(one["kind_name"], one["text"]) for one in told["notes"]] == [("整改复查", "复查已补贴")]
    assert told["digest"] == made["digest"]
    assert terms(person) == waiting - 1, "what was followed up waits for nobody"
    assert Person("zhan").send(f"/inspections/{made['id']}/notes", note).status_code == 403


def test_who_sees_the_station_sees_its_records(city: Database) -> None:
    whole, county, station = Person("shijian"), Person("jiancha"), Person("zhan")
    here = handed_in(whole, record(whole))
    there = handed_in(whole, record(whole, station_id=ZHUSHAN))
    for person in (county, station):
        assert person.see(f"/inspections/{here['id']}").status_code == 200
        assert person.see(f"/inspections/{there['id']}").status_code == 404
        assert there["id"] not in names(page(person, "inspections"), "id")
    assert {here["id"], there["id"]} <= set(names(page(whole, "inspections"), "id"))
    assert send(county, record(county, station_id=ZHUSHAN)).status_code == 404
    assert send(station, record(whole)).status_code == 403
    assert {one["station_id"][:6] for one in county.see("/inspections/kit").json()["stations"]} == {"360281"}
    theirs = send(county, record(whole, number=there["number"]))
    assert (theirs.status_code, theirs.json()["code"]) == (409, "other_content")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"answers": []}, "answers"),
        ({"conclusion": "rectify"}, "rectify_by"),
        ({"conclusion": "rectify", "rectify_by": "2020-01-01"}, "rectify_by"),
        ({"refused": "不愿签名"}, "unsigned"),
        ({"signatures": []}, "unsigned"),
        ({"photos": [photo("nothing")]}, "item"),
        ({"started_at": "2027-01-01T00:00:00Z", "ended_at": "2027-01-01T01:00:00Z"}, "times"),
        ({"site_name": ""}, "invalid"),
        ({"checklist": 999}, "checklist"),
    ],
)
def test_what_is_not_whole_is_refused(city: Database, changes: dict[str, Any], code: str) -> None:
    person = Person("shijian")
    answer = send(person, record(person) | changes, photos=len(changes.get("photos", [])))
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_files_must_be_what_the_record_says(city: Database) -> None:
    person = Person("shijian")
    assert send(person, record(person, photos=[photo()])).json()["code"] == "files"
    assert send(person, record(person), signature=b"\xff\xd8\xff\xe0").json()["code"] == "signature"
    bad = record(person)
    bad["answers"][0]["answer"] = "problem"
    assert send(person, bad).json()["code"] == "remark"


def test_without_the_sites_signature_the_record_says_why(city: Database) -> None:
    person = Person("shijian")
    said = record(person, refused="站长拒绝签名，有两名见证人在场")
    said["signatures"] = said["signatures"][:1]
    assert handed_in(person, said)["refused"].startswith("站长拒绝签名")


def test_a_broken_seal_goes_to_the_register_else_to_a_lead(city: Database) -> None:
    person, tax = Person("shijian"), Person("shuiwu")
    day = date.fromisoformat("2026-11-01")
    for seal_no in ("F-1", "F-2"):
        position = {"F-1": "mainboard", "F-2": "encoder"}[seal_no]
        act = {"station_id": LEPING, "dispenser_id": 1, "position": position, "seal_no": seal_no}
        act |= {"act": "applied", "acted_on": day.isoformat()}
        answer = person.send("/metrology/seals", act)
        assert answer.status_code == 200, answer.content.decode()
    kit = person.see("/inspections/kit").json()
    seals = next(one for one in kit["stations"] if one["station_id"] == LEPING)["seals"]
    assert {one["seal_no"] for one in seals} == {"F-1", "F-2"}

    said = record(person)
    said["seals"] = [
        {"dispenser_id": 1, "position": "mainboard", "seal_no": "F-1", "state": "broken", "remark": "断裂"},
        {"dispenser_id": 1, "position": "encoder", "seal_no": "F-2", "state": "intact"},
        {"dispenser_id": 2, "position": "encoder", "seal_no": "F-9", "state": "missing"},
    ]
    said["lead"] = {"kind": "metering", "text": "怀疑作弊，建议强制检定"}
    told = handed_in(person, said)
    assert [one["effect"] for one in told["seals"]][:2] == ["已记入铅封台账", ""]
    assert told["seals"][2]["effect"].startswith("未记入台账，已转线索")
    leads = [person.see(f"/leads/{number}").json() for number in told["leads"]]
    assert [(one["kind"], one["source"], one["station_id"]) for one in leads] == [
        ("metering", "inspection", LEPING),
        ("seal", "inspection", LEPING),
    ]
    assert "F-9" in leads[1]["text"]
    register = person.see(f"/metrology/stations/{LEPING}/dispensers/1").json()["seals"]
    assert {one["position"]: one["state"] for one in register["seals"]}["mainboard"] == "broken"
    assert handed_in(person, said)["leads"] == told["leads"]

    of_tax = record(tax, "tax")
    of_tax["seals"] = [{"dispenser_id": 1, "position": "encoder", "seal_no": "F-2", "state": "broken"}]
    kept = handed_in(tax, of_tax)
    assert len(kept["leads"]) == 1  # who may not write seals makes a lead of it
    shown = Person("zhan").see(f"/inspections/{kept['id']}").json()
    assert (shown["leads"], shown["seals"][0]["effect"]) == ([], "")


def test_the_record_is_a_pdf_in_chinese(city: Database) -> None:
    check_font()
    person = Person("shijian")
    made = handed_in(person, record(person, photos=[photo(), photo(), photo()]), photos=3)
    answer = person.see(f"/inspections/{made['id']}/record.pdf", **{"X-Language": "en"})
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")
    assert answer.content.count(b"/Subtype /Image") >= 5 or answer.content.count(b"/Image") >= 5
    assert Person("jiancha").see(f"/inspections/{made['id']}/record.pdf").status_code == 200


def test_a_checklist_has_versions_and_records_keep_theirs(city: Database) -> None:
    person, county = Person("shijian"), Person("jiancha")
    old = record(person, "police")
    kept = checklist(person, "police")["items"][1]
    items = [{"code": "loose", "zh": "散装汽油实名登记", "en": "Loose petrol is noted"}]
    items.append({"code": kept["code"], "zh": kept["text"], "en": kept["text"]})
    asked = {"items": items, "source": "景公〔2026〕1号"}
    path = "/inspections/checklists/police"
    headers = {"X-CSRFToken": person.token}
    listed = person.put(f"/api/v1{path}", asked, content_type="application/json", headers=headers).json()
    assert next(one["version"] for one in listed if one["department"] == "police") == 2
    assert handed_in(person, old)["checklist_version"] == 1
    kit = person.see("/inspections/kit", **{"X-Language": "en"}).json()
    english = next(one for one in kit["checklists"] if one["department"] == "police")["items"]
    assert [one["text"] for one in english] == ["Loose petrol is noted", _CAMERAS]
    refused = county.put(
        f"/api/v1{path}", asked, content_type="application/json", headers={"X-CSRFToken": county.token}
    )
    assert refused.status_code == 403
    twice = asked | {"items": items * 2}
    answer = person.put(f"/api/v1{path}", twice, content_type="application/json", headers=headers)
    assert answer.json()["code"] == "twice"
