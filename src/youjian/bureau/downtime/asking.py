"""What is asked for: a request made of it, and whether it may be announced so."""

from datetime import datetime, timedelta

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.downtime import selectors
from youjian.bureau.downtime.contracts import DowntimeIn
from youjian.bureau.downtime.deadlines import decide_by, late_span
from youjian.bureau.downtime.models import Request
from youjian.bureau.downtime.words import minute, where
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.registry.models import Station

LONGEST = timedelta(days=366)


def made_of(actor: Actor, wanted: DowntimeIn, moment: datetime) -> Request:
    """The request, not yet written; raises Problem when what it extends is not there (404) or over (409)."""
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


def check(actor: Actor, station: Station, made: Request, moment: datetime) -> None:
    """Raise Problem 409 for a closed station, 422 for a bad span or a device that is not in use there."""
    if station.status == "closed":
        zh, en = (
            f"{station.name}已关停，无需申报停机。",
            f"{station.name} is closed: nothing can be announced.",
        )
        raise Problem(409, "closed", pick(zh, en))
    if not made.reason:
        raise bad("empty", "请写明停机原因。", "Please say why.")
    _check_span(made, moment)
    if made.device not in {choice.device for choice in selectors.devices_of(actor, station.station_id)}:
        raise bad(
            "no_such_device",
            f"{station.name}没有在用的{where(made.device)}，请核对。",
            f"{station.name} has no {where(made.device)} in use. Please check it.",
        )


def _check_span(made: Request, moment: datetime) -> None:
    if made.starts_at.tzinfo is None or made.ends_at.tzinfo is None:
        raise bad("no_zone", "起止时间须带时区。", "The moments have to carry their offset from UTC.")
    if made.ends_at <= made.starts_at:
        raise bad("bad_span", "结束时间须晚于开始时间。", "The end has to be after the beginning.")
    if made.ends_at - made.starts_at > LONGEST:
        raise bad(
            "too_long",
            f"一次申报最长{LONGEST.days}天；更长的请办理暂停营业。",
            f"At most {LONGEST.days} days can be announced at once; suspend the station for longer.",
        )
    allowed = late_span()
    if moment - made.starts_at > allowed:
        hours = f"{allowed.total_seconds() / 3600:g}"
        raise bad(
            "too_late",
            f"停机开始已超过{hours}小时，不能补报（开始时间{minute(made.starts_at)}）。请核对时间，或在预警中填写情况说明。",
            f"It began more than {hours} hours ago ({minute(made.starts_at)}): too late to announce it. "
            "Check the time, or explain it on the alert.",
        )


def bad(code: str, zh: str, en: str) -> Problem:
    """A refusal of what was given."""
    return Problem(422, code, pick(zh, en))
