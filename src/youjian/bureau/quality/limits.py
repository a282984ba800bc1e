"""The limits of properties: as they apply, and a new one from a day on."""

from datetime import date

from django.db import IntegrityError, transaction

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.quality.contracts import QualityLimitIn, QualityLimitOut
from youjian.bureau.quality.judging import Limit
from youjian.bureau.quality.models import PropertyLimit
from youjian.bureau.quality.words import PROPERTIES, SEASONS, property_name
from youjian.bureau.registry.choices import PRODUCT
from youjian.bureau.scope import acting
from youjian.bureau.sheets.fields import named

_KINDS = {"petrol": ("车用汽油", "Petrol"), "diesel": ("车用柴油", "Diesel")}


def limits() -> list[Limit]:
    """Every limit, whenever it applied."""
    return [
        Limit(row.fuel, row.code, row.low, row.high, row.season, row.standard, row.valid_from)
        for row in PropertyLimit.objects.all()
    ]


def limits_shown() -> list[QualityLimitOut]:
    """Every limit as people read it, by fuel and property, the newest first."""
    order = {code: place for place, code in enumerate(PROPERTIES)}
    rows = sorted(
        PropertyLimit.objects.all(), key=lambda row: (row.fuel, order[row.code], row.season, -_days(row))
    )
    return [_shown(row) for row in rows]


def set_limit(actor: Actor, wanted: QualityLimitIn) -> list[QualityLimitOut]:
    """A limit from a day on; raises Problem 409 for a second of the same day, 422 for an empty one."""
    if wanted.code not in PROPERTIES:
        message = pick(f"没有“{wanted.code}”这一项目。", f"There is no property “{wanted.code}”.")
        raise Problem(422, "unknown_property", message)
    if wanted.low is None and wanted.high is None:
        raise Problem(422, "empty_limit", pick("请填写下限或上限。", "Give a lower or an upper limit."))
    if wanted.low is not None and wanted.high is not None and wanted.low > wanted.high:
        raise Problem(422, "crossed", pick("下限不能高于上限。", "The lower limit lies above the upper."))
    with acting(actor):
        try:
            with transaction.atomic():
                row = PropertyLimit.objects.create(**wanted.model_dump())
        except IntegrityError:
            message = pick("该项目当日起的限值已登记。", "There is a limit from this day on already.")
            raise Problem(409, "limit_there", message) from None
        after = wanted.model_dump(mode="json")
        journal.record(actor, "quality.limit", f"quality_limit:{row.pk}", after=after)
        return limits_shown()


def fuel_name(fuel: str) -> str:
    """A product or a kind of fuel."""
    return pick(*_KINDS[fuel]) if fuel in _KINDS else named(PRODUCT, fuel)


def _days(row: PropertyLimit) -> int:
    return row.valid_from.toordinal() if isinstance(row.valid_from, date) else 0


def _shown(row: PropertyLimit) -> QualityLimitOut:
    return QualityLimitOut(
        id=row.pk,
        fuel=row.fuel,
        fuel_name=fuel_name(row.fuel),
        code=row.code,
        name=property_name(row.code),
        unit=PROPERTIES[row.code][2],
        low=number(row.low),
        high=number(row.high),
        season=row.season,
        season_name=named(SEASONS, row.season),
        standard=row.standard,
        valid_from=row.valid_from,
        source=row.source,
    )


def number(value: object) -> str | None:
    """A decimal without zeros behind it.

    >>> from decimal import Decimal
    >>> number(Decimal("10.0000")), number(Decimal("0.0020")), number(Decimal("350.00")), number(None)
    ('10', '0.002', '350', None)
    """
    if value is None:
        return None
    text = f"{value}"
    return text.rstrip("0").rstrip(".") if "." in text else text
