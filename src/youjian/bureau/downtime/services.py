"""What is done with announced downtime: asked for, approved, rejected, withdrawn, ended early, revoked.

An approval writes `maintenance`, which detection, the sweep of devices and the map take as announced.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from youjian.bureau.accounts.contracts import Actor, permission_name
from youjian.bureau.downtime import selectors
from youjian.bureau.downtime.contracts import DowntimeIn, DowntimeOut
from youjian.bureau.downtime.deadlines import decide_by, late_span
from youjian.bureau.downtime.models import Request, Step
from youjian.bureau.downtime.words import KINDS, STATION, where
from youjian.bureau.events.services import announce
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, forbidden, not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry.changing import changing
from youjian.bureau.registry.models import Station
from youjian.bureau.scope import acting
from youjian.bureau.times import now
from youjian.contract.fields import SHANGHAI, business_day

LONGEST = timedelta(days=366)


def request(actor: Actor, wanted: DowntimeIn) -> DowntimeOut:
    """Announce downtime (停机申报); with `dry_run` tell how it would stand.

    Raises Problem 404 outside the scope, 409 for a closed station or an extension of what is over, 422 for a
    device that is not in use there, a bad span, or a beginning too long ago.
    """
    moment = now()
    with acting(actor):
        station = register.station_of(actor, wanted.station_id)
        made = _made(actor, wanted, moment)
        _check(actor, station, made, moment)
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
        row.devices = _covered(row)
        _decide(actor, row, "approved", note)
        with changing(actor, _reason(row), "downtime", business_day(row.starts_at)):
            _write_maintenance(row)
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
            raise _bad(
                "bad_end",
                f"结束时间须在{_minute(row.starts_at)}之后、{_minute(row.ends_at)}之前。",
                f"The end has to lie after {_minute(row.starts_at)} and before {_minute(row.ends_at)}.",
            )
        row.ends_at = until
        row.save(update_fields=["ends_at"])
        with changing(actor, note.strip() or pick("停机提前结束", "Ended early"), "downtime"):
            _execute(_END, row, ends_at=until)
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
        _execute(_REMOVE, row)
        row.status = "revoked"
        row.save(update_fields=["status"])
        _take_step(actor, row, "revoked", said)
    return selectors.downtime(actor, number)


def _made(actor: Actor, wanted: DowntimeIn, moment: datetime) -> Request:
    made = Request(
        station_id=wanted.station_id,
        device=wanted.device,
        kind=wanted.kind,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        planned_ends_at=wanted.ends_at,
        reason=wanted.reason.strip().replace("\x00", ""),
        requested_at=moment,
        requested_by=actor.username,
        requested_by_name=actor.display_name,
        requested_for=actor.acting_for,
        decide_by=decide_by(moment),
    )
    if wanted.extends is not None:
        _extend(actor, made, wanted.extends, moment)
    made.late = made.starts_at.tzinfo is not None and made.starts_at < moment
    return made


def _extend(actor: Actor, made: Request, number: int, moment: datetime) -> None:
    earlier = selectors.requests_of(actor).filter(id=number).first()
    if earlier is None:
        raise not_found(pick(f"停机申报{number}", f"Downtime request {number}"))
    if selectors.phase(earlier, moment) not in ("ahead", "running"):
        raise Problem(
            409,
            "over",
            pick(
                "原申报没有批准或已经结束，不能延期。请另行申报。",
                "What should be extended is over or was not approved. Please announce it anew.",
            ),
        )
    made.station_id, made.device = earlier.station_id, earlier.device
    made.starts_at, made.extends = earlier.ends_at, earlier


def _check(actor: Actor, station: Station, made: Request, moment: datetime) -> None:
    if station.status == "closed":
        zh, en = (
            f"{station.name}已关停，无需申报停机。",
            f"{station.name} is closed: nothing can be announced.",
        )
        raise Problem(409, "closed", pick(zh, en))
    if not made.reason:
        raise _bad("empty", "请写明停机原因。", "Please say why.")
    _check_span(made, moment)
    if made.device not in {choice.device for choice in selectors.devices_of(actor, station.station_id)}:
        raise _bad(
            "no_such_device",
            f"{station.name}没有在用的{where(made.device)}，请核对。",
            f"{station.name} has no {where(made.device)} in use. Please check it.",
        )


def _check_span(made: Request, moment: datetime) -> None:
    if made.starts_at.tzinfo is None or made.ends_at.tzinfo is None:
        raise _bad("no_zone", "起止时间须带时区。", "The moments have to carry their offset from UTC.")
    if made.ends_at <= made.starts_at:
        raise _bad("bad_span", "结束时间须晚于开始时间。", "The end has to be after the beginning.")
    if made.ends_at - made.starts_at > LONGEST:
        raise _bad(
            "too_long",
            f"一次申报最长{LONGEST.days}天；更长的请办理暂停营业。",
            f"At most {LONGEST.days} days can be announced at once; suspend the station for longer.",
        )
    allowed = late_span()
    if moment - made.starts_at > allowed:
        hours = f"{allowed.total_seconds() / 3600:g}"
        raise _bad(
            "too_late",
            f"停机开始已超过{hours}小时，不能补报（开始时间{_minute(made.starts_at)}）。请核对时间，或在预警中填写情况说明。",
            f"It began more than {hours} hours ago ({_minute(made.starts_at)}): too late to announce it. "
            "Check the time, or explain it on the alert.",
        )


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


def _covered(row: Request) -> list[str]:
    """The devices of an announcement.

    The whole station stands for what falls silent with it: collector, vapour monitor, tank gauges. Dispensers
    are not among them: whoever opens one announces that one by itself.
    """
    if row.device != STATION:
        return [row.device]
    with connection.cursor() as cursor:
        cursor.execute(_SILENT, {"station": row.station_id, "today": business_day(row.starts_at)})
        return ["collector", *(found[0] for found in cursor.fetchall())]


def _write_maintenance(row: Request) -> None:
    for device in row.devices:
        written = _execute(
            _WRITE, row, device=device, ends_at=row.ends_at, reason=_reason(row), by=row.decided_by_name
        )
        if not written:
            raise Problem(
                409,
                "announced_already",
                pick(
                    f"{where(device)}在{_minute(row.starts_at)}已有一项停机登记，请先核对。",
                    f"{where(device)} has a downtime that begins at {_minute(row.starts_at)} already.",
                ),
            )


def _reason(row: Request) -> str:
    kind = next(choice.zh for choice in KINDS if choice.code == row.kind)
    return f"{kind}：{row.reason}（停机申报{row.pk}{'，补报' if row.late else ''}）"


def _execute(statement: str, row: Request, **more: Any) -> int:
    parameters = {"station": row.station_id, "devices": row.devices, "starts_at": row.starts_at, **more}
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount


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
        raise _bad("empty", "请写明理由。", "Please say why.")
    return said


def _bad(code: str, zh: str, en: str) -> Problem:
    return Problem(422, code, pick(zh, en))


def _minute(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


_SILENT = """
SELECT 'vapour' FROM stations WHERE station_id = %(station)s AND vapour_monitoring
UNION ALL
SELECT device FROM (
    SELECT 'tank:' || tank_id AS device FROM tanks
    WHERE station_id = %(station)s AND (retired_on IS NULL OR retired_on > %(today)s) ORDER BY tank_id
) AS gauges
"""
_WRITE = """
INSERT INTO maintenance (station_id, device, starts_at, ends_at, reason, approved_by)
VALUES (%(station)s, %(device)s, %(starts_at)s, %(ends_at)s, %(reason)s, %(by)s) ON CONFLICT DO NOTHING
"""
_END = """
UPDATE maintenance SET ends_at = %(ends_at)s
WHERE station_id = %(station)s AND device = ANY(%(devices)s) AND starts_at = %(starts_at)s
"""
_REMOVE = """
DELETE FROM maintenance
WHERE station_id = %(station)s AND device = ANY(%(devices)s) AND starts_at = %(starts_at)s
"""
