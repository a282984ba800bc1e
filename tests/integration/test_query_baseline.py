"""How many statements each reading endpoint sends: written down, and no more in a larger city.

`YOUJIAN_WRITE_BASELINE=1 pytest tests/integration/test_query_baseline.py` writes query_baseline.json anew.
"""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.conftest import Database
from tests.integration.bureau_office import ZHUSHAN, Person
from tests.integration.query_kit import first, furnish, grow, statements, today
from tests.integration.tables_kit import office_on
from youjian.contract.fields import SHANGHAI

BASELINE = Path(__file__).with_name("query_baseline.json")
_BESIDE = {
    "/events": "a stream that holds no connection",
    "/auth/sso/begin": "leads away to the login service",
    "/auth/sso/callback": "leads back to the console",
}
_OF_EACH_TABLE = ("/tables/{name}", "/tables/{name}/export")
_ROW = "tanks", f"station_id={ZHUSHAN}&tank_id=1"


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    """The small city and somebody who may do everything."""
    with office_on(module_database, django_db_blocker):
        furnish(module_database)
        yield module_database


def paths(person: Person) -> dict[str, str]:
    """Every reading endpoint of the document with an address of it that has something to say."""
    from youjian.bureau.api import api

    found: dict[str, str] = {}
    for template, operations in api.get_openapi_schema()["paths"].items():
        path = template.removeprefix("/api/v1")
        if "get" not in operations or path in _BESIDE:
            continue
        if path in _OF_EACH_TABLE:
            listed = person.see("/tables").json()
            found |= {path.replace("{name}", t["name"]): path.replace("{name}", t["name"]) for t in listed}
        else:
            parameters = operations["get"].get("parameters", [])
            found[path] = _address(person, path, parameters)
    return found


def _address(person: Person, path: str, parameters: list[dict[str, Any]]) -> str:
    """A path with values for its parameters and for the query's that must be given."""
    known = _known()
    if path == "/trace/fuelling":
        known["station_id"] = "3602030100"
    if path.startswith("/reports/{number}"):
        known |= {"number": _report(person), "form": "xlsx"}
        return path.format(**known)
    numbered = next((made for prefix, made in _NUMBERED.items() if path.startswith(prefix)), None)
    if numbered:
        return path.format(**known | {"number": numbered(person)})
    for name, made in _MADE.items():
        if "{" + name + "}" in path:
            known[name] = made(person)
    if path == "/papers/{paper}/one":
        known["key"] = _paper_key(person)
    asked = [p["name"] for p in parameters if p["in"] == "query" and (p["required"] or p["name"] == "q")]
    query = "&".join(f"{name}={known[name]}" for name in asked)
    if path.startswith("/register/{sheet}/"):
        query = f"{_ROW[1]}&{query}" if "template" not in path else query
    return path.format(**known) + (f"?{query}" if query else "")


def _known() -> dict[str, Any]:
    """Values that need not be made first."""
    sheet, _ = _ROW
    known = {"station_id": ZHUSHAN, "tank_id": 1, "username": "zhiban", "sheet": sheet, "name": sheet}
    known |= {
        "layer": "supply",
        "area": "3602",
        "form": "docx",
        "year": 2026,
        "q": "加油",
        "at": today(),
        "day": today(),
        "n": 5,
        "code": "commerce",
        "family": "92",
    }
    known |= {
        "on": today(),
        "first": today(),
        "last": today(),
        "period": today()[:7],
        "region": "360203",
        "nozzle_id": 3,
        "dispenser_id": 1,
    }
    known |= {"kind": "carrier", "from_day": today(), "to_day": today(), "delivery_id": "JY-match", "seq": 42}
    return known


def _report(person: Person) -> int:
    return person.send("/reports", {"on": today()}).json()["id"]


def _downtime(person: Person) -> int:
    begins = datetime.now(UTC) + timedelta(days=1)
    asked = {"station_id": ZHUSHAN, "device": "tank:1", "kind": "planned", "reason": "清罐"}
    times = {"starts_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=2)).isoformat()}
    made = person.send("/downtimes", {**asked, **times})
    return made.json()["id"] if made.status_code == 200 else first(person, "downtimes")


def _ticket(person: Person) -> int:
    begins = datetime.now(UTC) + timedelta(minutes=5)
    times = {"from_at": begins.isoformat(), "until_at": (begins + timedelta(hours=2)).isoformat()}
    asked = {"why": "更换采集终端", "permissions": ["station.see"], "scope": ["3602"], **times}
    return person.send("/tickets", asked).json()["id"]


def _pledge(person: Person) -> int:
    scan = SimpleUploadedFile("pledge.pdf", b"%PDF-1.7 signed", "application/pdf")
    days = {"signed_on": "2026-11-01", "until_on": "2027-10-31"}
    token = {"X-CSRFToken": person.token}
    return person.post("/api/v1/ticket-pledges", data={**days, "scan": scan}, headers=token).json()["id"]


def _rule_change(person: Person) -> int:
    ahead = (datetime.now(UTC) + timedelta(days=5)).date().isoformat()
    asked = {"effective_from": ahead, "reason": "误报偏多", "values": {"price.above_cap": {"shown": 10}}}
    return person.send("/rule-changes", asked).json()["id"]


def _upload(person: Person) -> int:
    lines = "加油站编号,油罐号,油品,标称容量,安全充装量,罐内径,标准密度\n"
    lines += f"{ZHUSHAN},1,92号汽油,30000,26000,2500,735\n"
    file = SimpleUploadedFile("油罐.csv", lines.encode("utf-8-sig"))
    sent = {"sheet": "tanks", "file": file}
    answer = person.post("/api/v1/uploads", sent, headers={"X-CSRFToken": person.token})
    assert answer.status_code == 200, answer.content
    return answer.json()["id"]


def _seal(_: Person) -> int:
    from youjian.bureau.scope import scoped
    from youjian.bureau.sealing.models import DaySeal

    digests = dict.fromkeys(("seal", "previous", "merkle_root", "registry"), "0" * 64)
    with scoped():
        made, _new = DaySeal.objects.get_or_create(
            station_id=ZHUSHAN,
            day=today(),
            revision=1,
            defaults={"number": 1, "reason": "aged", "sealed_at": datetime.now(UTC), "rows": {}, **digests},
        )
    return made.revision


def _roster(person: Person) -> int:
    shift = {"code": "whole", "name": "全天班", "begins": "00:00", "ends": "00:00", "days": "every"}
    wanted = {"department": "commerce", "region": "3602", "name": "市级值班", "shifts": [shift]}
    return person.send("/duty/rosters", {**wanted, "from_on": today()}).json()["id"]


def _entry(person: Person) -> int:
    roster, day = _roster(person), datetime.now(SHANGHAI).date().isoformat()
    wanted = {"day": day, "shift": "whole", "person": "zhiban", "reason": "排班"}
    assert person.send(f"/duty/rosters/{roster}/put", wanted).status_code == 204
    return first(person, "handovers")


def _told(person: Person) -> int:
    from youjian.bureau.accounts.models import User
    from youjian.bureau.notify.services import tell
    from youjian.bureau.scope import scoped

    words: dict[str, Any] = {"subject": ("交接班", "Hand-over"), "text": ("请接班。", "Please.")}
    with scoped():
        tell([User.objects.get(username="quanbu").pk], **words, path="/duty", source="duty:1")
    return first(person, "deliveries")


def _taxpayer(person: Person) -> str:
    return person.see(f"/tables/stations?station_id={ZHUSHAN}").json()["items"][0]["uscc"]


def _hand_over(person: Person) -> int:
    month = today()[:7]
    wanted = {"taxpayer": _taxpayer(person), "from_period": month, "until_period": month}
    answer = person.send("/tax/hand-overs", {**wanted, "to_office": "市税务局", "reason": "少申报"})
    return answer.json()["id"] if answer.status_code == 200 else first(person, "tax_hand_overs")


def _pack(person: Person) -> int:
    return person.see(f"/tax/hand-overs/{_hand_over(person)}").json()["pack"]["id"]


def _notice(person: Person) -> int:
    file = SimpleUploadedFile("公告.pdf", b"%PDF-1.4")
    wanted = {"notice_no": "1号", "issued_by": "发改委", "region_code": "3602", "prices": "92=770"}
    sent = {**wanted, "effective_from": "2026-08-05T00:00:00+08:00", "file": file}
    person.post("/api/v1/prices/notices", sent, headers={"X-CSRFToken": person.token})
    return person.see("/prices/notices").json()[0]["id"]


def _attachment(person: Person) -> int:
    key = _paper_key(person)
    page = person.get("/api/v1/papers/deliveries/one", {"key": key}).json()
    return page["attachments"][0]["id"]


def _paper_key(person: Person) -> str:
    form = {
        "station_id": ZHUSHAN,
        "delivery_id": "JY-photo",
        "product": "92",
        "delivered_at": "2026-11-18T09:30:00+08:00",
        "volume20_l": 10_000,
        "photos": SimpleUploadedFile("单据.png", b"\x89PNG\r\n\x1a\n"),
    }
    answer = person.post("/api/v1/deliveries", form, headers={"X-CSRFToken": person.token})
    return answer.json()["key"]


def _match(_: Person) -> int:
    from youjian.bureau.database import raw_connection
    from youjian.bureau.scope import scoped
    from youjian.bureau.transport.matching import rebuild
    from youjian.bureau.transport.models import Match
    from youjian.contract.records import Delivery, Trip
    from youjian.ledger.office import store_papers

    at = datetime(2026, 11, 18, 2, tzinfo=UTC)
    shared: dict[str, Any] = {"product": "92", "waybill_no": "YD-match"}
    delivery = Delivery(
        station_id=ZHUSHAN, delivery_id="JY-match", delivered_at=at, documented_volume_ml=8_000_000,
        reference="20", density20_kg_m3=735.0, temp_c=20.0, **shared,
    )  # fmt: skip
    trip = Trip(
        consignee_station_id=ZHUSHAN, plate_no="赣H10001", loaded_ml=8_000_000, loaded_at=at,
        loading_place="景德镇油库", **shared,
    )  # fmt: skip
    with scoped():
        store_papers(raw_connection(), "deliveries", [delivery], at)
        store_papers(raw_connection(), "trips", [trip], at)
        rebuild(ZHUSHAN)
        return Match.objects.get(key="d:JY-match").pk


def _vapour_test(person: Person) -> Any:
    body = {"station_id": ZHUSHAN, "kind": "tightness", "tested_on": today(), "next_due": "2999-01-01"}
    body |= {"tester": "检测公司", "certificate_no": f"YQ-{next(_COUNT)}", "ullage_l": 5000, "nozzles": 8}
    return person.send("/vapour/station-tests", body | {"readings": [{"value": 400}]}).json()["id"]


def _nozzle_order(person: Person) -> int:
    wanted = {"station_id": ZHUSHAN, "nozzle_id": 3, "action": "stop", "reason": "不合格", "basis": "国标"}
    made = person.send("/vapour/orders", wanted)
    return made.json()["id"] if made.status_code == 200 else first(person, "vapour_orders")


def _vapour_file(person: Person) -> int:
    from youjian.bureau.accounts.contracts import SYSTEM
    from youjian.bureau.attachments import Photo
    from youjian.bureau.scope import scoped
    from youjian.bureau.vapour import filing
    from youjian.bureau.vapour.models import VapourFile

    subject = f"order:{_nozzle_order(person)}"
    with scoped():
        filing.keep(SYSTEM, subject, ZHUSHAN, [Photo("a.png", b"\x89PNG\r\n\x1a\n" + bytes(9))])
        return VapourFile.objects.values_list("id", flat=True)[0]


def _sample(person: Person) -> int:
    wanted = {"number": f"YP-{next(_COUNT)}", "station_id": ZHUSHAN, "product": "92", "seal_no": "F1"}
    names = {"taken_by_name": "王质检", "witness_name": "胡站长", "taken_at": "2026-11-18T09:30:00+08:00"}
    return person.send("/quality/samples", wanted | names).json()["id"]


def _lead(person: Person) -> dict[str, Any]:
    wanted = {"source": "other", "kind": "mobile", "text": f"第{next(_COUNT)}条", "station_id": ZHUSHAN}
    wanted |= {"photos": SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n" + bytes(9))}
    return person.post("/api/v1/leads", wanted, headers={"X-CSRFToken": person.token}).json()


def _inspection(person: Person) -> dict[str, Any]:
    kit = person.see("/inspections/kit").json()
    listed = next(one for one in kit["checklists"] if one["department"] == "police")
    moment = datetime.now(UTC).isoformat()
    said = {"number": str(uuid4()), "station_id": ZHUSHAN, "checklist": listed["id"], "site_name": "站长"}
    said |= {
        "started_at": moment,
        "ended_at": moment,
        "inspectors": [{"name": "民警"}],
        "conclusion": "clear",
    }
    said |= {"answers": [{"code": item["code"], "answer": "ok"} for item in listed["items"]]}
    said |= {
        "signatures": [{"side": side, "name": "甲", "signed_at": moment} for side in ("inspector", "site")]
    }
    said |= {"photos": [{"taken_at": moment}]}
    picture = b"\x89PNG\r\n\x1a\n" + bytes(9)
    signed = [SimpleUploadedFile("s.png", picture) for _ in range(2)]
    sent = {"record": json.dumps(said), "photos": SimpleUploadedFile("a.png", picture), "signatures": signed}
    return person.post("/api/v1/inspections", sent, headers={"X-CSRFToken": person.token}).json()


def _case(person: Person) -> dict[str, Any]:
    wanted = {"title": f"第{next(_COUNT)}案", "kind": "metering", "station_id": ZHUSHAN}
    case = person.send("/cases", wanted | {"department": "commerce"}).json()["id"]
    sent = {"photos": SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n" + bytes(9))}
    person.post(f"/api/v1/cases/{case}/files", sent, headers={"X-CSRFToken": person.token})
    return person.send(f"/cases/{case}/documents", {"kind": "other"}).json()


def _agreement(person: Person) -> dict[str, Any]:
    """An agreement that holds, with a client, a hook and a file."""
    from youjian.bureau.scope import scoped
    from youjian.bureau.sharing.models import Agreement

    wanted = {"title": f"第{next(_COUNT)}号协议", "receiver": "某系统", "basis": "依据", "purpose": "用途"}
    wanted |= {"regions": [ZHUSHAN[:6]], "from_on": "2026-01-01", "until_on": "2999-12-31"}
    sets = {"datasets": {"seals": {"fields": ["station_id", "seal_no"]}}}
    number = person.send("/sharing/agreements", {**wanted, **sets}).json()["id"]
    with scoped():
        Agreement.objects.filter(id=number).update(status="approved")
    person.send(f"/sharing/agreements/{number}/clients", {"name": "系统"})
    return person.send(f"/sharing/agreements/{number}/files", {"dataset": "seals", "form": "xlsx"}).json()


def _exchange(person: Person) -> dict[str, int]:
    """A row refused by a platform, a difference, a schedule, an export of acts, at the agreement's place."""
    from youjian.bureau.exchange.models import ActExport, Batch, BatchRow, Difference, Platform, Schedule
    from youjian.bureau.scope import scoped

    number, moment = _agreement(person)["id"], datetime.now(UTC)
    made = {"made_at": moment, "made_by_name": "某人"}
    day = date(2026, 11, 1)
    with scoped():
        platform = Platform.objects.create(kind="province", name="省平台", agreement_id=number, **made)
        same = {"platform": platform, "dataset": "seals", "area": ZHUSHAN}
        batch = Batch.objects.create(**same, number=1, rows=1, sha256="0", next_at=moment, **made)
        row = BatchRow.objects.create(
            batch=batch, area=ZHUSHAN, key="1", body={}, sha256="0", state="rejected"
        )
        difference = Difference.objects.create(**same, key="1", kind="missing", found_at=moment)
        schedule = Schedule.objects.create(
            agreement_id=number, dataset="seals", form="xlsx", every="daily", from_on=day, **made
        )
        acts = ActExport.objects.create(
            area=ZHUSHAN, from_on=day, until_on=day, rows=[], count=0, without_uscc=0, sha256="0", **made
        )
    return {"row": row.pk, "difference": difference.pk, "schedule": schedule.pk, "acts": acts.pk}


def _catalogue(person: Person) -> dict[str, int]:
    """A catalogue's platform with an entry and an application."""
    from youjian.bureau.exchange.models import Application
    from youjian.bureau.scope import scoped

    told = person.send("/exchange/platforms", {"kind": "catalogue", "name": "市平台"}).json()
    platform = told["platforms"][-1]["id"]
    said = {
        "title": "铅封",
        "summary": "铅封",
        "fields": ["seal_no"],
        "frequency": "daily",
        "share_type": "free",
    }
    entry = person.send("/exchange/entries", {"platform_id": platform, "dataset": "seals", **said}).json()[
        "id"
    ]
    asked = {
        "applicant": "税务",
        "purpose": "征管",
        "basis": "法",
        "fields": ["seal_no"],
        "regions": [ZHUSHAN[:6]],
    }
    term = {"from_on": date(2026, 1, 1), "until_on": date(2099, 1, 1), "received_at": datetime.now(UTC)}
    with scoped():
        row = Application.objects.create(platform_id=platform, their_no="1", dataset="seals", **asked, **term)
    return {"application": row.pk, "platform": platform, "entry": entry}


def _joint_test(person: Person) -> dict[str, int]:
    """A signed document of a station with its scan, a final acceptance with an opinion, an evaluation."""
    from youjian.bureau.acceptance import models
    from youjian.bureau.scope import scoped

    moment, day = datetime.now(UTC), date(2026, 11, 1)
    made = {"made_at": moment, "made_by_name": "某人"}
    drafted = {**made, "made_by": "jianshe"}
    with scoped():
        test = models.JointTest.objects.create(
            **drafted, station_id=ZHUSHAN, since=moment, until=moment, checks=[], status="concluded",
            verdict="pass",
        )  # fmt: skip
        number = f"验{test.pk}"
        act = models.AcceptanceAct.objects.create(
            **drafted, test=test, station_id=ZHUSHAN, number=number, signatories=[], status="draft"
        )
        scan = models.AcceptanceFile.objects.create(
            **made, area=ZHUSHAN, act=act, filename="a.pdf", media_type="application/pdf", sha256="0",
            content=b"%PDF-1.7",
        )  # fmt: skip
        final = models.FinalAcceptance.objects.create(
            **drafted, area="360203", number=number, summary="", figures={}, status="draft"
        )
        opinion = models.ExpertOpinion.objects.create(
            final=final, area="360203", name="专家", unit="大学", title="教授", opinion="同意", agrees=True,
            signed_at=moment, entered_by_name="某人",
        )  # fmt: skip
        scored = models.Evaluation.objects.create(
            **drafted, area="360203", first=day, last=day, indicators=[], status="draft"
        )
    made_of = {"test": test, "act": act, "scan": scan, "final": final, "opinion": opinion, "scored": scored}
    return {name: one.pk for name, one in made_of.items()}


def _dossier(person: Person) -> int:
    from youjian.bureau.cases.models import Dossier
    from youjian.bureau.scope import scoped

    made: int = person.send(f"/cases/{_case(person)['id']}/dossiers").json()["dossiers"][0]["id"]
    with scoped():
        Dossier.objects.filter(id=made).update(status="made", content=b"PK", made_at=datetime.now(UTC))
    return made


def _incident(person: Person) -> dict[str, Any]:
    wanted = {"kind": "fire", "text": "起火", "station_id": ZHUSHAN, "reporter_name": "王"}
    told = person.send("/incidents", wanted).json()
    photos = {"photos": SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n" + bytes(9))}
    path = f"/api/v1/incidents/{told['id']}/photos"
    return person.post(path, photos, headers={"X-CSRFToken": person.token}).json()


def _drill(person: Person) -> int:
    wanted = {"title": "演练", "kind": "fire", "held_on": today(), "scenario": "起火", "stations": [ZHUSHAN]}
    return person.send("/drills", wanted).json()["id"]


def _operation(person: Person) -> dict[str, Any]:
    from youjian.bureau.accounts import services

    span = {"planned_from": f"{today()}T00:00:00Z", "planned_until": f"{today()}T20:00:00Z"}
    wanted = {"title": "联合", "purpose": "检查", "with_departments": ["tax-joint"], "department": "commerce"}
    services.take_departments([{"code": "tax-joint", "name": "税务"}])
    made = person.send("/joint", wanted | span | {"stations": [{"station_id": ZHUSHAN}]}).json()
    photos = {"photos": SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n" + bytes(9))}
    path = f"/api/v1/joint/{made['id']}/files"
    return person.post(path, photos, headers={"X-CSRFToken": person.token}).json()


def _credit_paper(person: Person) -> dict[str, Any]:
    """A decision on a station with its scan, and an objection to it."""
    wanted = {"station_id": ZHUSHAN, "kind": "fine", "number": f"罚{next(_COUNT)}", "authority": "市局"}
    wanted |= {"decided_on": "2026-11-01", "effective_on": "2026-11-02", "text": "罚款"}
    sent = wanted | {"papers": SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n" + bytes(9))}
    token = {"X-CSRFToken": person.token}
    made = person.post("/api/v1/credit/decisions", sent, headers=token).json()
    path = f"/api/v1/credit/decisions/{made['id']}/requests"
    asked = person.post(path, {"kind": "objection", "text": "不是本站"}, headers=token).json()
    return {"decision": made["id"], "paper": made["papers"][0]["id"], "request": asked["id"]}


def _draw(person: Person) -> int:
    wanted = {"title": "抽查", "area": "3602", "count": 1, "each": 1, "due_on": "2999-01-01"}
    wanted |= {"inspectors": ["jiancha"], "weights": {"A": 1, "B": 2, "C": 4, "D": 8}}
    draw: int = person.send("/draws", wanted).json()["id"]
    person.send(f"/draws/{draw}/seed", {"seed": "20261123", "source": "公告"})
    return draw


def _bulletin(person: Person) -> int:
    made = person.send("/bulletins", {"kind": "week", "area": "3602", "first": today()})
    return made.json()["id"] if made.status_code == 200 else first(person, "bulletins")


def _urge(person: Person) -> int:
    return person.send("/notices", {"area": "3602", "title": "通知", "text": "请核实"}).json()["id"]


def _work_order(person: Person) -> int:
    wanted = {"hotline": "12345", "number": f"GD-{next(_COUNT)}", "text": "少给油", "station_id": ZHUSHAN}
    wanted |= {"received_at": "2026-11-18T09:30:00+08:00", "reporter_name": "王小明"}
    order: int = person.send("/hotline/orders", wanted).json()["id"]
    person.send(f"/hotline/orders/{order}/steps", {"step": "lead"})
    return order


def _round(person: Person) -> int:
    made = person.send("/ecqs/export")
    return made.json()["id"] if made.status_code == 200 else first(person, "ecqs_rounds")


def _instrument(person: Person) -> int:
    _round(person)
    return first(person, "ecqs_instruments")


def _nozzle_result(person: Person, error: float = 0.05) -> int:
    number = next(_COUNT)
    wanted = {"station_id": ZHUSHAN, "nozzle_id": 3, "verified_on": today(), "q1": [error] * 3}
    made = wanted | {"q2": [0.0, 0.0, 0.01], "certificate_no": f"检{number}", "mark_no": f"HG{number}"}
    return person.send("/metrology/results", made).json()["id"]


def _acceptance(person: Person) -> int:
    wanted = {"station_id": ZHUSHAN, "dispenser_id": 40 + next(_COUNT), "kind": "new", "serial_no": "S1"}
    return person.send("/metrology/acceptances", wanted | {"ecqs": True, "remote_kit": True}).json()["id"]


def _breach(person: Person) -> int:
    wanted = {"result_id": _nozzle_result(person, 0.6), "handling_no": "案1", "handling_on": today()}
    return person.send("/metrology/notices", wanted).json()["id"]


def _estimate(_: Person) -> int:
    from youjian.bureau.metrology.models import MeterEstimate
    from youjian.bureau.scope import scoped

    figures = dict.fromkeys(("error_pct", "sd_pct", "low_pct", "high_pct", "chance", "weight_ml"), 0.1)
    sums = dict.fromkeys(("sold_ml", "amount_fen", "short_ml", "short_fen"), 1000)
    with scoped():
        MeterEstimate.objects.update_or_create(
            station_id=ZHUSHAN, nozzle_id=3, night=today(), defaults={"basis": "siblings", **figures, **sums}
        )
    return 3


_COUNT = count(1)
_NUMBERED: dict[str, Callable[[Person], int]] = {
    "/tickets/{": _ticket,
    "/ticket-pledges/": _pledge,
    "/metrology/results/": _nozzle_result,
    "/metrology/acceptances/": _acceptance,
    "/metrology/notices/": _breach,
    "/metrology/measured/{": _estimate,
}
"""Pages of one object whose number would mean another kind elsewhere."""
_MADE: dict[str, Callable[[Person], int | str]] = {
    "alert_id": lambda person: first(person, "alerts"),
    "outage_id": lambda person: first(person, "outages"),
    "number": _downtime,
    "upload_id": _upload,
    "delivery_id": _told,
    "roster_id": _roster,
    "entry_id": _entry,
    "rule": lambda _: "fuelling.totalizer_gap",
    "change_id": _rule_change,
    "collector_id": lambda _: "YJ-3602030100",
    "command_id": lambda _: "c-3602030100",
    "revision": _seal,
    "taxpayer": _taxpayer,
    "hand_over_id": _hand_over,
    "pack_id": _pack,
    "notice_id": _notice,
    "paper": lambda _: "deliveries",
    "attachment_id": _attachment,
    "match_id": _match,
    "waybill_no": lambda _: "YD-match",
    "sample_id": _sample,
    "test_id": _vapour_test,
    "inspection_id": lambda person: _inspection(person)["id"],
    "site_photo_id": lambda person: _inspection(person)["photos"][0]["id"],
    "signature_id": lambda person: _inspection(person)["signatures"][0]["id"],
    "lead_id": lambda person: _lead(person)["id"],
    "photo_id": lambda person: _lead(person)["photos"][0]["id"],
    "order_id": _work_order,
    "decision_id": lambda person: _credit_paper(person)["decision"],
    "paper_id": lambda person: _credit_paper(person)["paper"],
    "request_id": lambda person: _credit_paper(person)["request"],
    "draw_id": _draw,
    "bulletin_id": _bulletin,
    "urge_id": _urge,
    "incident_id": lambda person: _incident(person)["id"],
    "incident_photo_id": lambda person: _incident(person)["photos"][0]["id"],
    "drill_id": _drill,
    "operation_id": lambda person: _operation(person)["id"],
    "joint_file_id": lambda person: _operation(person)["files"][0]["id"],
    "case_id": lambda person: _case(person)["id"],
    "joint_test_id": lambda person: _joint_test(person)["test"],
    "act_id": lambda person: _joint_test(person)["act"],
    "acceptance_file_id": lambda person: _joint_test(person)["scan"],
    "final_id": lambda person: _joint_test(person)["final"],
    "opinion_id": lambda person: _joint_test(person)["opinion"],
    "evaluation_id": lambda person: _joint_test(person)["scored"],
    "limit_code": lambda _: "hours",
    "sheet_form": lambda _: "xlsx",
    "agreement_id": lambda person: _agreement(person)["id"],
    "shared_file_id": lambda person: _agreement(person)["files"][0]["id"],
    "application_id": lambda person: _catalogue(person)["application"],
    "platform_id": lambda person: _catalogue(person)["platform"],
    "catalogue_id": lambda person: _catalogue(person)["entry"],
    "row_id": lambda person: _exchange(person)["row"],
    "upload_difference_id": lambda person: _exchange(person)["difference"],
    "schedule_id": lambda person: _exchange(person)["schedule"],
    "act_export_id": lambda person: _exchange(person)["acts"],
    "act_form": lambda _: "json",
    "act_kind": lambda _: "inspection",
    "document_id": lambda person: _case(person)["documents"][0]["id"],
    "file_id": lambda person: _case(person)["files"][0]["id"],
    "dossier_id": _dossier,
    "nozzle_order_id": _nozzle_order,
    "vapour_file_id": _vapour_file,
    "round_id": _round,
    "instrument_id": _instrument,
    "quarantine_id": lambda person: first(person, "quarantine"),
}
"""Parameters whose value has to be made first."""


def test_no_endpoint_needs_more_statements_than_written_down_however_many_rows(city: Database) -> None:
    person = Person("quanbu")
    small = {name: statements(person, path) for name, path in paths(person).items()}
    grow(city, 500, 30)
    large = {name: statements(person, path) for name, path in paths(person).items()}
    assert {n: _more(small[n], sent) for n, sent in large.items() if len(sent) > len(small[n])} == {}
    counts = {name: len(sent) for name, sent in sorted(large.items())}
    if os.environ.get("YOUJIAN_WRITE_BASELINE"):
        BASELINE.write_text(json.dumps(counts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    written = json.loads(BASELINE.read_text(encoding="utf-8"))
    assert sorted(counts.keys() - written.keys()) == [], "endpoints that the baseline does not know"
    more = {name: (written[name], counts[name]) for name in counts if counts[name] > written[name]}
    assert more == {}, "more statements than written down"


def _more(few: list[str], many: list[str]) -> list[str]:
    """What is sent more often in the larger city."""
    rest = Counter(many) - Counter(few)
    return [statement[:300] for statement in rest]
