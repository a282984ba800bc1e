"""Commands that the played platform gives, each until its result came twice: once unheard, once received."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from youjian.protocols.station import Command, CommandResult

UNKNOWN = "conformance_unknown"
"""A name that no collector knows."""
_HOUR = timedelta(hours=1)


@dataclass
class Given:
    """One command and the results that came for it, in their order; `listed`: told as received."""

    command: Command
    expected: str = ""
    results: list[CommandResult] = field(default_factory=list)
    given: int = 0
    listed: int = 0
    again: bool = False
    """Given once more after its result was received."""


class Orders:
    """The commands of one run. Two are given at a time, so that a slow box is not flooded."""

    def __init__(self) -> None:
        self.all: dict[str, Given] = {one.command.command_id: one for one in _commands()}

    @property
    def done(self) -> bool:
        """Whether every command was answered, heard, given again and answered again."""
        return all(_finished(one) for one in self.all.values())

    def give(self) -> list[Command]:
        """What a reply carries now."""
        open_ones = [one for one in self.all.values() if not _finished(one)][:2]
        for one in open_ones:
            one.given += 1
            one.again = one.listed > 0
        return [one.command for one in open_ones]

    def take(self, results: Sequence[CommandResult]) -> list[str]:
        """Keep results; the ids that the reply lists: not the first time, so that it is repeated."""
        listed: list[str] = []
        for result in results:
            one = self.all.get(result.command_id)
            if one is None:
                listed.append(result.command_id)
                continue
            one.results.append(result)
            if len(one.results) >= 2:
                one.listed += 1
                listed.append(result.command_id)
        return listed


def _finished(one: Given) -> bool:
    return one.listed >= 2 and one.again


def _commands() -> list[Given]:
    now = datetime.now(UTC)
    texts = {name: str(value) for name, value in (("from", now - _HOUR), ("to", now))}
    announced = {"starts_at": str(now + _HOUR), "ends_at": str(now + 2 * _HOUR), "reason": "conformance test"}
    return [
        _given(1, UNKNOWN, {}, "refused"),
        _given(2, "synchronise_clock", {}, "expired", expires_at=now - _HOUR),
        _given(3, "synchronise_clock", {}),
        _given(4, "resend_range", {name: text.replace(" ", "T") for name, text in texts.items()}),
        _given(5, "check_update", {}),
        _given(6, "run_probe", {"device": "conformance-no-such-device"}),
        _given(
            7,
            "announce_maintenance",
            {"device": "collector", **{k: v.replace(" ", "T") for k, v in announced.items()}},
        ),
        _given(8, "rotate_key", {}),
    ]


def _given(number: int, name: str, arguments: dict[str, str], expected: str = "", **more: datetime) -> Given:
    command = Command(
        command_id=f"conformance-{number}-{datetime.now(UTC):%H%M%S}", name=name, arguments=arguments, **more
    )
    return Given(command, expected)
