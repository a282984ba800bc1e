"""Reads of risk and credit, within the actor's scope."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.credit.contracts import (
    CreditDecisionOut,
    CreditOverview,
    CreditPaperOut,
    CreditRequestOut,
    CreditStation,
    OfficialClassOut,
    OwnStations,
    RiskLine,
    RiskMonth,
    RiskPart,
    RiskSchemeOut,
    RiskWeightOut,
)
from youjian.bureau.credit.keeping import APPEAL, DECIDE, MANAGE, SEE, today
from youjian.bureau.credit.models import (
    CreditDecision,
    CreditPaper,
    CreditRequest,
    OfficialClass,
    RiskScheme,
    RiskScore,
)
from youjian.bureau.credit.services import scheme_on
from youjian.bureau.credit.words import CLASSES, INPUTS, KINDS, REQUESTS, STANDINGS, STATES
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry.models import Station
from youjian.bureau.scope import within
from youjian.bureau.sheets.fields import named
from youjian.bureau.times import now

_MONTHS = 24
_OWN = 20
"""So many stations a person who objects is shown at once."""


def scores_of(actor: Actor) -> QuerySet[RiskScore]:
    """The scores of the newest month that was worked out, within the scope."""
    found = RiskScore.objects.filter(within(actor.scope))
    newest = found.order_by("-month").values("month")[:1]
    return found.filter(month=newest)


def decisions_of(actor: Actor) -> QuerySet[CreditDecision]:
    """Every decision of the scope."""
    return CreditDecision.objects.filter(within(actor.scope))


def requests_of(actor: Actor) -> QuerySet[CreditRequest]:
    """Objections and wishes for repair of the scope."""
    return CreditRequest.objects.filter(within(actor.scope))


def overview(actor: Actor) -> CreditOverview:
    """The desk in a sentence."""
    rows = scores_of(actor)
    counted = {one["risk_class"]: one["n"] for one in rows.values("risk_class").annotate(n=Count("id"))}
    classes = {choice.code: counted.get(choice.code, 0) for choice in CLASSES}
    last = rows.order_by("-on").values_list("on", flat=True).first()
    waiting = requests_of(actor).filter(status="open").count()
    return CreditOverview(
        sentence=_sentence(classes, last, waiting),
        classes=classes,
        on=last,
        open_requests=waiting,
        may_manage=actor.may(MANAGE),
        may_decide=actor.may(DECIDE),
    )


def _sentence(classes: dict[str, int], last: date | None, waiting: int) -> str:
    if last is None:
        return pick(
            "还没有计算过风险分级，每天夜间自动计算。", "Nothing was worked out yet; each night does."
        )
    zh = "，".join(f"{code}级{count}座" for code, count in classes.items())
    en = ", ".join(f"{count} in {code}" for code, count in classes.items())
    return pick(
        f"{last}计算：{zh}；异议和信用修复待审批{waiting}件。分级只用于安排检查，不作为处罚依据。",
        f"As of {last}: {en}; {waiting} objections or repairs wait. Classes only steer inspections.",
    )


def station(actor: Actor, station_id: str) -> CreditStation:
    """A station's risk and credit; raises Problem 404."""
    return _stations(actor, [register.station_of(actor, station_id)])[0]


def own(actor: Actor) -> OwnStations:
    """The stations that a person may object for."""
    rows = register.stations_of(actor).order_by("station_id")[:_OWN]
    return OwnStations(stations=_stations(actor, list(rows)))


def _stations(actor: Actor, rows: Sequence[Station]) -> list[CreditStation]:
    """Stations with all that is told of them, by as many statements for many as for one."""
    ids = [row.station_id for row in rows]
    scores = RiskScore.objects.filter(station_id__in=ids).select_related("scheme").order_by("-month")
    official = OfficialClass.objects.filter(station_id__in=ids).order_by("-given_on")
    decided = decisions_of(actor).filter(station_id__in=ids).order_by("-decided_on", "-id")
    asked = requests_of(actor).filter(station_id__in=ids).order_by("-id")
    told = (list(scores), list(official), decisions(actor, list(decided)), requests(actor, list(asked)))
    limits = [float(one) for one in scheme_on(today()).limits]
    return [
        _station(actor, row, limits, *([o for o in of if o.station_id == row.station_id] for of in told))
        for row in rows
    ]


def _station(  # noqa: PLR0917 - what is told of a station
    actor: Actor,
    row: Station,
    limits: list[float],
    scores: Sequence[Any],
    official: Sequence[Any],
    decided: Sequence[Any],
    asked: Sequence[Any],
) -> CreditStation:
    months = [month_of(one) for one in scores[:_MONTHS]]
    first = months[0] if months else None
    return CreditStation(
        station_id=row.station_id,
        station_name=row.name,
        sentence=_of_station(first, official),
        now=first,
        limits=limits,
        months=months,
        official=[OfficialClassOut(given=o.given, given_on=o.given_on, source=o.source) for o in official],
        decisions=list(decided),
        requests=list(asked),
        may_object=first is not None and (actor.may(APPEAL) or actor.may(MANAGE)),
    )


def _of_station(found: RiskMonth | None, official: Sequence[OfficialClass]) -> str:
    if found is None:
        ours = pick("本平台尚未分级", "Not classed yet")
    else:
        ours = pick(
            f"风险分级{found.risk_class}级（{found.points:.2f}分，仅用于安排检查）；计入信用的生效决定{found.record_points:.2f}分",
            f"Risk class {found.risk_class} ({found.points:.2f} points, steering inspections only); "
            f"decisions in effect count {found.record_points:.2f} points",
        )
    if not official:
        return ours + pick("；未登记官方信用风险分类。", "; no official class entered.")
    last = official[0]
    return ours + pick(
        f"；官方信用风险分类{last.given}类（{last.given_on}，{last.source}）。",
        f"; official class {last.given} ({last.given_on}, {last.source}).",
    )


def month_of(row: RiskScore) -> RiskMonth:
    """A score as it is answered, with names beside codes."""
    return RiskMonth(
        month=row.month,
        on=row.on,
        version=row.scheme.version,
        points=float(row.points),
        risk_class=row.risk_class,  # type: ignore[arg-type]
        record_points=float(row.record_points),
        parts=[RiskPart(**one, name=named(INPUTS, one["code"])) for one in row.parts],
        lines=[RiskLine(**one, name=named(INPUTS, one["code"])) for one in row.lines],
    )


def decision(actor: Actor, decision_id: int) -> CreditDecisionOut:
    """A decision; raises Problem 404."""
    row = decisions_of(actor).filter(id=decision_id).first()
    if row is None:
        raise not_found(pick(f"决定{decision_id}", f"Decision {decision_id}"))
    return decisions(actor, [row])[0]


def decisions(actor: Actor, rows: Sequence[CreditDecision]) -> list[CreditDecisionOut]:
    """Decisions as they are answered."""
    heads = register.station_heads(actor, [row.station_id for row in rows])
    papers = _papers("decision_id", [row.pk for row in rows])
    asking = actor.may(APPEAL) or actor.may(MANAGE)
    same = ("station_id", "kind", "number", "authority", "decided_on", "effective_on", "text", "origin",
            "repaired_on", "annulled_on", "made_by_name")  # fmt: skip
    made: list[CreditDecisionOut] = []
    for row in rows:
        standing, head = row.standing(today()), heads.get(row.station_id)
        made.append(
            CreditDecisionOut(
                id=row.pk,
                **{name: getattr(row, name) for name in same},
                station_name=head.name if head else row.station_id,
                kind_name=named(KINDS, row.kind),
                standing=standing,  # type: ignore[arg-type]
                standing_name=named(STANDINGS, standing),
                papers=papers[row.pk],
                may_object=asking and standing in ("pending", "effective"),
                may_ask_repair=asking and standing == "effective",
            )
        )
    return made


def request(actor: Actor, request_id: int) -> CreditRequestOut:
    """An objection or the wish for repair; raises Problem 404."""
    row = requests_of(actor).filter(id=request_id).first()
    if row is None:
        raise not_found(pick(f"申请{request_id}", f"Request {request_id}"))
    return requests(actor, [row])[0]


def requests(actor: Actor, rows: Sequence[CreditRequest]) -> list[CreditRequestOut]:
    """Requests as they are answered."""
    heads = register.station_heads(actor, [row.station_id for row in rows])
    papers = _papers("request_id", [row.pk for row in rows])
    about = CreditDecision.objects.in_bulk([row.decision_id for row in rows if row.decision_id])
    same = ("kind", "station_id", "decision_id", "text", "status", "due_at", "made_at", "made_by_name",
            "decided_at", "decided_by_name", "reason")  # fmt: skip
    made: list[CreditRequestOut] = []
    for row in rows:
        head = heads.get(row.station_id)
        made.append(
            CreditRequestOut(
                id=row.pk,
                **{name: getattr(row, name) for name in same},
                kind_name=named(REQUESTS, row.kind),
                station_name=head.name if head else row.station_id,
                about=_about(row, about.get(row.decision_id or 0)),
                status_name=named(STATES, row.status),
                overdue=row.status == "open" and row.due_at <= now(),
                papers=papers[row.pk],
                may_decide=row.status == "open" and actor.may(DECIDE) and row.made_by != actor.username,
            )
        )
    return made


def _about(row: CreditRequest, decided: CreditDecision | None) -> str:
    if decided is not None:
        return f"{decided.authority} {decided.number}"
    return pick(f"{row.month:%Y年%m月}风险分级", f"Risk class of {row.month:%Y-%m}") if row.month else ""


def _papers(field: str, ids: Iterable[int]) -> dict[int, list[CreditPaperOut]]:
    found: dict[int, list[CreditPaperOut]] = defaultdict(list)
    rows = CreditPaper.objects.filter(**{f"{field}__in": list(ids)}).defer("content").order_by("id")
    for row in rows:
        made = CreditPaperOut(id=row.pk, filename=row.filename, media_type=row.media_type, sha256=row.sha256)
        found[getattr(row, field)].append(made)
    return found


def paper(actor: Actor, paper_id: int) -> CreditPaper:
    """A scan with its content; raises Problem 404."""
    found = CreditPaper.objects.filter(within(actor.scope), id=paper_id).first()
    if found is None:
        raise not_found(pick(f"材料{paper_id}", f"Paper {paper_id}"))
    return found


def schemes(actor: Actor) -> list[RiskSchemeOut]:
    """The versions of the weights, the newest first."""
    standing = scheme_on(today()).pk
    made: list[RiskSchemeOut] = []
    for row in RiskScheme.objects.order_by("-version").prefetch_related("weights"):
        weights = {one.code: one for one in row.weights.all()}  # type: ignore[attr-defined]
        same = ("version", "valid_from", "half_life_days", "window_days", "source", "status",
                "proposed_by_name", "proposed_at", "decided_by_name", "decided_at", "reason")  # fmt: skip
        made.append(
            RiskSchemeOut(
                **{name: getattr(row, name) for name in same},
                online_pct=float(row.online_pct),
                limits=[float(one) for one in row.limits],
                in_force=row.pk == standing,
                may_decide=row.status == "open" and actor.may(DECIDE) and row.proposed_by != actor.username,
                weights=[
                    RiskWeightOut(
                        code=choice.code,
                        name=named(INPUTS, choice.code),
                        points=float(weights[choice.code].points),
                        cap=float(weights[choice.code].cap),
                        decays=weights[choice.code].decays,
                    )
                    for choice in INPUTS
                    if choice.code in weights
                ],
            )
        )
    return made


def may_read(actor: Actor) -> bool:
    """Whether somebody may read of stations: the departments, and a station of its own."""
    return actor.may(SEE) or actor.may(APPEAL)
