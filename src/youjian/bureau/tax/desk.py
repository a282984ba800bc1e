"""Reads of what the desk has set: rates, settings, groups."""

import msgspec

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.scope import within
from youjian.bureau.sheets.fields import named
from youjian.bureau.tax import showing
from youjian.bureau.tax.contracts import TaxDeskOut, TaxGroupOut, TaxRateOut
from youjian.bureau.tax.judging import Desk
from youjian.bureau.tax.models import TaxpayerGroup, TaxRate
from youjian.bureau.tax.periods import month_now
from youjian.bureau.tax.settings import settings
from youjian.bureau.tax.words import RATES


def tax_desk(actor: Actor) -> TaxDeskOut:
    """Rates, settings, groups, and the limits of the rule."""
    rates = TaxRate.objects.order_by("kind", "-valid_from")
    groups = TaxpayerGroup.objects.filter(within(actor.scope, "reach")).prefetch_related("members")
    desk = Desk()
    return TaxDeskOut(
        rates=[_rate_out(row) for row in rates],
        settings=msgspec.to_builtins(settings()),
        groups=[group_out(row) for row in groups.order_by("-id")],
        basis=showing.basis(desk, month_now(desk.moment)),
        may_manage=actor.may("tax.manage"),
    )


def _rate_out(row: TaxRate) -> TaxRateOut:
    return TaxRateOut(
        kind=row.kind,  # type: ignore[arg-type]
        name=named(RATES, row.kind),
        pct=row.pct,
        valid_from=row.valid_from,
        basis=row.basis,
    )


def group_out(row: TaxpayerGroup) -> TaxGroupOut:
    """A group with its members."""
    return TaxGroupOut(
        id=row.pk,
        taxpayer=f"g{row.pk}",
        name=row.name,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        note=row.note,
        members=[member.code for member in row.members.all()],  # type: ignore[attr-defined]
        made_by_name=row.made_by_name,
        made_at=row.made_at,
    )
