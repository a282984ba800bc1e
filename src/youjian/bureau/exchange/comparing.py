"""Both sides' rows held against each other: counts, and each row that is not the same on both."""

from collections.abc import Mapping
from typing import Any

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.exchange.contracts import RowDecisionIn
from youjian.bureau.exchange.models import Comparison, Difference, Platform
from youjian.bureau.exchange.uploads import decided, latest
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.scope import acting, within
from youjian.bureau.sharing.services import need
from youjian.bureau.times import now

_LIVE = ("open", "again", "explained")


def compare(platform: Platform, dataset: str, theirs: Mapping[str, str], count: int) -> Comparison:
    """Hold what they say they have (digest by key, and how many) against what they accepted.

    A difference that is there no more is closed; what a person explained stays explained while it lasts.
    """
    agreement = platform.agreement
    area = agreement.area if agreement else ""
    accepted = {row.key: row for row in latest(platform, dataset) if row.state == "accepted"}
    found = _differences({key: row.sha256 for key, row in accepted.items()}, theirs)
    known = {
        (one.key, one.kind): one
        for one in Difference.objects.filter(platform=platform, dataset=dataset, state__in=_LIVE)
    }
    for pair in known.keys() - found:
        known[pair].state = "gone"
        known[pair].save(update_fields=["state"])
    areas = {key: row.area for key, row in accepted.items()}
    moment = now()
    Difference.objects.bulk_create(
        Difference(
            platform=platform, dataset=dataset, area=areas.get(key, area), key=key, kind=kind, found_at=moment
        )
        for key, kind in sorted(found - known.keys())
    )
    return Comparison.objects.create(
        platform=platform,
        dataset=dataset,
        area=area,
        at=moment,
        ours=len(accepted),
        theirs=count,
        differences=len(found),
    )


def _differences(ours: Mapping[str, str], theirs: Mapping[str, str]) -> set[tuple[str, str]]:
    """
    >>> sorted(_differences({"1": "a", "2": "b", "3": "c"}, {"2": "b", "3": "x", "4": "d"}))
    [('1', 'missing'), ('3', 'other'), ('4', 'strange')]
    """
    missing = {(key, "missing") for key in ours.keys() - theirs.keys()}
    strange = {(key, "strange") for key in theirs.keys() - ours.keys()}
    return (
        missing
        | strange
        | {(key, "other") for key in ours.keys() & theirs.keys() if ours[key] != theirs[key]}
    )


def decide(actor: Actor, number: int, wanted: RowDecisionIn) -> Difference:
    """Have our row sent again, or say why the difference stands. Raises Problem 403, 404, 409."""
    need(actor, "sharing.manage")
    with acting(actor):
        found = Difference.objects.select_for_update(of=("self",)).select_related("platform")
        row = found.filter(within(actor.scope, "area"), id=number).first()
        if row is None:
            raise not_found(pick(f"对账差异{number}", f"Difference {number}"))
        if row.state != "open":
            raise Problem(409, "not_now", pick("该差异已处理。", "It was decided already."))
        if wanted.step == "again":
            _send_again(row)
        row.state = "again" if wanted.step == "again" else "explained"
        decided(row, actor, wanted.note)
        row.save()
        after: dict[str, Any] = {"key": row.key, "kind": row.kind, "state": row.state, "note": row.note}
        journal.record(actor, "exchange.difference", f"difference:{number}", after=after)
        return row


def _send_again(row: Difference) -> None:
    if row.kind == "strange":
        told = pick(
            "我方没有该行，不能重新上报；请说明处理办法。", "We hold no such row: say what is done about it."
        )
        raise Problem(409, "not_ours", told)
    newest = latest(row.platform, row.dataset).filter(key=row.key).first()
    if newest is not None:
        newest.again = True
        newest.save(update_fields=["again"])
