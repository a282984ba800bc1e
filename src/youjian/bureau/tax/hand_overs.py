"""Reads of evidence packs and hand-overs to tax."""

from collections.abc import Sequence
from typing import Literal

from django.db.models import QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.scope import within
from youjian.bureau.sheets.fields import named
from youjian.bureau.tax.contracts import TaxHandOverOut, TaxPackOut, TaxStepOut
from youjian.bureau.tax.models import EvidencePack, TaxHandOver
from youjian.bureau.tax.words import HAND_OVER_STATES, HAND_OVER_STEPS, OUTCOMES

_PACKS = 20


def may_send(actor: Actor) -> bool:
    """Whether a person hands taxpayers over: who sees tax and handles alerts, or the tax desk itself."""
    return actor.may("tax.see") and (actor.may("alert.sign") or actor.may("tax.manage"))


def rows_of(actor: Actor) -> QuerySet[TaxHandOver]:
    """Every hand-over within the actor's scope."""
    return TaxHandOver.objects.filter(within(actor.scope, "reach"))


def hand_over(actor: Actor, number: int) -> TaxHandOverOut:
    """One hand-over; raises Problem 404."""
    row = rows_of(actor).select_related("pack").defer("pack__content").filter(id=number).first()
    if row is None:
        raise not_found(pick(f"移交{number}", f"Hand-over {number}"))
    return shown(actor, [row])[0]


def of_taxpayer(actor: Actor, taxpayer: str) -> list[TaxHandOverOut]:
    """The hand-overs of a taxpayer, the latest first."""
    rows = rows_of(actor).filter(taxpayer=taxpayer).select_related("pack").defer("pack__content")
    return shown(actor, list(rows.prefetch_related("steps").order_by("-id")))


def shown(actor: Actor, rows: Sequence[TaxHandOver]) -> list[TaxHandOverOut]:
    """Hand-overs as they are answered."""
    return [_out(actor, row) for row in rows]


def _out(actor: Actor, row: TaxHandOver) -> TaxHandOverOut:
    steps = sorted(row.steps.all(), key=lambda step: step.pk)  # type: ignore[attr-defined]
    same = {name: getattr(row, name) for name in _SAME}
    return TaxHandOverOut(
        **same,
        id=row.pk,
        pack=pack_out(row.pack),
        status_name=named(HAND_OVER_STATES, row.status),
        outcome_name=named(OUTCOMES, row.outcome) if row.outcome else "",
        steps=[
            TaxStepOut(
                at=step.at,
                step=step.step,
                step_name=named(HAND_OVER_STEPS, step.step),
                note=step.note,
                display_name=step.display_name,
            )
            for step in steps
        ],
        may=_may(actor, row),
    )


def _may(actor: Actor, row: TaxHandOver) -> list[Literal["receive", "return", "settle"]]:
    if not actor.may("tax.manage"):
        return []
    if row.status == "sent":
        return ["receive", "return"]
    return ["settle", "return"] if row.status == "received" else []


_SAME = (
    "taxpayer", "name", "from_period", "until_period", "short_ml", "tax_fen", "low_fen", "high_fen",
    "to_office", "reason", "pack_sha256", "status", "sent_at", "sent_by_name", "receipt_no", "outcome",
    "paid_fen",
)  # fmt: skip


def packs_of(actor: Actor, taxpayer: str) -> list[TaxPackOut]:
    """The evidence packs of a taxpayer, the latest first."""
    rows = EvidencePack.objects.filter(within(actor.scope, "reach"), taxpayer=taxpayer).defer("content")
    return [pack_out(row) for row in rows.order_by("-id")[:_PACKS]]


def pack(actor: Actor, number: int) -> EvidencePack:
    """A pack with its content; raises Problem 404."""
    row = EvidencePack.objects.filter(within(actor.scope, "reach"), id=number).first()
    if row is None:
        raise not_found(pick(f"证据包{number}", f"Evidence pack {number}"))
    return row


def pack_out(row: EvidencePack) -> TaxPackOut:
    """A pack without its content."""
    names = (
        "taxpayer", "name", "from_period", "until_period", "sha256", "size", "files",
        "made_at", "made_by_name",
    )  # fmt: skip
    return TaxPackOut(id=row.pk, **{name: getattr(row, name) for name in names})
