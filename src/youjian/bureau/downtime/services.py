"""What is done with announced downtime: asked for, approved, rejected, withdrawn, ended early, revoked.

An approval writes `maintenance`, which detection, the sweep of devices and the map take as announced.
"""

from datetime import datetime

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.downtime import asking, selectors, upkeep
from youjian.bureau.downtime.asking import bad
from youjian.bureau.downtime.contracts import DowntimeIn, DowntimeOut
from youjian.bureau.downtime.models import Request, Step
from youjian.bureau.downtime.words import minute
from youjian.bureau.events.services import announce
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, forbidden, not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry.changing import changing
from youjian.bureau.scope import acting
from youjian.bureau.times import now
from youjian.contract.fields import business_day


def request(actor: Actor, wanted: DowntimeIn) -> DowntimeOut:
    """Announce downtime (停机申报); with `dry_run` tell how it would stand.

    Raises Problem 404 outside the scope, 409 for a closed station or an extension of what is over, 422 for a
    device that is not in use there, a bad span, or a beginning too long ago.
    """
    moment = now()
    with acting(actor):
        station = register.station_of(actor, wanted.station_id)
        made = asking.made_of(actor, wanted, moment)
        asking.check(actor, station, made, moment)
        if wanted.dry_run:
            return selectors.shown(actor, made, station.name, overlaps=selectors.overlaps_of(actor, made))
        made.save()
        _take_step(actor, made, "requested", made.reason)
    return selectors.downtime(actor, made.pk)


def approve(actor: Actor, number: int, note: str) -> DowntimeOut:
    """Approve a request of somebody else: `maintenance` is written for the devices that it covers.

    Raises Problem 403 for one's own, 409 when it is decided already or a device is announced from the very
    same moment.
    """
    with changing(actor, "", "downtime"):
        row = _locked(actor, number)
        _check_decides(actor, row)
        row.devices = upkeep.covered(row)
        _decide(actor, row, "approved", note)
        with changing(actor, upkeep.reason_of(row), "downtime", business_day(row.starts_at)):
            upkeep.write(row)
        _take_step(actor, row, "approved", note)
    return selectors.downtime(actor, number)


def reject(actor: Actor, number: int, note: str) -> DowntimeOut:
    """Reject a request of somebody else and say why. Raises Problem as `approve`, 422 without a note."""
    said = _needed(note)
    with acting(actor):
        row = _locked(actor, number)
        _check_decides(actor, row)
        _decide(actor, row, "rejected", said)
        _take_step(actor, row, "rejected", said)
    return selectors.downtime(actor, number)


def withdraw(actor: Actor, number: int, note: str) -> DowntimeOut:
    """Take one's own request back before it is decided. Raises Problem 403 or 409."""
    with acting(actor):
        row = _locked(actor, number)
        _check_requested(row)
        if not selectors.is_own(actor, row):
            zh = f"该申报由{row.requested_by_name}提出，只能由本人撤回。"
            en = f"{row.requested_by_name} asked for this and alone can withdraw it."
            raise Problem(403, "not_own", pick(zh, en))
        row.status = "withdrawn"
        row.save(update_fields=["status"])
        _take_step(actor, row, "withdrawn", note.strip())
    return selectors.downtime(actor, number)


def end(actor: Actor, number: int, ends_at: datetime | None, note: str) -> DowntimeOut:
    """Let an approved downtime end earlier than planned; `maintenance` ends with it.

    Raises Problem 409 when it is not running, 422 for an end outside its span.
    """
    with changing(actor, "", "downtime"):
        row = _locked(actor, number)
        moment = now()
        if selectors.phase(row, moment) != "running":
            raise Problem(
                409,
                "not_running",
                pick(
                    "只有正在进行的停机可以提前结束。请刷新页面查看。",
                    "Only a downtime that is running can end early. Please refresh the page.",
                ),
            )
        until = ends_at or moment
        if until.tzinfo is None or not row.starts_at < until < row.ends_at:
            raise bad(
                "bad_end",
                f"结束时间须在{minute(row.starts_at)}之后、{minute(row.ends_at)}之前。",
                f"The end has to lie after {minute(row.starts_at)} and before {minute(row.ends_at)}.",
            )
        row.ends_at = until
        row.save(update_fields=["ends_at"])
        with changing(actor, note.strip() or pick("停机提前结束", "Ended early"), "downtime"):
            upkeep.end(row, until)
        _take_step(actor, row, "ended", note.strip())
    return selectors.downtime(actor, number)


def revoke(actor: Actor, number: int, note: str) -> DowntimeOut:
    """Take an approval back while it has not begun: `maintenance` goes, the history keeps it.

    Raises Problem 409 when it has begun or was not approved, 422 without a note.
    """
    said = _needed(note)
    with changing(actor, said, "downtime"):
        row = _locked(actor, number)
        if selectors.phase(row, now()) != "ahead":
            raise Problem(
                409,
                "begun",
                pick(
                    "只有已批准且尚未开始的停机可以撤销批准；已经开始的请办理提前结束。",
                    "Only an approval that has not begun can be revoked; one that runs can be ended early.",
                ),
            )
        upkeep.remove(row)
        row.status = "revoked"
        row.save(update_fields=["status"])
        _take_step(actor, row, "revoked", said)
    return selectors.downtime(actor, number)


def _locked(actor: Actor, number: int) -> Request:
    row = selectors.requests_of(actor).select_for_update().filter(id=number).first()
    if row is None:
        raise not_found(pick(f"停机申报{number}", f"Downtime request {number}"))
    return row


def _check_decides(actor: Actor, row: Request) -> None:
    if not actor.may("downtime.approve"):
        raise forbidden(permission_name("downtime.approve"))
    _check_requested(row)
    if selectors.is_own(actor, row):
        raise Problem(
            403,
            "own_request",
            pick(
                "不能审批自己提出的停机申报，请由其他有审批权限的人员办理。",
                "Nobody decides on their own request: another person with the right has to do it.",
            ),
        )


def _check_requested(row: Request) -> None:
    if row.status == "requested":
        return
    by = row.decided_by_name or row.requested_by_name
    raise Problem(
        409,
        "decided",
        pick(
            f"该申报已由{by}处理，不能重复办理。请刷新页面查看。",
            f"{by} has dealt with this already. Please refresh the page.",
        ),
    )


def _decide(actor: Actor, row: Request, status: str, note: str) -> None:
    row.status, row.note, row.decided_at = status, note.strip(), now()
    row.decided_by, row.decided_by_name = actor.username, actor.display_name
    row.save(update_fields=["status", "note", "devices", "decided_at", "decided_by", "decided_by_name"])


def _take_step(actor: Actor, row: Request, step: str, note: str) -> None:
    """The step in the request's history, an event for the consoles, an entry in the journal."""
    Step.objects.create(
        request=row,
        station_id=row.station_id,
        at=now(),
        step=step,
        note=note,
        username=actor.username,
        display_name=actor.display_name,
    )
    payload = {"downtime_id": row.pk, "station_id": row.station_id, "status": row.status, "step": step}
    announce("downtime.changed", row.station_id, payload)
    after = {"status": row.status, "device": row.device, "starts_at": row.starts_at, "ends_at": row.ends_at}
    journal.record(
        actor,
        f"downtime.{_VERBS[step]}",
        f"downtime:{row.pk}",
        station_id=row.station_id,
        after={**after, "note": note},
    )


_VERBS = {
    "requested": "request", "approved": "approve", "rejected": "reject", "withdrawn": "withdraw",
    "ended": "end", "revoked": "revoke",
}  # fmt: skip


def _needed(note: str) -> str:
    said = note.strip().replace("\x00", "")
    if not said:
        raise bad("empty", "请写明理由。", "Please say why.")
    return said
