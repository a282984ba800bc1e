"""Measured metering: the city in a sentence, the ranks of the priority list, a nozzle's estimates."""

from datetime import timedelta

from django.db.models import Count, Max, Q, QuerySet, Sum

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.metrology.contracts_measured import (
    EstimatePoint,
    HitRate,
    MeasuredNozzle,
    MeasuredOverview,
    VerifiedPoint,
)
from youjian.bureau.metrology.estimating import permissible_pct
from youjian.bureau.metrology.models import ListVisit, MeterEstimate
from youjian.bureau.metrology.showing import dispenser_of
from youjian.bureau.problems import not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry.models import Verification
from youjian.bureau.scope import within
from youjian.bureau.times import now

_YEAR = timedelta(days=365)
_TOP = 20
SUSPECTED = 0.5
"""From so likely beyond the permissible error on, a nozzle is counted as suspected."""


def newest_of(actor: Actor) -> QuerySet[MeterEstimate]:
    """Each nozzle's last estimate within the scope."""
    return MeterEstimate.objects.filter(within(actor.scope), newest=True)


def overview(actor: Actor) -> MeasuredOverview:
    """The answer of the page: who gives too little by the last night, what it costs, how the list did."""
    suspected = Q(chance__gte=SUSPECTED)
    found = newest_of(actor).aggregate(
        night=Max("night"),
        nozzles=Count("id"),
        suspected=Count("id", filter=suspected),
        short_ml=Sum("short_ml", filter=suspected, default=0),
        short_fen=Sum("short_fen", filter=suspected, default=0),
    )
    return MeasuredOverview(**found, formula=_formula(), sentence=_sentence(found), hits=hit_rate(actor))


def _formula() -> str:
    return pick(
        "排序值＝每升少给量 E÷(100+E) × 近30天销量 × 超过最大允许误差的把握；E为估计的示值误差（%）。",
        "Sorted by short measure a litre E/(100+E) x litres of 30 days x certainty of being beyond the "
        "limit; E is the estimated indication error in percent.",
    )


def _sentence(found: dict[str, object]) -> str:
    if not found["nozzles"]:
        return pick(
            "还没有估计：液位和加油记录连续几夜后逐夜估计。",
            "Nothing is estimated yet: it takes some nights of levels and fuellings.",
        )
    litres, yuan = int(str(found["short_ml"])) / 1000, int(str(found["short_fen"])) / 100
    return pick(
        f"{found['nozzles']}把枪中，{found['suspected']}把更可能示值正超差；若属实，近30天消费者少得约"
        f"{litres:,.0f}升、{yuan:,.0f}元。以现场检定为准。",
        f"Of {found['nozzles']} nozzles {found['suspected']} more likely than not give too little; if so, "
        f"customers lost about {litres:,.0f} L, {yuan:,.0f} yuan in 30 days. The test on site decides.",
    )


def hit_rate(actor: Actor) -> HitRate:
    """How often the list was right in the last year."""
    since = (now() - _YEAR).date()
    rows = ListVisit.objects.filter(within(actor.scope), visited_on__gte=since)
    top = Q(rank__lte=_TOP)
    told = rows.aggregate(
        visits=Count("id"),
        short=Count("id", filter=Q(outcome="short")),
        over=Count("id", filter=Q(outcome="over")),
        fine=Count("id", filter=Q(outcome="fine")),
        top20_visits=Count("id", filter=top),
        top20_short=Count("id", filter=top & Q(outcome="short")),
    )
    share = 100.0 * told["short"] / told["visits"] if told["visits"] else None
    return HitRate(**told, hit_pct=share)


def nozzle(actor: Actor, station_id: str, nozzle_id: int) -> MeasuredNozzle:
    """A nozzle's estimates of a year with its verifications; raises Problem 404."""
    station = register.station_of(actor, station_id)
    rows = list(
        MeterEstimate.objects.filter(
            station_id=station_id, nozzle_id=nozzle_id, night__gte=(now() - _YEAR).date()
        ).order_by("night")
    )
    if not rows:
        raise not_found(pick(f"{station.name}{nozzle_id}号枪的估计", f"An estimate of nozzle {nozzle_id}"))
    last = rows[-1]
    found = Verification.objects.filter(
        station_id=station_id, nozzle_id=nozzle_id, error_pct__isnull=False
    ).order_by("verified_on")
    return MeasuredNozzle(
        station_id=station_id,
        station_name=station.name,
        nozzle_id=nozzle_id,
        dispenser_id=dispenser_of(station_id, nozzle_id),
        mpe_pct=permissible_pct(now()),
        sentence=_of_nozzle(last),
        points=[_point(row) for row in rows],
        verified=[
            VerifiedPoint(verified_on=row.verified_on, error_pct=row.error_pct or 0.0) for row in found
        ],
        since_verified_pct=None if last.verified_pct is None else last.error_pct - last.verified_pct,
        sold_ml=last.sold_ml,
        short_ml=last.short_ml,
        short_fen=last.short_fen,
    )


def _of_nozzle(row: MeterEstimate) -> str:
    zh = f"{row.night}估计示值误差{row.error_pct:+.2f}%（95%区间{row.low_pct:+.2f}%～{row.high_pct:+.2f}%）"
    en = (
        f"On {row.night} the error is about {row.error_pct:+.2f} % "
        f"(95 % interval {row.low_pct:+.2f} to {row.high_pct:+.2f} %)"
    )
    if row.verified_pct is None:
        return pick(f"{zh}；没有检定误差可比。", f"{en}; no verified error to compare with.")
    moved = row.error_pct - row.verified_pct
    return pick(
        f"{zh}，较{row.verified_on}检定的{row.verified_pct:+.2f}%变动{moved:+.2f}个百分点；以现场检定为准。",
        f"{en}, {moved:+.2f} points from {row.verified_pct:+.2f} % verified on {row.verified_on}; "
        "the test on site decides.",
    )


def _point(row: MeterEstimate) -> EstimatePoint:
    return EstimatePoint(
        night=row.night,
        error_pct=row.error_pct,
        low_pct=row.low_pct,
        high_pct=row.high_pct,
        basis=row.basis,
    )
