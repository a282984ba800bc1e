"""Scores are worked out, weights changed with four eyes, official classes kept as given."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.credit.contracts import OfficialClassIn, RiskSchemeIn
from youjian.bureau.credit.gathering import gathered
from youjian.bureau.credit.keeping import DECIDE, MANAGE, bad, conflict, need, noted, today
from youjian.bureau.credit.models import OfficialClass, RiskScheme, RiskScore, RiskWeight
from youjian.bureau.credit.scoring import Fact, Scheme, Score, Weight, score
from youjian.bureau.credit.words import INPUTS
from youjian.bureau.journal import services as journal
from youjian.bureau.problems import not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.scope import acting
from youjian.bureau.times import now


def scheme_on(day: date) -> RiskScheme:
    """The version of the weights in force on a day. Raises Problem 404 before the first."""
    rows = RiskScheme.objects.filter(status="granted", valid_from__lte=day)
    found = rows.order_by("-valid_from", "-version").first()
    if found is None:
        raise not_found("risk weights")
    return found


def scheme_of(row: RiskScheme) -> Scheme:
    """A version as the arithmetic takes it."""
    weights = {
        one.code: Weight(one.code, one.points, one.cap, one.decays)
        for one in RiskWeight.objects.filter(scheme=row)
    }
    first, second, third = (Decimal(one) for one in row.limits)
    return Scheme(weights, row.half_life_days, (first, second, third))


def compute(actor: Actor) -> int:
    """Score every station of the scope by today's facts; a second time the same day changes nothing.

    Returns how many scores are new or moved. Raises Problem 403.
    """
    need(actor, MANAGE)
    with acting(actor):
        changed = keep_scores(actor, today())
        noted(actor, "compute", "risk_scores", None, {"on": today().isoformat(), "changed": changed})
        return changed


def keep_scores(actor: Actor, day: date) -> int:
    """Keep the month's scores of a day within the running transaction; returns how many are new or moved."""
    row = scheme_on(day)
    scheme, facts = scheme_of(row), gathered(actor, row, day)
    month = day.replace(day=1)
    stations = register.stations_of(actor).exclude(status="closed")
    before = {one.station_id: one for one in RiskScore.objects.filter(month=month)}
    changed = 0
    for station_id in stations.order_by("station_id").values_list("station_id", flat=True):
        made = _values(score(facts.get(station_id, []), scheme, day), row, day)
        last = before.get(station_id)
        if last is not None and all(getattr(last, name) == value for name, value in made.items()):
            continue
        changed += 1
        RiskScore.objects.update_or_create(
            station_id=station_id, month=month, defaults=made | {"computed_at": now()}
        )
    return changed


def _values(made: Score, row: RiskScheme, day: date) -> dict[str, Any]:
    return {
        "on": day,
        "scheme_id": row.pk,
        "points": made.points,
        "risk_class": made.risk_class,
        "record_points": made.record_points,
        "parts": [
            {"code": one.code, "summed": str(one.summed), "counted": str(one.counted)} for one in made.parts
        ],
        "lines": [
            {
                **_said(one.fact),
                "weight": str(one.weight),
                "decay": str(one.decay),
                "points": str(one.points),
            }
            for one in made.lines
        ],
    }


def _said(fact: Fact) -> dict[str, str]:
    return {"code": fact.code, "what": fact.what, "on": fact.on.isoformat(), "amount": str(fact.amount)}


def propose_weights(actor: Actor, wanted: RiskSchemeIn) -> RiskScheme:
    """Propose a version of the weights. Raises Problem 403, 409 while another one waits, 422."""
    need(actor, MANAGE)
    _check(wanted)
    with acting(actor):
        if RiskScheme.objects.select_for_update().filter(status="open").exists():
            raise conflict("one_waits", "已有一版权重待审批，请先处理。", "A version waits already.")
        last: int = RiskScheme.objects.aggregate(last=Max("version"))["last"] or 0
        row = RiskScheme.objects.create(
            version=last + 1,
            valid_from=wanted.valid_from,
            half_life_days=wanted.half_life_days,
            window_days=wanted.window_days,
            online_pct=wanted.online_pct,
            limits=[str(one) for one in wanted.limits],
            source=wanted.source.strip(),
            status="open",
            proposed_at=now(),
            proposed_by=actor.username,
            proposed_by_name=actor.display_name,
        )
        for one in wanted.weights:
            RiskWeight.objects.create(scheme=row, **one.model_dump())
        noted(actor, "propose", f"risk_scheme:{row.version}", None, wanted.model_dump(mode="json"))
        return row


def _check(wanted: RiskSchemeIn) -> None:
    codes = [one.code for one in wanted.weights]
    unknown = set(codes) - {one.code for one in INPUTS}
    if unknown or len(codes) != len(set(codes)):
        raise bad("inputs", "权重的项目不对或重复。", "An input is unknown or stands there twice.")
    if not 0 < wanted.limits[0] < wanted.limits[1] < wanted.limits[2]:
        raise bad("limits", "B、C、D级的界限须依次增大。", "The limits of B, C and D have to rise.")
    if wanted.valid_from < today():
        raise bad("past", "生效日期不能早于今天。", "It cannot be in force before today.")


def decide_weights(actor: Actor, version: int, *, granted: bool, reason: str) -> RiskScheme:
    """Approve or refuse a version: not who proposed it. Raises Problem 403, 404, 409, 422."""
    need(actor, DECIDE)
    with acting(actor):
        row = RiskScheme.objects.select_for_update().filter(version=version).first()
        if row is None:
            raise not_found(f"v{version}")
        if row.status != "open":
            raise conflict("decided", "该版权重已审批。", "This version was decided on.")
        if row.proposed_by in {actor.username, actor.acting_for}:
            raise conflict("four_eyes", "提出人不能审批自己的方案。", "Who proposed it cannot approve it.")
        if not granted and not reason.strip():
            raise bad("reason", "请写明不同意的理由。", "Please say why not.")
        row.status = "granted" if granted else "rejected"
        row.valid_from = max(row.valid_from, today()) if granted else row.valid_from
        row.decided_at, row.decided_by, row.decided_by_name = now(), actor.username, actor.display_name
        row.reason = reason.strip()
        row.save()
        after = {"granted": granted, "reason": row.reason, "valid_from": row.valid_from.isoformat()}
        noted(actor, "approve", f"risk_scheme:{version}", None, after)
        return row


def enter_official(actor: Actor, rows: Sequence[OfficialClassIn]) -> int:
    """Keep official classes as given, all or none; the same again changes nothing. Returns how many are new.

    Raises Problem 403, 404 for a station outside the scope, 409 for another class of the same day, 422.
    """
    need(actor, MANAGE)
    with acting(actor):
        made = [one for one in rows if _kept(actor, one)]
        if made:
            listed = [f"{one.station_id} {one.given} {one.given_on}" for one in made]
            after = {"rows": len(made), "first": listed[:50]}
            journal.record(actor, "credit.official", "official_classes", after=after)
        return len(made)


def _kept(actor: Actor, one: OfficialClassIn) -> bool:
    register.station_of(actor, one.station_id)
    if one.given_on > today() + timedelta(days=1):
        raise bad("future", "评定日期还没有到。", "It is of a day to come.")
    said = {"given": one.given, "source": one.source.strip()}
    given = {"made_at": now(), "made_by_name": actor.display_name}
    with transaction.atomic():
        row, new = OfficialClass.objects.get_or_create(
            station_id=one.station_id, given_on=one.given_on, defaults=said | given
        )
    if not new and row.given != one.given:
        raise conflict(
            "given_there",
            f"{one.station_id}在{one.given_on}已登记为{row.given}类，官方分类不覆盖。",
            f"{one.station_id} stands as {row.given} on {one.given_on}; what was given is not overwritten.",
        )
    return new
