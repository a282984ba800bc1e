"""What happens to one station under its own number: closed, suspended, reopened, moved within its county."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.registry import life_checks as checks
from youjian.bureau.registry.changing import changing
from youjian.bureau.registry.equipment import last_trade
from youjian.bureau.registry.handover import change_station
from youjian.bureau.registry.life_contracts import LifeEffect, LifeIn, LifeOut, MoveIn, Verb
from youjian.bureau.registry.life_reads import stopped_on, successor_of
from youjian.bureau.registry.models import Station
from youjian.contract.fields import StationStatus


def close(actor: Actor, station_id: str, order: LifeIn) -> LifeOut:
    """Close a station for good (关停). It stays in the lists and keeps all its past.

    Raises Problem 409 when it is closed already, 422 for a day before its last record or still to come.
    """

    def check(station: Station) -> None:
        checks.check_open(station)
        checks.check_day(order.effective_on, station)
        checks.check_records(order.effective_on, last_trade(station_id), checks.titled(station))

    return _set_status(actor, station_id, order, _CLOSE, check)


def suspend(actor: Actor, station_id: str, order: LifeIn) -> LifeOut:
    """Suspend a station (暂停营业). Raises Problem 409 when it is not operating, 422 as `close`."""

    def check(station: Station) -> None:
        checks.check_open(station)
        if station.status == "suspended":
            zh, en = (
                f"{checks.titled(station)}已经暂停营业。",
                f"{checks.titled(station)} is suspended already.",
            )
            raise Problem(409, "already_suspended", pick(zh, en))
        checks.check_day(order.effective_on, station)
        checks.check_records(order.effective_on, last_trade(station_id), checks.titled(station))

    return _set_status(actor, station_id, order, _SUSPEND, check)


def reopen(actor: Actor, station_id: str, order: LifeIn) -> LifeOut:
    """Let a suspended or closed station operate again (恢复营业).

    Raises Problem 409 when it operates, or when it went on under another number; 422 for a day before it
    stopped.
    """

    def check(station: Station) -> None:
        if station.status == "operating":
            zh, en = (
                f"{checks.titled(station)}正在营业，无需恢复。",
                f"{checks.titled(station)} is operating.",
            )
            raise Problem(409, "operating", pick(zh, en))
        checks.check_day(order.effective_on, station)
        _check_goes_on(station)
        _check_after_stop(station, order.effective_on)

    return _set_status(actor, station_id, order, _REOPEN, check)


def move_within(actor: Actor, station: Station, order: MoveIn) -> LifeOut:
    """Move a station within its county: it keeps its number; the caller has locked and checked it."""
    region = order.region_code or station.region_code
    checks.check_region(region, station.station_id)
    checks.check_place(order.longitude, order.latitude)
    changes = {
        "longitude": order.longitude,
        "latitude": order.latitude,
        "region_code": region,
        **({"address": order.address} if order.address else {}),
        **({"licence_no": order.licence_no} if order.licence_no else {}),
        **({"licence_valid_until": order.licence_valid_until} if order.licence_valid_until else {}),
    }
    place = order.address or f"{order.longitude:.5f}, {order.latitude:.5f}"
    text = pick(
        f"{checks.titled(station)}自{order.effective_on}起迁至{place}，编号不变。",
        f"{checks.titled(station)} moves to {place} on {order.effective_on} and keeps its number.",
    )
    told = _told("move", station.station_id, order, text)
    if not order.dry_run:
        change_station(station.station_id, changes)
        checks.tell(actor, told, [station], order)
    return told


@dataclass(frozen=True)
class _Change:
    """What a verb makes of a station's status, and what it says then: name and day go into the sentence."""

    verb: Verb
    status: StationStatus
    sentence: tuple[str, str]


_CLOSE = _Change(
    "close",
    "closed",
    ("{}自{}起关停，档案和历史记录全部保留。", "{} closes on {}; its register and all its past stay."),
)
_SUSPEND = _Change("suspend", "suspended", ("{}自{}起暂停营业。", "{} is suspended from {}."))
_REOPEN = _Change("reopen", "operating", ("{}自{}起恢复营业。", "{} operates again from {}."))


def _set_status(
    actor: Actor, station_id: str, order: LifeIn, change: _Change, check: Callable[[Station], None]
) -> LifeOut:
    with changing(actor, checks.said(order), "lifecycle", order.effective_on):
        station = checks.locked(actor, [station_id])[station_id]
        check(station)
        text = pick(*change.sentence).format(checks.titled(station), order.effective_on)
        told = _told(change.verb, station_id, order, text)
        if not order.dry_run:
            closed_on = order.effective_on if change.status == "closed" else None
            change_station(station_id, {"status": change.status, "closed_on": closed_on})
            checks.tell(actor, told, [station], order, change.status)
    return told


def _told(verb: Verb, station_id: str, order: LifeIn, text: str) -> LifeOut:
    return LifeOut(
        verb=verb,
        done=not order.dry_run,
        station_id=station_id,
        effective_on=order.effective_on,
        effects=[LifeEffect(station_id=station_id, text=text)],
        equipment=[],
        notes=[],
    )


def _check_goes_on(station: Station) -> None:
    successor = successor_of(station.station_id)
    if successor is None:
        return
    raise Problem(
        409,
        "goes_on_elsewhere",
        pick(
            f"{checks.titled(station)}已于{successor.happened_on}由{successor.name}（{successor.station_id}）承接，"
            "设备也已转走，不能恢复营业。",
            f"{checks.titled(station)} went on as {successor.name} ({successor.station_id}) on "
            f"{successor.happened_on} together with its equipment: it cannot operate again.",
        ),
    )


def _check_after_stop(station: Station, day: date) -> None:
    stopped = stopped_on(station.station_id)
    if stopped is not None and day < stopped:
        raise checks.bad(
            "before_stop",
            f"恢复日期{day}早于停业日期{stopped}，请核对。",
            f"The day {day} is before it stopped on {stopped}. Please check the date.",
        )
