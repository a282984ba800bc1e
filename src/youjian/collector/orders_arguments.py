"""What a command asks for, read from its arguments; whatever cannot be meant is refused by name.

Arguments are texts, as the station API has them. Times are RFC 3339 with offset.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from youjian.contract.tables import FACT_TABLES

_LONGEST = 512
LONGEST_RANGE = timedelta(days=400)
LONGEST_MAINTENANCE = timedelta(days=31)
FURTHEST_AHEAD = timedelta(days=366)
_TABLES = tuple(table.name for table in FACT_TABLES)


class RefusedError(ValueError):
    """A command that this collector will not follow: which argument, and what would be right."""


class FailedError(RuntimeError):
    """A command that could not be carried out: what happened, and what to do."""


@dataclass(frozen=True)
class ResendRange:
    """Send again what was recorded from `start` until before `end`; None means every table."""

    start: datetime
    end: datetime
    tables: tuple[str, ...] | None


@dataclass(frozen=True)
class SetInterval:
    """Ask a device, or send heartbeats, every so many seconds."""

    device: str
    seconds: float


@dataclass(frozen=True)
class SynchroniseClock:
    """Set the box's clock by the platform's."""


@dataclass(frozen=True)
class RunProbe:
    """Say what answers on a device's line."""

    device: str


@dataclass(frozen=True)
class RotateKey:
    """Sign with a new key from now on."""


@dataclass(frozen=True)
class AnnounceMaintenance:
    """Record that somebody works on a device from `starts_at` to `ends_at`."""

    device: str
    starts_at: datetime
    ends_at: datetime
    reason: str


@dataclass(frozen=True)
class CheckUpdate:
    """Compare the running version with one that is offered."""

    version: str | None


Wanted = (
    ResendRange | SetInterval | SynchroniseClock | RunProbe | RotateKey | AnnounceMaintenance | CheckUpdate
)


def read(name: str, arguments: Mapping[str, str], now: datetime) -> Wanted:
    """What is wanted; RefusedError for an unknown command, an argument too many, too few or out of bounds."""
    if name not in _READERS:
        raise RefusedError(f"this collector does not know the command {name[:64]!r}")
    needed, possible, reader = _READERS[name]
    unknown = sorted(set(arguments) - set(needed) - set(possible))
    if unknown:
        raise RefusedError(f"{name} has no argument {unknown[0][:64]!r}")
    missing = [argument for argument in needed if not arguments.get(argument, "").strip()]
    if missing:
        raise RefusedError(f"{name} needs the argument {missing[0]!r}")
    long = [argument for argument, value in arguments.items() if len(value) > _LONGEST]
    if long:
        raise RefusedError(f"{long[0]} is longer than {_LONGEST} characters")
    return reader({argument: value.strip() for argument, value in arguments.items()}, now)


def _resend_range(arguments: Mapping[str, str], now: datetime) -> ResendRange:
    start, end = _moment("from", arguments), _moment("to", arguments)
    if not start < end:
        raise RefusedError(f"from ({_iso(start)}) must lie before to ({_iso(end)})")
    if end - start > LONGEST_RANGE:
        raise RefusedError(f"the range is longer than {LONGEST_RANGE.days} days")
    if start > now:
        raise RefusedError(f"from ({_iso(start)}) lies in the future: there is nothing to send")
    return ResendRange(start, end, _tables(arguments.get("tables", "")))


def _tables(text: str) -> tuple[str, ...] | None:
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    unknown = [name for name in names if name not in _TABLES]
    if unknown:
        raise RefusedError(f"tables: {unknown[0][:64]!r} is none of {', '.join(_TABLES)}")
    return names or None


def _set_interval(arguments: Mapping[str, str], _: datetime) -> SetInterval:
    text = arguments["seconds"]
    try:
        seconds = float(text)
    except ValueError:
        raise RefusedError(f"seconds: {text[:64]!r} is not a number") from None
    if not 0 < seconds < float("inf"):
        raise RefusedError(f"seconds: {text[:64]!r} is not a positive number")
    return SetInterval(arguments["device"], seconds)


def _announce_maintenance(arguments: Mapping[str, str], now: datetime) -> AnnounceMaintenance:
    starts_at, ends_at = _moment("starts_at", arguments), _moment("ends_at", arguments)
    if not starts_at < ends_at:
        raise RefusedError(f"starts_at ({_iso(starts_at)}) must lie before ends_at ({_iso(ends_at)})")
    if ends_at <= now:
        raise RefusedError(
            f"ends_at ({_iso(ends_at)}) is over: maintenance is announced, not noted afterwards"
        )
    if ends_at - starts_at > LONGEST_MAINTENANCE:
        raise RefusedError(f"maintenance lasts at most {LONGEST_MAINTENANCE.days} days")
    if starts_at > now + FURTHEST_AHEAD:
        raise RefusedError(f"starts_at ({_iso(starts_at)}) is more than {FURTHEST_AHEAD.days} days ahead")
    return AnnounceMaintenance(arguments["device"], starts_at, ends_at, arguments["reason"])


def _moment(argument: str, arguments: Mapping[str, str]) -> datetime:
    text = arguments[argument]
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise RefusedError(f"{argument}: {text[:64]!r} is no time such as 2026-11-22T03:00:00Z") from None
    if moment.tzinfo is None:
        raise RefusedError(f"{argument}: {text[:64]!r} has no offset, as in 2026-11-22T03:00:00Z")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise RefusedError(f"{argument}: {text[:64]!r} is out of range") from None


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


_Reader = Callable[[Mapping[str, str], datetime], Wanted]
_READERS: dict[str, tuple[tuple[str, ...], tuple[str, ...], _Reader]] = {
    "resend_range": (("from", "to"), ("tables",), _resend_range),
    "set_interval": (("device", "seconds"), (), _set_interval),
    "synchronise_clock": ((), (), lambda *_: SynchroniseClock()),
    "run_probe": (("device",), (), lambda arguments, _: RunProbe(arguments["device"])),
    "rotate_key": ((), (), lambda *_: RotateKey()),
    "announce_maintenance": (("device", "starts_at", "ends_at", "reason"), (), _announce_maintenance),
    "check_update": ((), ("version",), lambda arguments, _: CheckUpdate(arguments.get("version") or None)),
}
COMMANDS = tuple(_READERS)
"""Names of the commands that a collector knows."""
