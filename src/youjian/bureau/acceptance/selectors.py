"""Reads of acceptance within the actor's scope."""

from collections import defaultdict

from django.db.models import QuerySet

from youjian.bureau.acceptance import keeping
from youjian.bureau.acceptance.contracts import (
    AcceptanceActOut,
    AcceptanceCheckOut,
    AcceptanceFileOut,
    AcceptanceLimitOut,
    AcceptanceOverview,
    AcceptancePlace,
    ActParty,
    EvaluationOut,
    EvaluationScored,
    ExpertOpinionOut,
    FinalAcceptanceOut,
    FinalException,
    JointTestOut,
    StationAcceptanceOut,
    TestEntryOut,
)
from youjian.bureau.acceptance.finishing import missing
from youjian.bureau.acceptance.keeping import APPROVE, MANAGE, SEE
from youjian.bureau.acceptance.limits import DEFAULTS
from youjian.bureau.acceptance.models import (
    AcceptanceAct,
    AcceptanceFile,
    AcceptanceLimit,
    Evaluation,
    ExpertOpinion,
    FinalAcceptance,
    JointTest,
    StationGate,
    TestEntry,
)
from youjian.bureau.acceptance.words import CHAPTER_NAMES, ITEMS, PARTIES, RESULTS
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import Department
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.scope import covers, within
from youjian.bureau.sheets.fields import named


def gates_of(actor: Actor) -> QuerySet[StationGate]:
    """How far the stations of the scope have come."""
    return StationGate.objects.filter(within(actor.scope))


def overview(actor: Actor) -> AcceptanceOverview:
    """How acceptance stands, and the limits."""
    stations = register.stations_of(actor).exclude(status="closed").count()
    gates = list(gates_of(actor))
    tested = sum(1 for one in gates if one.tested_on)
    accepted = sum(1 for one in gates if one.accepted_on)
    live = sum(1 for one in gates if one.live_on)
    own = {row.code: row for row in AcceptanceLimit.objects.all()}
    return AcceptanceOverview(
        sentence=pick(
            f"共{stations}座加油站：联调通过{tested}座，已验收{accepted}座，已上线{live}座。",
            f"{stations} stations: {tested} passed their test, {accepted} accepted, {live} live.",
        ),
        stations=stations,
        tested=tested,
        accepted=accepted,
        live=live,
        limits=[
            AcceptanceLimitOut(
                code=code,
                name=pick(limit.zh, limit.en),
                value=own[code].value if code in own else limit.value,
                unit=limit.unit,
                source=own[code].source if code in own else limit.source,
                own=code in own,
            )
            for code, limit in DEFAULTS.items()
        ],
        areas=[
            AcceptancePlace(code=code, name=name)
            for code, name in sorted(register.region_names().items())
            if covers(actor.scope, code)
        ],
        may_manage=actor.may(MANAGE),
        may_approve=actor.may(APPROVE),
        may_set=actor.may(APPROVE) and covers(actor.scope, register.city().code),
    )


def station(actor: Actor, station_id: str) -> StationAcceptanceOut:
    """A station's tests and documents; raises Problem 404."""
    told = register.station_of(actor, station_id)
    gate = gates_of(actor).filter(station_id=station_id).first() or StationGate(station_id=station_id)
    tests = JointTest.objects.filter(within(actor.scope), station_id=station_id).order_by("-id")
    acts = AcceptanceAct.objects.filter(within(actor.scope), station_id=station_id).order_by("-id")
    entries: dict[int, list[TestEntry]] = defaultdict(list)
    for entry in TestEntry.objects.filter(station_id=station_id).order_by("id"):
        entries[entry.test_id].append(entry)
    files = _files("act_id", AcceptanceFile.objects.filter(act__station_id=station_id))
    departments = dict(Department.objects.values_list("code", "name"))
    if gate.live_on:
        sentence = pick(f"{gate.live_on}起上线运行，不得自行离线。", f"Live since {gate.live_on}.")
    elif gate.accepted_on:
        sentence = pick(f"{gate.accepted_on}已验收，待上线。", f"Accepted on {gate.accepted_on}; to go live.")
    elif gate.tested_on:
        sentence = pick("联调已通过，待出具验收文件并批准。", "Its test passed; its document waits.")
    else:
        sentence = pick("待联调测试。", "To be tested.")
    return StationAcceptanceOut(
        station_id=station_id,
        station_name=told.name,
        sentence=sentence,
        tested_on=gate.tested_on,
        accepted_on=gate.accepted_on,
        live_on=gate.live_on,
        tests=[_test(row, entries[row.pk], departments) for row in tests],
        acts=[_act(actor, row, files[row.pk]) for row in acts],
        items={chapter: list(items) for chapter, items in ITEMS.items()},
        parties=list(PARTIES),
        may_manage=actor.may(MANAGE),
        may_enter=actor.may(SEE),
        may_go_live=actor.may(APPROVE) and gate.accepted_on is not None and gate.live_on is None,
    )


def _test(row: JointTest, entries: list[TestEntry], departments: dict[str, str]) -> JointTestOut:
    same = ("station_id", "since", "until", "status", "verdict", "note", "made_at", "made_by_name",
            "concluded_at", "concluded_by_name")  # fmt: skip
    return JointTestOut(
        id=row.pk,
        **{name: getattr(row, name) for name in same},
        checks=[AcceptanceCheckOut(**one, result_name=named(RESULTS, one["result"])) for one in row.checks],
        entries=[
            TestEntryOut(
                id=one.pk,
                chapter=one.chapter,  # type: ignore[arg-type]
                chapter_name=named(CHAPTER_NAMES, one.chapter),
                item=one.item,
                result=one.result,  # type: ignore[arg-type]
                note=one.note,
                department=departments.get(one.department) or one.department,
                made_at=one.made_at,
                made_by_name=one.made_by_name,
            )
            for one in entries
        ],
    )


def _files(of: str, rows: QuerySet[AcceptanceFile]) -> dict[int, list[AcceptanceFileOut]]:
    """Scans by what they are of, in the order in which they came."""
    listed: dict[int, list[AcceptanceFileOut]] = defaultdict(list)
    for owner, number, name in rows.order_by("id").values_list(of, "id", "filename"):
        listed[owner].append(AcceptanceFileOut(id=number, filename=name))
    return listed


def _act(actor: Actor, row: AcceptanceAct, files: list[AcceptanceFileOut]) -> AcceptanceActOut:
    return AcceptanceActOut(
        id=row.pk,
        test_id=row.test_id,
        number=row.number,
        signatories=[ActParty(**one) for one in row.signatories],
        status=row.status,  # type: ignore[arg-type]
        files=files,
        made_at=row.made_at,
        made_by_name=row.made_by_name,
        signed_at=row.signed_at,
        signed_by_name=row.signed_by_name,
        may_sign=row.status == "draft" and actor.may(APPROVE) and not keeping.drafted(actor, row.made_by),
    )


def test_row(actor: Actor, test_id: int) -> JointTest:
    """A test's row; raises Problem 404."""
    row = JointTest.objects.filter(within(actor.scope), id=test_id).first()
    if row is None:
        raise not_found(pick(f"联调测试{test_id}", f"Joint test {test_id}"))
    return row


def act_row(actor: Actor, act_id: int) -> AcceptanceAct:
    """A document's row; raises Problem 404."""
    row = AcceptanceAct.objects.filter(within(actor.scope), id=act_id).select_related("test").first()
    if row is None:
        raise not_found(pick(f"验收文件{act_id}", f"Document {act_id}"))
    return row


def file_row(actor: Actor, file_id: int) -> AcceptanceFile:
    """A scan; raises Problem 404."""
    row = AcceptanceFile.objects.filter(within(actor.scope, "area"), id=file_id).first()
    if row is None:
        raise not_found(pick(f"扫描件{file_id}", f"Scan {file_id}"))
    return row


def finals_of(actor: Actor) -> QuerySet[FinalAcceptance]:
    """Final acceptances of the scope."""
    return FinalAcceptance.objects.filter(within(actor.scope, "area"))


def evaluations_of(actor: Actor) -> QuerySet[Evaluation]:
    """Evaluations of the scope."""
    return Evaluation.objects.filter(within(actor.scope, "area"))


def final_row(actor: Actor, final_id: int) -> FinalAcceptance:
    """A final acceptance's row; raises Problem 404."""
    row = finals_of(actor).filter(id=final_id).first()
    if row is None:
        raise not_found(pick(f"终验{final_id}", f"Final acceptance {final_id}"))
    return row


def evaluation_row(actor: Actor, evaluation_id: int) -> Evaluation:
    """An evaluation's row; raises Problem 404."""
    row = evaluations_of(actor).filter(id=evaluation_id).first()
    if row is None:
        raise not_found(pick(f"绩效评价{evaluation_id}", f"Evaluation {evaluation_id}"))
    return row


def final(actor: Actor, final_id: int) -> FinalAcceptanceOut:
    """A final acceptance with its experts; raises Problem 404."""
    row = final_row(actor, final_id)
    stations, accepted, left = missing(actor, row.area, row.exceptions)
    if row.status == "approved":
        stations, accepted, left = row.figures["stations"], row.figures["accepted"], []
    same = ("area", "number", "summary", "status", "made_at", "made_by_name", "approved_at",
            "approved_by_name")  # fmt: skip
    opinions = ExpertOpinion.objects.filter(final=row).order_by("id")
    files = _files("opinion_id", AcceptanceFile.objects.filter(opinion__final=row))
    draft = row.status == "draft"
    return FinalAcceptanceOut(
        id=row.pk,
        **{name: getattr(row, name) for name in same},
        area_name=register.region_names().get(row.area) or row.area,
        exceptions=[FinalException(**one) for one in row.exceptions],
        stations=stations,
        accepted=accepted,
        missing=left,
        opinions=[
            ExpertOpinionOut(
                id=one.pk,
                name=one.name,
                unit=one.unit,
                title=one.title,
                opinion=one.opinion,
                agrees=one.agrees,
                signed_at=one.signed_at,
                entered_by_name=one.entered_by_name,
                files=files[one.pk],
            )
            for one in opinions
        ],
        may_manage=draft and actor.may(MANAGE),
        may_approve=draft and actor.may(APPROVE) and not keeping.drafted(actor, row.made_by),
    )


def evaluation(actor: Actor, evaluation_id: int) -> EvaluationOut:
    """An evaluation; raises Problem 404."""
    row = evaluation_row(actor, evaluation_id)
    same = ("area", "first", "last", "version", "status", "total", "grade", "made_at", "made_by_name",
            "approved_at", "approved_by_name")  # fmt: skip
    draft = row.status == "draft"
    return EvaluationOut(
        id=row.pk,
        **{name: getattr(row, name) for name in same},
        area_name=register.region_names().get(row.area) or row.area,
        indicators=[EvaluationScored(**one) for one in row.indicators],
        may_manage=draft and actor.may(MANAGE),
        may_approve=draft and actor.may(APPROVE) and not keeping.drafted(actor, row.made_by),
    )
