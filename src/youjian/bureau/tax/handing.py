"""Evidence packs are made, and taxpayers handed over to tax: sent, received, returned, settled."""

import hashlib
from datetime import datetime

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, forbidden, not_found
from youjian.bureau.scope import acting
from youjian.bureau.tax import hand_overs
from youjian.bureau.tax.contracts import (
    HandOverIn,
    HandOverOutcomeIn,
    HandOverReceiptIn,
    TaxHandOverOut,
    TaxMonth,
    TaxPackIn,
    TaxPackOut,
    TaxpayerOut,
)
from youjian.bureau.tax.judging import SHORT
from youjian.bureau.tax.loading import reach_of
from youjian.bureau.tax.models import EvidencePack, HandOverStep, TaxHandOver
from youjian.bureau.tax.packing import packed
from youjian.bureau.tax.taxpayer_page import taxpayer
from youjian.bureau.times import now
from youjian.contract.fields import SHANGHAI


def make_pack(actor: Actor, wanted: TaxPackIn) -> TaxPackOut:
    """Make an evidence pack of some of the twelve months up to the last; raises Problem 404 or 422."""
    with acting(actor):
        row, _, _ = _packed(actor, wanted)
    return hand_overs.pack_out(row)


def take_pack(actor: Actor, number: int) -> EvidencePack:
    """A pack's content for its reader, journaled; raises Problem 404."""
    with acting(actor):
        row = hand_overs.pack(actor, number)
        journal.record(actor, "tax.pack_take", f"tax_pack:{number}", after={"sha256": row.sha256})
    return row


def hand_over(actor: Actor, wanted: HandOverIn) -> TaxHandOverOut:
    """Hand a taxpayer over to tax with a pack made now.

    Raises Problem 403 without the right, 404 for an unknown taxpayer, 409 when one is under way already, 422
    when nothing of the months is short and nothing was found in them.
    """
    if not hand_overs.may_send(actor):
        raise forbidden(permission_name("alert.sign"))
    with acting(actor):
        open_still = hand_overs.rows_of(actor).filter(
            taxpayer=wanted.taxpayer, status__in=("sent", "received")
        )
        if open_still.exists():
            raise _conflict(
                "该纳税人已有未办结的移交。", "A hand-over of this taxpayer is under way already."
            )
        pack, told, months = _packed(actor, TaxPackIn(**wanted.model_dump(include=_OF_PACK)))
        _refuse_nothing(told, months)
        row = TaxHandOver.objects.create(
            **_sums(months),
            taxpayer=pack.taxpayer,
            name=pack.name,
            from_period=pack.from_period,
            until_period=pack.until_period,
            reach=pack.reach,
            to_office=wanted.to_office.strip(),
            reason=wanted.reason.strip(),
            pack=pack,
            pack_sha256=pack.sha256,
            sent_at=now(),
            sent_by=actor.username,
            sent_by_name=actor.display_name,
        )
        _step(actor, row, "sent", row.reason)
    return hand_overs.hand_over(actor, row.pk)


def receive(actor: Actor, number: int, wanted: HandOverReceiptIn) -> TaxHandOverOut:
    """Tax receives what was handed over. Raises Problem 409 when it is not waiting for that."""
    with acting(actor):
        row = _locked(actor, number, ("sent",))
        row.status, row.receipt_no = "received", wanted.receipt_no.strip()
        row.save(update_fields=["status", "receipt_no"])
        _step(actor, row, "received", wanted.note.strip())
    return hand_overs.hand_over(actor, number)


def send_back(actor: Actor, number: int, note: str) -> TaxHandOverOut:
    """Tax gives a hand-over back and says why. Raises Problem 409 when it is over."""
    with acting(actor):
        row = _locked(actor, number, ("sent", "received"))
        row.status = "returned"
        row.save(update_fields=["status"])
        _step(actor, row, "returned", note.strip())
    return hand_overs.hand_over(actor, number)


def settle(actor: Actor, number: int, wanted: HandOverOutcomeIn) -> TaxHandOverOut:
    """Tax reports what came of it. Raises Problem 409 before it was received or when it is over."""
    with acting(actor):
        row = _locked(actor, number, ("received",))
        row.status, row.outcome, row.paid_fen = "settled", wanted.outcome, wanted.paid_fen
        row.save(update_fields=["status", "outcome", "paid_fen"])
        _step(actor, row, "settled", wanted.note.strip())
    return hand_overs.hand_over(actor, number)


_OF_PACK = {"taxpayer", "from_period", "until_period"}


def _packed(actor: Actor, wanted: TaxPackIn) -> tuple[EvidencePack, TaxpayerOut, list[TaxMonth]]:
    told: TaxpayerOut = taxpayer(actor, wanted.taxpayer, wanted.until_period)
    months = [one for one in told.months if one.period >= wanted.from_period]
    if wanted.from_period > wanted.until_period or wanted.from_period < told.months[0].period:
        message = pick(
            "一次最多十二个月，且开始月份不晚于结束月份。",
            "Twelve months at most, the first before the last.",
        )
        raise Problem(422, "bad_span", message)
    moment = now()
    content, files = packed(told, wanted.from_period, wanted.until_period, _minute(moment))
    row = EvidencePack.objects.create(
        taxpayer=told.taxpayer,
        name=told.name,
        from_period=wanted.from_period,
        until_period=wanted.until_period,
        reach=reach_of([one.station_id for one in told.stations]),
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        content=content,
        files=files,
        made_at=moment,
        made_by=actor.username,
        made_by_name=actor.display_name,
    )
    after = {"taxpayer": told.taxpayer, "from": wanted.from_period, "until": wanted.until_period}
    journal.record(actor, "tax.pack", f"tax_pack:{row.pk}", after={**after, "sha256": row.sha256})
    return row, told, months


def _refuse_nothing(told: TaxpayerOut, months: list[TaxMonth]) -> None:
    there = {one.period for one in months}
    if any(one.state in SHORT for one in months) or any(one.period in there for one in told.findings):
        return
    raise Problem(
        422,
        "nothing_found",
        pick(
            "这些月份没有少申报，也没有涉税疑点，无需移交。",
            "Nothing is short and nothing was found in these months: there is nothing to hand over.",
        ),
    )


def _sums(listed: list[TaxMonth]) -> dict[str, int]:
    months = [one for one in listed if one.state in SHORT]
    tax = sum(one.gap.tax_fen for one in months)
    below = sum((one.gap.tax_fen - one.gap.low_fen) ** 2 for one in months) ** 0.5
    above = sum((one.gap.high_fen - one.gap.tax_fen) ** 2 for one in months) ** 0.5
    return {
        "short_ml": sum(one.open_ml for one in months),
        "tax_fen": tax,
        "low_fen": max(round(tax - below), 0),
        "high_fen": round(tax + above),
    }


def _locked(actor: Actor, number: int, status: tuple[str, ...]) -> TaxHandOver:
    row = hand_overs.rows_of(actor).select_for_update().filter(id=number).first()
    if row is None:
        raise not_found(pick(f"移交{number}", f"Hand-over {number}"))
    if row.status not in status:
        raise _conflict(
            "该移交已被他人办理。请刷新页面查看。", "Somebody has dealt with this. Please refresh."
        )
    return row


def _conflict(zh: str, en: str) -> Problem:
    return Problem(409, "hand_over_state", pick(zh, en))


def _step(actor: Actor, row: TaxHandOver, step: str, note: str) -> None:
    HandOverStep.objects.create(
        hand_over=row,
        reach=row.reach,
        at=now(),
        step=step,
        note=note,
        username=actor.username,
        display_name=actor.display_name,
    )
    after = {"status": row.status, "note": note, "pack_sha256": row.pack_sha256}
    after |= {"outcome": row.outcome, "paid_fen": row.paid_fen} if step == "settled" else {}
    journal.record(actor, f"tax.hand_over_{step}", f"tax_hand_over:{row.pk}", after=after)


def _minute(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
