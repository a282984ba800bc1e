"""Reading the stock book, within the scope of who asks."""

from dataclasses import fields
from datetime import date

from django.db.models import QuerySet, Sum

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.scope import within
from youjian.bureau.stock.contracts import LossRateOut, Measured
from youjian.bureau.stock.losses import in_force
from youjian.bureau.stock.models import BookDay, LossRate, Rise
from youjian.bureau.times import now
from youjian.contract.fields import business_day, day_bounds


def measured(actor: Actor, from_on: date, until_on: date) -> dict[tuple[str, str], Measured]:
    """By station and product, what fuellings say of business days (both ends in it).

    An empty product: nozzles that the register does not know.
    """
    sums = {field.name: Sum(field.name) for field in fields(Measured)}
    rows = days_of(actor, from_on, until_on).values("station_id", "product").annotate(**sums).order_by()
    return {
        (row["station_id"], row["product"]): Measured(**{name: int(row[name]) for name in sums})
        for row in rows
    }


def rises(actor: Actor, from_on: date, until_on: date, station_id: str | None = None) -> QuerySet[Rise]:
    """The unloadings that gauges saw begin on business days (both ends in it), the first one first."""
    since, until = day_bounds(from_on)[0], day_bounds(until_on)[1]
    found = Rise.objects.filter(within(actor.scope), started_at__gte=since, started_at__lt=until)
    if station_id is not None:
        found = found.filter(station_id=station_id)
    return found.order_by("started_at", "station_id", "tank_id")


def days_of(actor: Actor, from_on: date, until_on: date) -> QuerySet[BookDay]:
    """The days of the book within the actor's scope."""
    return BookDay.objects.filter(within(actor.scope), day__range=(from_on, until_on))


def loss_rates() -> list[LossRateOut]:
    """Every line of losses allowed, the newest first."""
    lines = list(LossRate.objects.order_by("-valid_from", "product_class", "region", "season", "-pk"))
    applying = in_force(lines, business_day(now()))
    return [
        LossRateOut(
            id=line.pk,
            product_class=line.product_class,
            region=line.region,
            season=line.season,
            retail_pct=line.retail_pct,
            unloading_pct=line.unloading_pct,
            storage_pct=line.storage_pct,
            source=line.source,
            confirmed=line.confirmed,
            valid_from=line.valid_from,
            entered_at=line.entered_at,
            entered_by_name=line.entered_by_name,
            in_force=line.pk in applying,
        )
        for line in lines
    ]
