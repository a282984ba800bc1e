"""Stations are tested, accepted and go live; what was concluded or signed is never changed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from youjian.bureau.acceptance import keeping
from youjian.bureau.acceptance.checking import checked, settled
from youjian.bureau.acceptance.contracts import (
    AcceptanceActIn,
    AcceptanceLimitIn,
    JointTestEnd,
    JointTestIn,
    TestEntryIn,
)
from youjian.bureau.acceptance.keeping import APPROVE, MANAGE, SEE
from youjian.bureau.acceptance.limits import DEFAULTS
from youjian.bureau.acceptance.models import (
    AcceptanceAct,
    AcceptanceLimit,
    JointTest,
    StationGate,
    TestEntry,
)
from youjian.bureau.acceptance.reading import measured
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.attachments import Photo
from youjian.bureau.connectivity import rates
from youjian.bureau.database import raw_connection
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry.services import set_collector_state
from youjian.bureau.scope import acting, within
from youjian.bureau.times import now
from youjian.contract.fields import business_day
from youjian.ledger import collectors

_LONGEST_HOURS = 168
_LONGEST_AGO = timedelta(days=60)
"""Farther back the ledger does not hold every record."""
CHAPTERS = ("features", "indicators", "service")


def set_limit(actor: Actor, code: str, wanted: AcceptanceLimitIn) -> None:
    """Set a limit with its source. Raises Problem 403, 404, 422."""
    keeping.need(actor, APPROVE)
    if code not in DEFAULTS:
        raise not_found(pick(f"限值{code}", f"Limit {code}"))
    if code == "hours" and not 1 <= wanted.value <= _LONGEST_HOURS:
        zh, en = f"测试时长须在1至{_LONGEST_HOURS}小时之间。", f"A test lasts 1 to {_LONGEST_HOURS} hours."
        raise keeping.bad("hours", zh, en)
    with acting(actor):
        said: dict[str, Any] = {"value": wanted.value, "source": wanted.source.strip()}
        AcceptanceLimit.objects.update_or_create(
            code=code, defaults=said | {"set_at": now(), "set_by_name": actor.display_name}
        )
        keeping.noted(actor, "limit", f"acceptance_limit:{code}", **said)


def begin(actor: Actor, wanted: JointTestIn, moment: datetime | None = None) -> JointTest:
    """Begin a test with its automatic checks. Raises Problem 403, 404, 409 while one is open, 422."""
    keeping.need(actor, MANAGE)
    at = moment or now()
    with acting(actor):
        register.station_of(actor, wanted.station_id)
        since, until = _span(wanted.until or at, at)
        try:
            with transaction.atomic():
                row = JointTest.objects.create(
                    station_id=wanted.station_id,
                    since=since,
                    until=until,
                    checks=_checks(actor, wanted.station_id, since, until),
                    status="open",
                    made_at=at,
                    made_by=actor.username,
                    made_by_name=actor.display_name,
                )
        except IntegrityError:
            raise keeping.conflict(
                "open", "该站有一次联调测试还没有结论。", "A test is still open."
            ) from None
        keeping.noted(actor, "begin", f"joint_test:{row.pk}", row.station_id, checks=row.checks)
        return row


def measure(actor: Actor, test_id: int, moment: datetime | None = None) -> JointTest:
    """Measure an open test anew, over the span that ends now. Raises Problem 403, 404, 409."""
    keeping.need(actor, MANAGE)
    at = moment or now()
    with acting(actor):
        row = _open(actor, test_id)
        row.since, row.until = _span(at, at)
        row.checks = _checks(actor, row.station_id, row.since, row.until)
        row.save()
        keeping.noted(actor, "measure", f"joint_test:{row.pk}", row.station_id, checks=row.checks)
        return row


def _span(until: datetime, at: datetime) -> tuple[datetime, datetime]:
    if until > at:
        raise keeping.bad("future", "测试时段还没有结束。", "The span is not over yet.")
    if until < at - _LONGEST_AGO:
        raise keeping.bad("long_ago", "测试时段太早，数据已归档。", "The span is too long ago.")
    return until - timedelta(hours=keeping.limits()["hours"]), until


def _checks(actor: Actor, station_id: str, since: datetime, until: datetime) -> list[dict[str, str]]:
    days = rates.by_station(actor, business_day(since), business_day(until - timedelta(microseconds=1)))
    online = rates.plain_rate(rates.added(one.sums for one in days if one.station_id == station_id))
    return checked(measured(station_id, since, until, online), keeping.limits())


def enter(actor: Actor, test_id: int, wanted: TestEntryIn, moment: datetime | None = None) -> TestEntry:
    """Enter what a tester found; the same item by the same department is said anew. Raises 403, 404, 409."""
    keeping.need(actor, SEE)
    with acting(actor):
        row = _open(actor, test_id)
        entry, _ = TestEntry.objects.update_or_create(
            test=row,
            chapter=wanted.chapter,
            item=wanted.item.strip(),
            department=actor.department,
            defaults={
                "station_id": row.station_id,
                "result": wanted.result,
                "note": wanted.note.strip(),
                "made_at": moment or now(),
                "made_by_name": actor.display_name,
            },
        )
        keeping.noted(actor, "enter", f"joint_test:{row.pk}", row.station_id, **wanted.model_dump())
        return entry


def conclude(actor: Actor, test_id: int, wanted: JointTestEnd, moment: datetime | None = None) -> JointTest:
    """Conclude a test. Raises Problem 403, 404, 409 when it is to pass and something stands against it."""
    keeping.need(actor, MANAGE)
    at = moment or now()
    with acting(actor):
        row = _open(actor, test_id)
        entries = list(row.entries.all())  # type: ignore[attr-defined]
        if wanted.verdict == "pass":
            _may_pass(row, entries)
        elif not wanted.note.strip():
            raise keeping.bad("note", "不合格须写明原因。", "Say why it failed.")
        row.status, row.verdict, row.note = "concluded", wanted.verdict, wanted.note.strip()
        row.concluded_at, row.concluded_by_name = at, actor.display_name
        row.save()
        if row.verdict == "pass":
            day = business_day(at)
            gate, _ = StationGate.objects.get_or_create(station_id=row.station_id)
            if gate.tested_on is None:
                gate.tested_on = day
                gate.save()
                keeping.tell_rollout("tested", actor, row.station_id, day)
        keeping.noted(actor, "conclude", f"joint_test:{row.pk}", row.station_id, verdict=row.verdict)
        return row


def _may_pass(row: JointTest, entries: Sequence[TestEntry]) -> None:
    if not settled(row.checks):
        zh, en = (
            "还有自动检查不合格或数据不足，不能判定合格。",
            "A check failed or wants data: it cannot pass.",
        )
        raise keeping.conflict("checks", zh, en)
    if any(one.result == "fail" for one in entries):
        raise keeping.conflict("entries", "人工测试有不合格项。", "An entry says that something failed.")
    if missing := [one for one in CHAPTERS if one not in {entry.chapter for entry in entries}]:
        zh = f"人工测试还缺{len(missing)}章（功能特性、技术指标、服务状况各至少一项）。"
        raise keeping.conflict("chapters", zh, "Each chapter wants at least one entry.")


def draw_up(
    actor: Actor, test_id: int, wanted: AcceptanceActIn, moment: datetime | None = None
) -> AcceptanceAct:
    """Draw up the acceptance document of a test that passed. Raises Problem 403, 404, 409."""
    keeping.need(actor, MANAGE)
    with acting(actor):
        row = _locked(actor, test_id)
        if row.verdict != "pass":
            raise keeping.conflict("verdict", "联调测试合格后才能出具验收文件。", "The test has not passed.")
        try:
            with transaction.atomic():
                act = AcceptanceAct.objects.create(
                    test=row,
                    station_id=row.station_id,
                    number=wanted.number.strip(),
                    signatories=[one.model_dump() for one in wanted.signatories],
                    status="draft",
                    made_at=moment or now(),
                    made_by=actor.username,
                    made_by_name=actor.display_name,
                )
        except IntegrityError:
            zh = "该测试已有验收文件，或文号已使用。"
            raise keeping.conflict("there", zh, "There is a document, or the number is taken.") from None
        keeping.noted(actor, "draw_up", f"acceptance_act:{act.pk}", act.station_id, number=act.number)
        return act


def attach(actor: Actor, act_id: int, photos: Sequence[Photo]) -> AcceptanceAct:
    """Keep the signed scan of a document. Raises Problem 403, 404, 409, 413, 422."""
    keeping.need(actor, MANAGE)
    with acting(actor):
        act = _act(actor, act_id)
        new = keeping.keep(act.station_id, actor, photos, act=act)
        keeping.noted(actor, "attach", f"acceptance_act:{act.pk}", act.station_id, files=new)
        return act


def sign(actor: Actor, act_id: int, moment: datetime | None = None) -> AcceptanceAct:
    """Accept the station: not who drew the document up, and with its signed scan. Its boxes are accepted.

    Raises Problem 403, 404, 409.
    """
    keeping.need(actor, APPROVE)
    at = moment or now()
    with acting(actor):
        act = _act(actor, act_id)
        if keeping.drafted(actor, act.made_by):
            zh = "拟制人不能批准自己出具的验收文件。"
            raise keeping.conflict("four_eyes", zh, "Who drew it up cannot approve it.")
        if not act.files.exists():  # type: ignore[attr-defined]
            raise keeping.conflict("scan", "请先上传各方签字的扫描件。", "The signed scan is missing.")
        act.status, act.signed_at = "signed", at
        act.signed_by, act.signed_by_name = actor.username, actor.display_name
        act.save()
        for box in collectors.of_station(raw_connection(), act.station_id):
            if box.state == "pending":
                reason = f"验收文件{act.number}"
                set_collector_state(actor, act.station_id, box.collector_id, "accepted", reason)
        gate, _ = StationGate.objects.get_or_create(station_id=act.station_id)
        if gate.accepted_on is None:
            gate.accepted_on = business_day(at)
            gate.save()
            keeping.tell_rollout("accepted", actor, act.station_id, gate.accepted_on)
        keeping.noted(actor, "sign", f"acceptance_act:{act.pk}", act.station_id, number=act.number)
        return act


def go_live(actor: Actor, station_id: str, moment: datetime | None = None) -> StationGate:
    """An accepted station goes live: from then on it must not go offline by itself. Raises 403, 404, 409."""
    keeping.need(actor, APPROVE)
    at = moment or now()
    with acting(actor):
        register.station_of(actor, station_id)
        gate = StationGate.objects.select_for_update().filter(station_id=station_id).first()
        if gate is None or gate.accepted_on is None:
            raise keeping.conflict("accepted", "验收后才能上线运行。", "It is not accepted yet.")
        if gate.live_on is None:
            gate.live_on = business_day(at)
            gate.save()
            keeping.tell_rollout("live", actor, station_id, gate.live_on)
            keeping.noted(actor, "live", f"station:{station_id}", station_id, on=gate.live_on.isoformat())
        return gate


def _locked(actor: Actor, test_id: int) -> JointTest:
    row = JointTest.objects.select_for_update().filter(within(actor.scope), id=test_id).first()
    if row is None:
        raise not_found(pick(f"联调测试{test_id}", f"Joint test {test_id}"))
    return row


def _open(actor: Actor, test_id: int) -> JointTest:
    row = _locked(actor, test_id)
    if row.status != "open":
        zh = "测试已有结论，不能再改；可以重新测试。"
        raise keeping.conflict("concluded", zh, "It is concluded and stays as it is; begin another.")
    return row


def _act(actor: Actor, act_id: int) -> AcceptanceAct:
    act = AcceptanceAct.objects.select_for_update().filter(within(actor.scope), id=act_id).first()
    if act is None:
        raise not_found(pick(f"验收文件{act_id}", f"Document {act_id}"))
    if act.status != "draft":
        raise keeping.conflict("signed", "验收文件已批准，不能再改。", "It is signed and stays as it is.")
    return act
