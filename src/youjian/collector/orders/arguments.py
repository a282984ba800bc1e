"""What a command asks for, read from its arguments; whatever cannot be meant is refused by name.

Arguments are texts, as the station API has them. Times are RFC 3339 with offset.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from youjian.collector.orders.words import both
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
        raise RefusedError(
            both(f"本终端没有指令{name[:64]!r}", f"this collector does not know the command {name[:64]!r}")
        )
    needed, possible, reader = _READERS[name]
    unknown = sorted(set(arguments) - set(needed) - set(possible))
    if unknown:
        raise RefusedError(
            both(f"{name}没有参数{unknown[0][:64]!r}", f"{name} has no argument {unknown[0][:64]!r}")
        )
    missing = [argument for argument in needed if not arguments.get(argument, "").strip()]
    if missing:
        raise RefusedError(both(f"{name}缺少参数{missing[0]!r}", f"{name} needs the argument {missing[0]!r}"))
    long = [argument for argument, value in arguments.items() if len(value) > _LONGEST]
    if long:
        raise RefusedError(
            both(f"{long[0]}超过{_LONGEST}个字符", f"{long[0]} is longer than {_LONGEST} characters")
        )
    void = [argument for argument, value in arguments.items() if "\x00" in value]
    if void:
        raise RefusedError(both(f"{void[0]}含有空字符", f"{void[0]} holds a NUL character"))
    return reader({argument: value.strip() for argument, value in arguments.items()}, now)


def _resend_range(arguments: Mapping[str, str], now: datetime) -> ResendRange:
    start, end = _moment("from", arguments), _moment("to", arguments)
    if not start < end:
        raise RefusedError(_order("from", start, "to", end))
    if end - start > LONGEST_RANGE:
        raise RefusedError(
            both(f"时间段超过{LONGEST_RANGE.days}天", f"the range is longer than {LONGEST_RANGE.days} days")
        )
    if start > now:
        raise RefusedError(
            both(
                f"开始时间{_iso(start)}尚未到来，没有可补传的记录",
                f"from ({_iso(start)}) lies in the future: there is nothing to send",
            )
        )
    return ResendRange(start, end, _tables(arguments.get("tables", "")))


def _tables(text: str) -> tuple[str, ...] | None:
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    unknown = [name for name in names if name not in _TABLES]
    if unknown:
        known = ", ".join(_TABLES)
        raise RefusedError(
            both(
                f"没有数据表{unknown[0][:64]!r}，可用的有：{known}",
                f"tables: {unknown[0][:64]!r} is none of {known}",
            )
        )
    return names or None


def _set_interval(arguments: Mapping[str, str], _: datetime) -> SetInterval:
    text = arguments["seconds"]
    try:
        seconds = float(text)
    except ValueError:
        raise RefusedError(
            both(f"间隔{text[:64]!r}不是数字", f"seconds: {text[:64]!r} is not a number")
        ) from None
    if not 0 < seconds < float("inf"):
        raise RefusedError(
            both(f"间隔{text[:64]!r}不是正数", f"seconds: {text[:64]!r} is not a positive number")
        )
    return SetInterval(arguments["device"], seconds)


def _announce_maintenance(arguments: Mapping[str, str], now: datetime) -> AnnounceMaintenance:
    starts_at, ends_at = _moment("starts_at", arguments), _moment("ends_at", arguments)
    if not starts_at < ends_at:
        raise RefusedError(_order("starts_at", starts_at, "ends_at", ends_at))
    if ends_at <= now:
        raise RefusedError(
            both(
                f"结束时间{_iso(ends_at)}已过：检修须事先通知",
                f"ends_at ({_iso(ends_at)}) is over: maintenance is announced, not noted afterwards",
            )
        )
    if ends_at - starts_at > LONGEST_MAINTENANCE:
        raise RefusedError(
            both(
                f"检修最长{LONGEST_MAINTENANCE.days}天",
                f"maintenance lasts at most {LONGEST_MAINTENANCE.days} days",
            )
        )
    if starts_at > now + FURTHEST_AHEAD:
        raise RefusedError(
            both(
                f"开始时间{_iso(starts_at)}在{FURTHEST_AHEAD.days}天以后",
                f"starts_at ({_iso(starts_at)}) is more than {FURTHEST_AHEAD.days} days ahead",
            )
        )
    return AnnounceMaintenance(arguments["device"], starts_at, ends_at, arguments["reason"])


def _moment(argument: str, arguments: Mapping[str, str]) -> datetime:
    text = arguments[argument]
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise RefusedError(_no_time(argument, text, "不是时间", "is no time")) from None
    if moment.tzinfo is None:
        raise RefusedError(_no_time(argument, text, "没有时区", "has no offset"))
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise RefusedError(_no_time(argument, text, "超出范围", "is out of range")) from None


def _order(first: str, start: datetime, last: str, end: datetime) -> str:
    return both(
        f"开始时间{_iso(start)}须早于结束时间{_iso(end)}",
        f"{first} ({_iso(start)}) must lie before {last} ({_iso(end)})",
    )


def _no_time(argument: str, text: str, zh: str, en: str) -> str:
    example = "2026-11-22T03:00:00Z"
    return both(
        f"{argument}：{text[:64]!r}{zh}，例如{example}", f"{argument}: {text[:64]!r} {en}, as in {example}"
    )


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
