"""Commands that the played platform gives, each until its result came twice: once unheard, once received."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from youjian.protocols.station import Command, CommandResult

UNKNOWN = "conformance_unknown"
"""A name that no collector knows."""
NO_DEVICE = "conformance-no-such-device"
_AT_ONCE = 4
_USUAL_S = 10
"""A faster rhythm may be refused."""
_HOUR = timedelta(hours=1)
_DONE = frozenset({"done"})
_NOT_DONE = frozenset({"refused", "failed"})
_ANY = _DONE | _NOT_DONE


@dataclass
class Given:
    """One command and the results that came for it, in their order; `listed`: told as received.

    `allowed` are the statuses that the page leaves open. The command is made when it is first given, so that
    its times lie around that moment.
    """

    key: str
    make: Callable[[datetime], Command]
    allowed: frozenset[str] = _DONE
    made: Command | None = None
    results: list[CommandResult] = field(default_factory=list)
    given: int = 0
    listed: int = 0
    again: bool = False
    """Given once more after its result was received."""

    @property
    def name(self) -> str:
        """The command's name."""
        return self.key.partition(":")[0]

    @property
    def finished(self) -> bool:
        """Whether it was answered, heard, given again and answered again."""
        return self.listed >= 2 and self.again

    def give(self) -> Command:
        """The command, once more."""
        self.made = self.made or self.make(datetime.now(UTC))
        self.given += 1
        self.again = self.listed > 0
        return self.made

    def argument(self, name: str) -> datetime | None:
        """An argument that is a time, None while the command was not given."""
        return datetime.fromisoformat(self.made.arguments[name]) if self.made is not None else None


class Orders:
    """The commands of one run. Four are given at a time, so that a slow box is not flooded."""

    def __init__(self, heartbeat_s: int = 60) -> None:
        self.all = {one.key: one for one in _commands(heartbeat_s)}

    @property
    def done(self) -> bool:
        """Whether every command is finished."""
        return all(one.finished for one in self.all.values())

    def give(self) -> list[Command]:
        """What a reply carries now."""
        return [one.give() for one in [one for one in self.all.values() if not one.finished][:_AT_ONCE]]

    def take(self, results: Sequence[CommandResult]) -> list[str]:
        """Keep results; the ids that the reply lists: not the first time, so that it is repeated."""
        by_id = {one.made.command_id: one for one in self.all.values() if one.made is not None}
        listed: list[str] = []
        for result in results:
            one = by_id.get(result.command_id)
            if one is not None:
                one.results.append(result)
                one.listed += len(one.results) >= 2
            if one is None or one.listed:
                listed.append(result.command_id)
        return listed


def _commands(heartbeat_s: int) -> list[Given]:
    """Nothing that a station would feel; every name of the page, and one that is none."""
    beat = timedelta(seconds=heartbeat_s)
    same, endless = str(heartbeat_s), str(10**9)
    usual = _DONE if heartbeat_s >= _USUAL_S else _ANY

    def maintenance(now: datetime) -> dict[str, str]:
        times = {"starts_at": _text(now + beat), "ends_at": _text(now + 2 * beat)}
        return {"device": "collector", **times, "reason": "conformance test"}

    return [
        _given(UNKNOWN, allowed=frozenset({"refused"})),
        _given("synchronise_clock:expired", allowed=frozenset({"expired", "refused"}), expired=True),
        _given("resend_range", lambda now: {"from": _text(now - _HOUR), "to": _text(now)}),
        _given("announce_maintenance", maintenance),
        _given("synchronise_clock", allowed=_ANY),
        _given("set_interval", lambda _: {"device": "heartbeat", "seconds": same}, allowed=usual),
        _given(
            "set_interval:endless", lambda _: {"device": "heartbeat", "seconds": endless}, allowed=_NOT_DONE
        ),
        _given("run_probe", lambda _: {"device": NO_DEVICE}, allowed=_NOT_DONE),
        _given("check_update", allowed=_DONE),
        _given("rotate_key"),
    ]


def _given(
    key: str,
    arguments: Callable[[datetime], dict[str, str]] = lambda _: {},
    *,
    allowed: frozenset[str] = _DONE,
    expired: bool = False,
) -> Given:
    def make(now: datetime) -> Command:
        return Command(
            command_id=f"conformance-{key.replace(':', '-')}-{now:%H%M%S}",
            name=key.partition(":")[0],
            arguments=arguments(now),
            expires_at=now - _HOUR if expired else None,
        )

    return Given(key, make, allowed)


def _text(moment: datetime) -> str:
    return moment.isoformat()
