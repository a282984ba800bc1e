"""What a centre tells a monitor after its connection (HJ 212-2017 clause 6.5, annex C), one by one.

Time-out and retries (1000), time (1012), intervals of real-time and minute data (1062, 1064), real-time data
on (2011). A command is sent again with the same QN until it is answered or given up; a monitor that answers
nothing may go on uploading all the same. Time is a clock value in seconds that the caller passes.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct, structs

from youjian.protocols.hj212.frame import Frame, qn_of
from youjian.protocols.vapour.values import time_text

Result = Literal["done", "refused", "failed", "no answer"]
_REQUEST_ANSWER, _RESULT_ANSWER, _SET_TIME = "9011", "9012", "1012"
_ANSWERED_BY_DATA = ("2011", "2021")
_READY = _DONE = "1"


class Command(Struct, frozen=True):
    """One command of the centre: its code and its items."""

    cn: str
    cp: Mapping[str, str] = {}


class Outcome(Struct, frozen=True):
    """What became of a command, and the code that the monitor gave where it gave one."""

    cn: str
    result: Result
    code: str | None = None


class _Pending(Struct):
    frame: Frame
    due: float
    left: int
    accepted: bool = False


def greeting(over_time_s: int, retries: int, realtime_s: int | None, minute_min: int | None) -> list[Command]:
    """The commands after a first connection, in the order of the standard; intervals only where set."""
    commands = [Command("1000", {"OverTime": str(over_time_s), "ReCount": str(retries)}), Command(_SET_TIME)]
    if realtime_s is not None:
        commands.append(Command("1062", {"RtdInterval": str(realtime_s)}))
    if minute_min is not None:
        commands.append(Command("1064", {"MinInterval": str(minute_min)}))
    return [*commands, Command("2011")]


class Handshake:
    """The centre's commands on one connection; `outcomes` says what became of each."""

    def __init__(self, mn: str, pw: str, st: str = "31", over_time_s: float = 10.0, retries: int = 3) -> None:
        self._base = Frame(st=st, cn="", pw=pw, mn=mn, flag=5)
        self._over_time_s = over_time_s
        self._retries = retries
        self._waiting: deque[Command] = deque()
        self._pending: _Pending | None = None
        self._last_at: datetime | None = None
        self.outcomes: list[Outcome] = []

    @property
    def busy(self) -> bool:
        """Whether commands wait or one is under way."""
        return bool(self._waiting or self._pending)

    def ask(self, commands: Sequence[Command]) -> None:
        """Queue commands; one that waits already is not queued twice."""
        self._waiting.extend(command for command in commands if command not in self._waiting)

    def due(self, now: float, at: datetime) -> Frame | None:
        """The frame to send now, if one: the next command, or the one under way again."""
        pending = self._pending
        if pending is not None and now >= pending.due:
            if pending.left <= 0:
                self._end("no answer")
            else:
                pending.left -= 1
                pending.due = now + self._over_time_s
                return pending.frame
        if self._pending is None and self._waiting:
            command = self._waiting.popleft()
            items = {"SystemTime": time_text(at)} if command.cn == _SET_TIME else dict(command.cp)
            frame = structs.replace(self._base, qn=self._new_qn(at), cn=command.cn, cp=items)
            self._pending = _Pending(frame, now + self._over_time_s, self._retries)
            return frame
        return None

    def received(self, frame: Frame, now: float) -> bool:
        """Whether a frame answers the command under way."""
        pending = self._pending
        if pending is None or frame.qn != pending.frame.qn:
            return False
        if frame.cn == _REQUEST_ANSWER:
            self._accepted(pending, frame.cp.get("QnRtn"), now)
        elif frame.cn == _RESULT_ANSWER:
            code = frame.cp.get("ExeRtn")
            self._end("done" if code == _DONE else "failed", code)
        else:
            return False
        return True

    def _accepted(self, pending: _Pending, code: str | None, now: float) -> None:
        if code != _READY:
            self._end("refused", code)
        elif pending.frame.cn in _ANSWERED_BY_DATA:
            self._end("done", code)
        else:
            pending.accepted = True
            pending.due = now + self._over_time_s

    def _new_qn(self, at: datetime) -> str:
        """A request number that no earlier command of this connection had."""
        self._last_at = max(at, self._last_at + timedelta(milliseconds=1)) if self._last_at else at
        return qn_of(self._last_at)

    def _end(self, result: Result, code: str | None = None) -> None:
        if self._pending is not None:
            self.outcomes.append(Outcome(self._pending.frame.cn, result, code))
            self._pending = None
