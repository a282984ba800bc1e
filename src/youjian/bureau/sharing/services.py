"""What is done with agreements: drafted by one, approved by another, suspended, resumed, revoked at once."""

from collections.abc import Sequence
from datetime import date

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, forbidden, not_found
from youjian.bureau.scope import acting, covers, within
from youjian.bureau.sharing.contracts import AgreementIn, AgreementStepIn
from youjian.bureau.sharing.datasets import DATASETS
from youjian.bureau.sharing.models import Agreement, Token
from youjian.bureau.times import now
from youjian.contract.fields import business_day

_MOVES = {
    ("draft", "approve"): "approved",
    ("draft", "refuse"): "refused",
    ("approved", "suspend"): "suspended",
    ("suspended", "resume"): "approved",
    ("approved", "revoke"): "revoked",
    ("suspended", "revoke"): "revoked",
}


def need(actor: Actor, permission: str) -> None:
    """Raise Problem 403 without a permission."""
    if not actor.may(permission):
        raise forbidden(permission_name(permission))


def draft(actor: Actor, wanted: AgreementIn) -> Agreement:
    """Draft an agreement; it holds once somebody else approved it. Raises Problem 403, 404, 422."""
    need(actor, "sharing.manage")
    _check(actor, wanted)
    with acting(actor):
        row = Agreement.objects.create(
            **wanted.model_dump(),
            area=_common(wanted.regions),
            drafted_by=actor.username,
            drafted_by_name=actor.display_name,
            drafted_at=now(),
        )
        after = {
            "datasets": sorted(wanted.datasets),
            "regions": wanted.regions,
            "until": str(wanted.until_on),
        }
        journal.record(actor, "sharing.draft", f"agreement:{row.pk}", after=after)
        return row


def _common(regions: Sequence[str]) -> str:
    """What all prefixes begin with.

    >>> _common(["360203", "360281"]), _common(["3602"])
    ('3602', '3602')
    """
    first, last = min(regions), max(regions)
    same = [a for a, b in zip(first, last, strict=False) if a == b]
    return first[: len(same)] if first.startswith("".join(same)) else first[:2]


def _check(actor: Actor, wanted: AgreementIn) -> None:
    for region in wanted.regions:
        if not covers(actor.scope, region):
            raise not_found(pick(f"行政区划{region}", f"The region {region}"))
    for code, said in wanted.datasets.items():
        dataset = DATASETS.get(code)
        if dataset is None:
            raise _bad("dataset", f"没有数据集“{code}”。", f"There is no data set {code}.")
        strange = sorted({*said.fields, *said.full} - set(dataset.fields))
        if strange:
            raise _bad(
                "field",
                f"“{dataset.title}”不能共享字段：{strange[0]}。",
                f"{code} has no field {strange[0]} to share.",
            )
    if wanted.until_on < max(wanted.from_on, business_day(now())):
        raise _bad(
            "until", "截止日期不能早于起始日期或今天。", "It cannot end before it begins, or before today."
        )


def take_step(actor: Actor, number: int, wanted: AgreementStepIn) -> Agreement:
    """Approve, refuse, suspend, resume or revoke; tokens end with it. Raises Problem 403, 404, 409, 422."""
    need(actor, "sharing.approve")
    with acting(actor):
        row = locked(actor, number)
        after = _MOVES.get((row.status, wanted.step))
        if after is None:
            raise Problem(
                409,
                "not_now",
                pick("协议当前状态不能这样办理。", "This cannot be done with the agreement now."),
            )
        if wanted.step in ("approve", "resume") and row.drafted_by == actor.username:
            raise Problem(
                409,
                "own_draft",
                pick("协议须由起草人以外的人审批。", "Somebody else has to approve what you drafted."),
            )
        if wanted.step != "approve" and not wanted.reason.strip():
            raise _bad("reason", "请写明理由。", "Please say why.")
        before, row.status = row.status, after
        row.reason, row.decided_at, row.decided_by_name = wanted.reason.strip(), now(), actor.display_name
        row.save()
        if after != "approved":
            Token.objects.filter(client__agreement=row).delete()
        said = {"status": after, "reason": row.reason}
        journal.record(
            actor, f"sharing.{wanted.step}", f"agreement:{number}", before={"status": before}, after=said
        )
        return row


def locked(actor: Actor, number: int) -> Agreement:
    """An agreement for a change. Raises Problem 404."""
    row = Agreement.objects.select_for_update().filter(within(actor.scope, "area"), id=number).first()
    if row is None:
        raise not_found(pick(f"共享协议{number}", f"Agreement {number}"))
    return row


def in_force(row: Agreement, day: date) -> bool:
    """Whether data may leave under an agreement on a day."""
    return row.status == "approved" and row.from_on <= day <= row.until_on


def _bad(code: str, zh: str, en: str) -> Problem:
    return Problem(422, code, pick(zh, en))
