"""The exchange with platforms of others, which answer from a process of their own."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import LEPING, LEPING_2, ZHUSHAN, Person
from tests.integration.tables_kit import office_on
from youjian.bureau.scope import scoped

TOKEN = "token-of-the-platform"
FIELDS = ["station_id", "name", "uscc"]


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        from youjian.bureau.accounts import services

        services.take_accounts(
            [office._person("dangan", "clerk", ["3602"]), office._person("lingdao", "leader", ["3602"])]
        )
        yield module_database


@pytest.fixture
def clerk(city: Database) -> Person:
    return Person("dangan")


@pytest.fixture
def leader(city: Database) -> Person:
    return Person("lingdao")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YOUJIAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("YOUJIAN_NOTIFY_HOSTS", "127.0.0.1")
    return tmp_path / "home"


@dataclass
class Far:
    """The platform on the other side."""

    port: int
    state: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def held(self) -> dict[str, Any]:
        return json.loads(self.state.read_text(encoding="utf-8"))

    def gives(self, *documents: dict[str, Any]) -> None:
        """Documents that it gives from its first on."""
        self.state.with_suffix(".documents").write_text(json.dumps(documents), encoding="utf-8")

    def changes(self, held: dict[str, Any]) -> None:
        self.state.write_text(json.dumps(held), encoding="utf-8")


@contextmanager
def far_platform(folder: Path, failures: int = 0) -> Iterator[Far]:
    state = folder / "far.json"
    command = [sys.executable, "-m", "tests.integration.platform_server", TOKEN, str(failures), str(state)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Far(int(process.stdout.readline()), state)
        finally:
            process.kill()


def done(answer: Any) -> Any:
    assert answer.status_code < 300, answer.content.decode()
    return answer.json() if answer.content else None


def agreed(clerk: Person, leader: Person, **changes: Any) -> int:
    given = {
        "title": "上报省平台", "receiver": "省市场监管局平台",
        "basis": "省政务数据管理办法", "purpose": "全省监管",
        "datasets": {"stations": {"fields": FIELDS}}, "regions": ["3602"],
        "from_on": "2026-01-01", "until_on": "2099-12-31",
    }  # fmt: skip
    number = done(clerk.send("/sharing/agreements", given | changes))["id"]
    done(leader.send(f"/sharing/agreements/{number}/steps", {"step": "approve"}))
    return number


def platform(clerk: Person, **changes: Any) -> int:
    body = {"kind": "catalogue", "name": "市政务数据共享平台"} | changes
    return done(clerk.send("/exchange/platforms", body))["platforms"][-1]["id"]


def entered(clerk: Person, number: int, **changes: Any) -> int:
    body = {
        "platform_id": number, "dataset": "stations", "title": "加油站基本信息", "summary": "全市加油站名录",
        "fields": FIELDS, "frequency": "daily", "share_type": "conditional", "basis": "商务部令2025年第5号",
    }  # fmt: skip
    return done(clerk.send("/exchange/entries", body | changes))["id"]


def application(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "application", "number": "SQ-1", "applicant": "市税务局", "contact": "征管科",
        "dataset": "stations",
        "fields": FIELDS, "regions": ["360281"], "purpose": "成品油税收征管", "basis": "税收征收管理法",
        "from_on": "2026-01-01", "until_on": "2099-12-31",
    } | changes  # fmt: skip


def round_with(number: int) -> None:
    from youjian.bureau.exchange import rounds
    from youjian.bureau.exchange.models import Batch, Message

    with scoped():
        Message.objects.update(next_at="2026-01-01T00:00:00Z")
        Batch.objects.update(next_at="2026-01-01T00:00:00Z")
    rounds.one_platform(number)


def listed(person: Person, table: str, query: str = "") -> list[dict[str, Any]]:
    return done(person.see(f"/tables/{table}?{query}"))["items"]


def test_catalogue_application_decision_and_receipts_go_by_the_platform(
    clerk: Person, leader: Person, tmp_path: Path
) -> None:
    with far_platform(tmp_path, failures=1) as far:
        number = platform(clerk, address=far.address, token=TOKEN)
        entry = entered(clerk, number)
        assert clerk.send(f"/exchange/entries/{entry}/steps", {"step": "publish"}).status_code == 403
        done(leader.send(f"/exchange/entries/{entry}/steps", {"step": "publish"}))
        round_with(number)
        assert listed(clerk, "exchange_messages", f"about=entry:{entry}")[0]["state"] == "waiting"
        far.gives(application(), application(number="SQ-2", fields=["contact_phone"]), {"kind": "nonsense"})
        round_with(number)
        told = far.held["told"][0]
        assert (told["code"], told["share_type"], told["status"]) == ("stations", "conditional", "published")
        assert [one["name"] for one in told["fields"]] == FIELDS
        sent = listed(clerk, "exchange_messages", f"about=entry:{entry}")[0]
        assert (sent["state"], sent["receipt_no"]) == ("answered", "HZ-001")
        assert listed(clerk, "exchange_entries", f"id={entry}")[0]["their_no"] == "ML-001"
        first, second = sorted(listed(clerk, "exchange_applications"), key=lambda one: one["their_no"])
        assert (
            clerk.send(f"/exchange/applications/{first['id']}/decide", {"step": "approve"}).status_code == 403
        )
        outside = leader.send(f"/exchange/applications/{second['id']}/decide", {"step": "approve"})
        assert (outside.status_code, outside.json()["code"]) == (409, "field")
        assert (
            leader.send(f"/exchange/applications/{second['id']}/decide", {"step": "refuse"}).status_code
            == 422
        )
        done(
            leader.send(
                f"/exchange/applications/{second['id']}/decide", {"step": "refuse", "reason": "超出目录"}
            )
        )
        made = done(leader.send(f"/exchange/applications/{first['id']}/decide", {"step": "approve"}))
        agreement = done(clerk.see(f"/sharing/agreements/{made['agreement_id']}"))
        assert (agreement["receiver"], agreement["in_force"], agreement["regions"]) == (
            "市税务局",
            True,
            ["360281"],
        )
        file = done(
            clerk.send(
                f"/sharing/agreements/{made['agreement_id']}/files", {"dataset": "stations", "form": "xlsx"}
            )
        )
        digest = file["files"][0]["sha256"]
        receipt = {"kind": "receipt", "sha256": digest, "by": "市税务局征管科"}
        far.gives(application(), application(number="SQ-2"), {"kind": "nonsense"}, receipt)
        round_with(number)
        decisions = {one["application"]: one for one in far.held["told"] if one["path"] == "decisions"}
        assert (decisions["SQ-1"]["status"], decisions["SQ-1"]["agreement"]) == (
            "approved",
            agreement["code"],
        )
        assert (decisions["SQ-2"]["status"], decisions["SQ-2"]["reason"]) == ("refused", "超出目录")
        assert (
            "市税务局征管科"
            in done(clerk.see(f"/sharing/agreements/{made['agreement_id']}"))["files"][0]["receipts"][0]
        )
        done(
            leader.send(
                f"/sharing/agreements/{made['agreement_id']}/steps", {"step": "revoke", "reason": "用途不符"}
            )
        )
        round_with(number)
        round_with(number)
        revoked = [
            one for one in far.held["told"] if one["path"] == "decisions" and one["application"] == "SQ-1"
        ]
        assert [(one["status"], one["reason"]) for one in revoked] == [
            ("approved", ""),
            ("revoked", "用途不符"),
        ]


def test_a_catalogue_by_files_takes_each_document_once_and_says_why_it_refuses(
    clerk: Person, leader: Person
) -> None:
    from youjian.bureau.exchange.channels import folder_of
    from youjian.bureau.exchange.models import Platform

    number = platform(clerk)
    entry = entered(clerk, number, share_type="none", basis="保密审查意见")
    done(leader.send(f"/exchange/entries/{entry}/steps", {"step": "publish"}))
    round_with(number)
    with scoped():
        folder = folder_of(Platform.objects.get(id=number))
    written = json.loads(next((folder / "out").glob("catalogue-*.json")).read_text(encoding="utf-8"))
    assert (written["share_type"], written["basis"]) == ("none", "保密审查意见")
    (folder / "in").mkdir()
    answer = {
        "kind": "answer",
        "number": written["number"],
        "accepted": True,
        "number_given": "",
        "receipt": "HZ-9",
    }
    (folder / "in" / "a.json").write_text(
        json.dumps({"documents": [answer, application(number="F-1")]}), "utf-8"
    )
    (folder / "in" / "b.json").write_text("no json", "utf-8")
    round_with(number)
    assert listed(clerk, "exchange_messages", f"about=entry:{entry}")[0]["receipt_no"] == "HZ-9"
    assert sorted(one.name for one in (folder / "in" / "done").iterdir()) == ["a.json", "b.json"]
    assert (
        "b.json"
        in next(one for one in done(clerk.see("/exchange/overview"))["platforms"] if one["id"] == number)[
            "error"
        ]
    )
    again = {
        "documents": [
            application(number="F-1"),
            application(number="F-2", until_on="2020-01-01"),
            {"kind": "x"},
        ]
    }
    taken = done(clerk.send(f"/exchange/platforms/{number}/documents", again))
    assert (taken["taken"], taken["known"], len(taken["refused"])) == (0, 1, 2)
    found = next(one for one in listed(clerk, "exchange_applications") if one["their_no"] == "F-1")
    refused = leader.send(f"/exchange/applications/{found['id']}/decide", {"step": "approve"})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_shared")


def test_limits_of_sharing_need_a_law_and_strangers_may_not_enter(clerk: Person, leader: Person) -> None:
    number = platform(clerk)
    body = {
        "platform_id": number, "dataset": "seals", "title": "铅封", "summary": "铅封", "fields": ["seal_no"],
        "frequency": "daily", "share_type": "conditional", "basis": "",
    }  # fmt: skip
    assert clerk.send("/exchange/entries", body).json()["code"] == "basis"
    assert (
        clerk.send("/exchange/entries", body | {"share_type": "free", "fields": ["worst"]}).json()["code"]
        == "field"
    )
    assert (
        Person("jiancha").send("/exchange/platforms", {"kind": "catalogue", "name": "某平台"}).status_code
        == 403
    )
    own = {"kind": "catalogue", "name": "内网", "address": "ftp://10.0.0.1/x"}
    assert clerk.send("/exchange/platforms", own).status_code == 422
    assert (
        clerk.send("/exchange/platforms", {"kind": "province", "name": "省平台"}).json()["code"]
        == "agreement"
    )
    without = agreed(clerk, leader, datasets={"stations": {"fields": ["name"]}})
    lacking = {"kind": "province", "name": "省平台", "agreement_id": without}
    assert clerk.send("/exchange/platforms", lacking).json()["code"] == "key"


def test_a_province_answers_row_by_row_and_both_sides_are_compared(
    clerk: Person, leader: Person, tmp_path: Path
) -> None:
    from youjian.bureau.registry.models import Station

    with scoped():
        Station.objects.filter(station_id=LEPING).update(uscc="")
    agreement = agreed(clerk, leader)
    with far_platform(tmp_path, failures=1) as far:
        wanted = {"kind": "province", "name": "省平台", "agreement_id": agreement}
        number = platform(clerk, address=far.address, token=TOKEN, **wanted)
        batches = f"/exchange/platforms/{number}/batches"
        assert done(clerk.send(batches, {"dataset": "stations"})) == {"number": 1, "rows": 3}
        assert done(clerk.send(batches, {"dataset": "stations"})) == {"number": 0, "rows": 0}
        round_with(number)
        assert listed(clerk, "exchange_batches")[0]["state"] == "waiting"
        round_with(number)
        assert sorted(far.held["rows"]["stations"]) == [ZHUSHAN, LEPING_2]
        rejected = listed(clerk, "exchange_rows", "state=rejected")
        assert [(one["key"], one["reason"]) for one in rejected] == [(LEPING, "缺统一代码")]
        assert done(clerk.send(batches, {"dataset": "stations"})) == {"number": 0, "rows": 0}
        with scoped():
            Station.objects.filter(station_id=LEPING).update(uscc="91360281MA35000017")
        assert done(clerk.send(batches, {"dataset": "stations"})) == {"number": 2, "rows": 1}
        round_with(number)
        counts = done(clerk.see("/exchange/overview"))["counts"][-1]
        assert (counts["accepted"], counts["rejected"], counts["ours"], counts["theirs"]) == (3, 0, 3, 3)
        shares = listed(clerk, "sharing_shares", f"agreement_id={agreement}")
        assert [one["rows"] for one in shares] == [1, 3]

        held = far.held
        del held["rows"]["stations"][ZHUSHAN]
        held["rows"]["stations"]["3699990001"] = {"sha256": "0" * 64}
        far.changes(held)
        round_with(number)
        found = {one["kind"]: one for one in listed(clerk, "exchange_differences", "state=open")}
        assert {kind: one["key"] for kind, one in found.items()} == {
            "missing": ZHUSHAN,
            "strange": "3699990001",
        }
        decide = "/exchange/differences/{}/decide"
        again, why = (
            {"step": "again", "note": "对方误删"},
            {"step": "explain", "note": "外市站点，请对方删除"},
        )
        assert clerk.send(decide.format(found["strange"]["id"]), again).json()["code"] == "not_ours"
        done(clerk.send(decide.format(found["strange"]["id"]), why))
        done(clerk.send(decide.format(found["missing"]["id"]), again))
        assert clerk.send(decide.format(found["missing"]["id"]), again).status_code == 409
        assert done(clerk.send(batches, {"dataset": "stations"})) == {"number": 3, "rows": 1}
        round_with(number)
        states = {one["kind"]: one["state"] for one in listed(clerk, "exchange_differences")}
        assert states == {"missing": "gone", "strange": "explained"}

        done(leader.send(f"/sharing/agreements/{agreement}/steps", {"step": "revoke", "reason": "终止"}))
        assert clerk.send(batches, {"dataset": "stations"}).json()["code"] == "not_in_force"


def test_a_refused_row_is_sent_again_when_a_person_says_so(
    clerk: Person, leader: Person, tmp_path: Path
) -> None:
    agreement = agreed(clerk, leader, regions=["360281"])
    number = platform(clerk, kind="province", name="省平台（文件）", agreement_id=agreement)
    batches = f"/exchange/platforms/{number}/batches"
    assert done(clerk.send(batches, {"dataset": "stations"})) == {"number": 1, "rows": 2}
    round_with(number)
    results = [
        {"key": LEPING, "accepted": False, "reason": "站点未登记"},
        {"key": LEPING_2, "accepted": True},
    ]
    answer = {
        "documents": [{"kind": "results", "batch": 1, "results": [*results, {"key": "x", "accepted": True}]}]
    }
    assert done(clerk.send(f"/exchange/platforms/{number}/documents", answer))["taken"] == 1
    row = next(
        one
        for one in listed(clerk, "exchange_rows", "state=rejected")
        if one["platform_name"] == "省平台（文件）"
    )
    assert (
        Person("jiancha")
        .send(f"/exchange/rows/{row['id']}/decide", {"step": "again", "note": "已登记"})
        .status_code
        == 403
    )
    done(clerk.send(f"/exchange/rows/{row['id']}/decide", {"step": "again", "note": "省平台已补登记"}))
    assert done(clerk.send(batches, {"dataset": "stations"})) == {"number": 2, "rows": 1}
    assert done(clerk.send(batches, {"dataset": "stations"})) == {"number": 0, "rows": 0}
    again = clerk.send(f"/exchange/rows/{row['id']}/decide", {"step": "again", "note": "再报一次"})
    assert again.status_code == 409
    strange = {"documents": [{"kind": "counts", "dataset": "seals", "count": 1, "items": []}]}
    assert done(clerk.send(f"/exchange/platforms/{number}/documents", strange))["refused"]


def test_files_are_made_on_their_days_and_missed_days_are_named(clerk: Person, leader: Person) -> None:
    from youjian.bureau.exchange import schedules
    from youjian.bureau.exchange.models import Schedule
    from youjian.bureau.times import now
    from youjian.contract.fields import business_day

    agreement = agreed(clerk, leader)
    today = business_day(now())
    body = {
        "agreement_id": agreement,
        "dataset": "stations",
        "form": "parquet",
        "every": "daily",
        "from_on": str(today),
    }
    number = done(clerk.send("/exchange/schedules", body))["schedules"][-1]["id"]
    assert clerk.send("/exchange/schedules", body).status_code == 409
    assert clerk.send("/exchange/schedules", body | {"dataset": "seals"}).status_code == 422
    assert Person("jiancha").send("/exchange/schedules", body).status_code in {403, 404}
    assert schedules.run(today) == (1, 0)
    assert schedules.run(today) == (0, 0)
    assert schedules.run(today + timedelta(days=3)) == (1, 2)
    runs = listed(clerk, "exchange_runs", f"agreement_id={agreement}")
    assert [one["state"] for one in runs] == ["delivered", "missed", "missed", "delivered"]
    assert runs[-1]["rows"] == 3
    file = done(clerk.see(f"/sharing/agreements/{agreement}"))["files"][-1]
    done(clerk.send(f"/sharing/files/{file['id']}/receipts", {"by": "省平台运维", "sha256": file["sha256"]}))
    assert listed(clerk, "exchange_runs", f"agreement_id={agreement}")[-1]["taken_by"] == "省平台运维"
    done(leader.send(f"/sharing/agreements/{agreement}/steps", {"step": "suspend", "reason": "整改"}))
    assert schedules.run(today + timedelta(days=5)) == (0, 0)
    done(clerk.send(f"/exchange/schedules/{number}/end"))
    with scoped():
        assert not Schedule.objects.get(id=number).active


def test_acts_of_a_period_leave_under_a_number_with_code_and_uscc(clerk: Person, city: Database) -> None:
    from youjian.bureau.registry.models import Verification

    with scoped():
        day = Verification.objects.order_by("-verified_on").values_list("verified_on", flat=True).first()
    if day is None:
        day = date(2026, 3, 2)
        with city.connect("owner") as owner:
            owner.execute("SELECT set_config('youjian.scope', '*', true)")
            owner.execute(
                "INSERT INTO ledger.verifications (station_id, nozzle_id, verified_on, certificate_no,"
                " result, valid_until)"
                " VALUES (%s, 1, %s, 'JD-1', 'pass', %s)",
                [LEPING, day, day + timedelta(days=180)],
            )
    code = {
        "code": "360200-12-01",
        "name": "加油机强制检定",
        "department": "市计量所",
        "source": "市事项清单2026版",
    }
    done(clerk.send("/exchange/act-types/verification", code))
    assert clerk.send("/exchange/act-types/nothing", code).status_code == 404
    made = done(clerk.send("/exchange/acts", {"from_on": str(day), "until_on": str(day)}))
    assert made["count"] >= 1
    told = json.loads(clerk.see(f"/exchange/acts/{made['id']}/json").content)
    act = told["acts"][0]
    assert told["number"] == made["code"] == f"JGXW-{made['id']:06d}"
    assert (act["act_code"], act["department"], act["on"]) == ("360200-12-01", "市计量所", str(day))
    body = json.dumps(told["acts"], ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert hashlib.sha256(body).hexdigest() == told["sha256"]
    book = openpyxl.load_workbook(BytesIO(clerk.see(f"/exchange/acts/{made['id']}/xlsx").content))
    heads = [cell.value for cell in next(book.worksheets[0].iter_rows(max_row=1))]
    assert "统一社会信用代码" in heads
    assert (
        clerk.send("/exchange/acts", {"from_on": "2026-02-01", "until_on": "2026-01-01"}).status_code == 422
    )
    assert clerk.see("/exchange/acts/999/json").status_code == 404


def test_a_hook_speaks_the_receivers_words(clerk: Person, leader: Person) -> None:
    from youjian.bureau.registry.models import Station
    from youjian.bureau.sharing import hooks
    from youjian.bureau.sharing.models import HookEvent

    agreement = agreed(clerk, leader)
    hook = {
        "dataset": "stations",
        "url": "http://127.0.0.1:1/in",
        "mapping": {"entName": "name", "entId": "station_id"},
    }
    wrong = clerk.send(f"/sharing/agreements/{agreement}/hooks", hook | {"mapping": {"tel": "contact_phone"}})
    assert wrong.json()["code"] == "mapping"
    number = done(clerk.send(f"/sharing/agreements/{agreement}/hooks", hook))["hook_id"]
    with scoped():
        Station.objects.filter(station_id=LEPING_2).update(name="乐平第二站")
    with scoped():
        hooks.gather()
        event = HookEvent.objects.get(hook_id=number)
    assert json.loads(event.body)["data"]["rows"] == [{"entName": "乐平第二站", "entId": LEPING_2}]
