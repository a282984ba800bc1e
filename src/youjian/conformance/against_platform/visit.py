"""One visit to a platform: the device, the book, and what the steps hand to each other."""

import inspect
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from youjian.conformance.against_platform.device import Device, Marks, new_nozzle
from youjian.conformance.against_platform.line import Line
from youjian.conformance.book import Book
from youjian.conformance.wire import Exchange
from youjian.protocols import station
from youjian.protocols.station import BatchReceipt

T = TypeVar("T", bound=Struct)
_CLOCK = timedelta(minutes=5)


class StoppedError(ValueError):
    """The visit cannot go on: what is missing, and what to do."""


@dataclass
class Visit:
    """What a run against a platform has at hand."""

    line: Line
    book: Book
    codes: list[str]
    device: Device
    nozzle_id: int = field(default_factory=new_nozzle)
    marks: Marks = field(default_factory=lambda: Marks("0000000000", 0, 0, 0))
    broker: str = ""
    ca_file: str | None = None
    chains: bool = False
    wait: Callable[[float], object] = time.sleep
    pending: bool = False
    private_key: bytes = b""
    """The key of the last enrolment."""
    announced: tuple[station.Signer, bytes] | None = None
    """The key that is to sign next, and its public half."""
    commands: dict[str, dict[str, Any]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def expect(self, check: str, exchange: Exchange, expected: str, held: bool) -> bool:
        """Note whether an exchange shows what the page says."""
        return self.book.judge(check, held, expected, exchange)

    def answered(self, check: str, exchange: Exchange, kind: type[T]) -> T | None:
        """The 200 reply of a kind, or None with a breach noted."""
        self.hear(exchange)
        reply = exchange.answer(kind) if exchange.status == 200 else None
        self.expect(check, exchange, f"200 with a {kind.__name__}", reply is not None)
        return reply

    def refused(self, check: str, exchange: Exchange, status: int, what: str) -> bool:
        """Whether a request was refused with a status and a `Problem`."""
        held = exchange.status == status and exchange.answer(station.Problem) is not None
        return self.expect(check, exchange, f"{status} with a Problem: {what}", held)

    def chain_state(self, check: str, exchange: Exchange, what: str) -> bool:
        """Whether 409 came, with the head of our chain."""
        state = exchange.answer(station.ChainState) if exchange.status == 409 else None
        own = (self.device.next_no, self.device.last_digest.hex())
        held = state is not None and (state.expected_no, state.last_digest) == own
        return self.expect(
            check, exchange, f"409 with expected_no {own[0]} and last_digest {own[1]}: {what}", held
        )

    def receipt(self, check: str, exchange: Exchange) -> BatchReceipt | None:
        """The receipt of the batch that was sent."""
        reply = self.answered(check, exchange, BatchReceipt)
        if reply is None:
            return None
        number = exchange.header("batch-no")
        self.expect(check, exchange, f"batch_no {number} in the receipt", str(reply.batch_no) == number)
        self.clock(exchange, reply.server_time)
        return reply

    def good(self, check: str, **tables: list[Any]) -> BatchReceipt | None:
        """Send a good batch; where the platform stands elsewhere, follow it, that later steps may go on."""
        tables = tables or {"device_events": [self.marks.event()]}
        exchange = self.device.send(self.device.batch(**tables))
        reply = self.receipt(check, exchange)
        if reply is None:
            self.follow(exchange)
        return reply

    def follow(self, exchange: Exchange) -> None:
        """After an unexpected 409 go on from where the platform says it stands."""
        state = exchange.answer(station.ChainState) if exchange.status == 409 else None
        if state is not None:
            self.device.next_no = state.expected_no
            self.device.last_digest = bytes.fromhex(state.last_digest)

    def clock(self, exchange: Exchange, server_time: datetime | None) -> None:
        """Judge the platform's clock against ours."""
        if server_time is not None:
            off = abs(datetime.now(UTC) - server_time)
            self.expect(
                "replies.server_time", exchange, "a server_time within 5 minutes of ours", off < _CLOCK
            )

    def hear(self, exchange: Exchange) -> None:
        """Judge and keep the commands of a reply."""
        commands = exchange.plain_answer().get("commands")
        for command in commands if isinstance(commands, list) else []:
            well_formed = _is_command(command)
            self.expect("commands.form", exchange, "command_id, name and texts as arguments", well_formed)
            if well_formed:
                self.commands[command["command_id"]] = command


def _is_command(command: Any) -> bool:
    try:
        msgspec.convert(command, station.Command, strict=False)
    except msgspec.ValidationError:
        return False
    return True


@dataclass(frozen=True)
class Step:
    """A part of the visit with the checks that it makes."""

    name: str
    checks: tuple[str, ...]
    work: Callable[[Visit], None]

    def run(self, visit: Visit) -> None:
        """Do it; a reply that nobody foresaw ends the step, not the visit."""
        try:
            self.work(visit)
        except StoppedError:
            raise
        except (OSError, ValueError, KeyError, TypeError) as error:
            for check in self.checks:
                visit.book.pass_over(check, f"{self.name} ended early: {error}")


def step(*checks: str) -> Callable[[Callable[[Visit], None]], Step]:
    """Make a function a step that makes these checks."""

    def made(work: Callable[[Visit], None]) -> Step:
        return Step(work.__name__, checks, work)

    return made


def summary(step: Step) -> str:
    """The first line of what a step says of itself."""
    return (inspect.getdoc(step.work) or "").splitlines()[0]


def all_checks(steps: Sequence[Step]) -> set[str]:
    """The names of all checks of these steps, and those that every reply may be judged by."""
    return {check for one in steps for check in one.checks} | {"commands.form", "replies.server_time"}
