"""What the tax desk does: rates, settings, groups, chips in hand."""

from typing import Any

import msgspec
from django.db import IntegrityError, transaction

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.scope import acting, within
from youjian.bureau.tax import desk
from youjian.bureau.tax.contracts import TaxDeskOut, TaxGroupIn, TaxGroupOut, TaxRateIn
from youjian.bureau.tax.loading import reach_of, stations_of_codes
from youjian.bureau.tax.models import DeskSettings, GroupMember, TaxpayerGroup, TaxRate
from youjian.bureau.tax.settings import settings, taken
from youjian.bureau.times import now


def set_rate(actor: Actor, wanted: TaxRateIn) -> TaxDeskOut:
    """Set a rate from a day on; the same day's again is replaced."""
    with acting(actor):
        before = TaxRate.objects.filter(kind=wanted.kind, valid_from=wanted.valid_from).first()
        TaxRate.objects.update_or_create(
            kind=wanted.kind,
            valid_from=wanted.valid_from,
            defaults={"pct": wanted.pct, "basis": wanted.basis.strip()},
        )
        was = {"pct": before.pct, "basis": before.basis} if before else None
        target = f"tax_rate:{wanted.kind}:{wanted.valid_from}"
        journal.record(actor, "tax.rate", target, before=was, after=wanted.model_dump(mode="json"))
    return desk.tax_desk(actor)


def set_settings(actor: Actor, values: dict[str, Any], reason: str) -> TaxDeskOut:
    """Change the desk's settings; raises Problem 422 naming what is wrong."""
    try:
        made = taken(values)
    except (ValueError, msgspec.ValidationError) as error:
        message = pick(f"参数不正确：{error}", f"A setting is not right: {error}")
        raise Problem(422, "bad_settings", message) from None
    with acting(actor):
        before = msgspec.to_builtins(settings())
        after = msgspec.to_builtins(made)
        DeskSettings.objects.update_or_create(id=1, defaults={"values": after})
        journal.record(
            actor, "tax.settings", "tax_settings", before=before, after={**after, "reason": reason}
        )
    return desk.tax_desk(actor)


def make_group(actor: Actor, wanted: TaxGroupIn) -> TaxGroupOut:
    """Let taxpayers or stations file as one; raises Problem 422 for members unknown or in another group."""
    codes = list(dict.fromkeys(code.strip() for code in wanted.members))
    with acting(actor):
        known = stations_of_codes(codes)
        missing = [code for code in codes if code not in known]
        if missing:
            raise _bad(
                "unknown_member",
                f"没有找到成员{'、'.join(missing[:5])}：填写统一社会信用代码或加油站编号。",
                f"No such member: {', '.join(missing[:5])}. Give a uscc or a station id.",
            )
        if wanted.valid_until and wanted.valid_until < wanted.valid_from:
            raise _bad("bad_span", "结束月份早于开始月份。", "The last month lies before the first.")
        _refuse_twice(codes, wanted)
        reach = reach_of([station for stations in known.values() for station in stations])
        row = TaxpayerGroup.objects.create(
            name=wanted.name.strip(),
            valid_from=wanted.valid_from,
            valid_until=wanted.valid_until,
            note=wanted.note.strip(),
            reach=reach,
            made_at=now(),
            made_by_name=actor.display_name,
        )
        GroupMember.objects.bulk_create([GroupMember(group=row, code=code, reach=reach) for code in codes])
        journal.record(actor, "tax.group", f"tax_group:{row.pk}", after=wanted.model_dump())
    return desk.group_out(row)


def end_group(actor: Actor, number: int, valid_until: str) -> TaxGroupOut:
    """Let a group end with a month; raises Problem 404, 422 for a month before it began."""
    with acting(actor):
        found = TaxpayerGroup.objects.select_for_update().filter(within(actor.scope, "reach"), id=number)
        row = found.first()
        if row is None:
            raise not_found(pick(f"汇总纳税组{number}", f"Group {number}"))
        before = {"valid_until": row.valid_until}
        row.valid_until = valid_until
        try:
            with transaction.atomic():
                row.save(update_fields=["valid_until"])
        except IntegrityError:
            raise _bad(
                "bad_span", "结束月份早于开始月份。", "The last month lies before the first."
            ) from None
        after = {"valid_until": valid_until}
        journal.record(actor, "tax.group_end", f"tax_group:{number}", before=before, after=after)
    return desk.group_out(row)


def _refuse_twice(codes: list[str], wanted: TaxGroupIn) -> None:
    last = wanted.valid_until or "9999-12"
    others = GroupMember.objects.filter(code__in=codes, group__valid_from__lte=last).select_related("group")
    for member in others:
        if (member.group.valid_until or "9999-12") >= wanted.valid_from:
            raise _bad(
                "in_another_group",
                f"{member.code}已在“{member.group.name}”中，请先结束该组。",
                f"{member.code} is in “{member.group.name}” already: end that group first.",
            )


def _bad(code: str, zh: str, en: str) -> Problem:
    return Problem(422, code, pick(zh, en))
