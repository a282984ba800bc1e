"""Whether a command can be asked as it is written: a person hears at once what the box would refuse later."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from youjian.bureau.commands.words import KINDS, RECORDS, Argument, Kind
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem

_LONGEST = 500


def checked(kind: Kind, given: Mapping[str, str]) -> dict[str, str]:
    """The arguments as the collector reads them, times in UTC; raises Problem 422 naming what is wrong."""
    known = {argument.name: argument for argument in kind.arguments}
    for name in given:
        if name not in known:
            raise _bad(
                pick(f"“{kind.title}”没有参数{name[:64]}。", f"“{kind.title}” has no argument {name[:64]}.")
            )
    told: dict[str, str] = {}
    for argument in kind.arguments:
        value = given.get(argument.name, "").strip()
        if value:
            told[argument.name] = _READERS[argument.kind](argument, value)
        elif argument.required:
            title = pick(argument.zh, argument.en)
            raise _bad(pick(f"请填写“{title}”。", f"Please fill in “{title}”."))
    _check_span(told)
    return told


def kind_of(name: str) -> Kind:
    """A command by name; raises Problem 422 naming those there are."""
    kind = KINDS.get(name)
    if kind is None:
        names = ", ".join(KINDS)
        raise _bad(
            pick(f"没有指令{name}，可用的有：{names}。", f"There is no command {name}; there are: {names}.")
        )
    return kind


def _check_span(told: Mapping[str, str]) -> None:
    for first, last in (("from", "to"), ("starts_at", "ends_at")):
        if first in told and told[first] >= told[last]:
            raise _bad(pick("结束时间须晚于开始时间。", "The end has to be later than the beginning."))


def _moment(argument: Argument, value: str) -> str:
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError(value)
        return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    except (ValueError, OverflowError):
        title = pick(argument.zh, argument.en)
        raise _bad(
            pick(
                f"“{title}”须是带时区的时间，例如2026-11-22T11:00:00+08:00。",
                f"“{title}” has to be a time with offset, as 2026-11-22T11:00:00+08:00.",
            )
        ) from None


def _seconds(argument: Argument, value: str) -> str:
    least, most = argument.least or 0.0, argument.most or 86_400.0
    try:
        seconds = float(value)
    except ValueError:
        seconds = float("nan")
    if not least <= seconds <= most:
        title = pick(argument.zh, argument.en)
        raise _bad(
            pick(
                f"“{title}”须是{least:g}至{most:g}之间的秒数。",
                f"“{title}” has to be seconds from {least:g} to {most:g}.",
            )
        )
    return f"{seconds:g}"


def _tables(_: Argument, value: str) -> str:
    known = [choice.code for choice in RECORDS]
    names = [name.strip() for name in value.split(",") if name.strip()]
    for name in names:
        if name not in known:
            said = ", ".join(known)
            raise _bad(
                pick(
                    f"没有数据表{name[:64]}，可用的有：{said}。", f"No table {name[:64]}; there are: {said}."
                )
            )
    return ",".join(dict.fromkeys(names))


def _text(argument: Argument, value: str) -> str:
    if len(value) > _LONGEST or "\x00" in value:
        title = pick(argument.zh, argument.en)
        raise _bad(pick(f"“{title}”最多{_LONGEST}个字。", f"“{title}” has at most {_LONGEST} characters."))
    return value


def _bad(message: str) -> Problem:
    return Problem(422, "bad_argument", message)


_READERS: dict[str, Callable[[Argument, str], str]] = {
    "moment": _moment,
    "seconds": _seconds,
    "device": _text,
    "tables": _tables,
    "text": _text,
}
