"""Setting the box's clock at the platform's asking, and the event that tells what it showed before.

What is about to happen is noted first, so that a process killed between the step and its event still records
it when the command comes again. The box's watch notices the step by itself as well: its event says what the
clock did, this one says why.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from youjian.collector.desk import Desk
from youjian.collector.orders.arguments import FailedError
from youjian.collector.orders.words import both
from youjian.contract.records import DeviceEvent

CLOSE_ENOUGH_S = 2.0
"""A clock that is right by so much is left alone: the way to the platform is measured no better."""
_NOTE = "command to set the clock"


def set_wall_clock(moment: datetime) -> None:
    """Set the machine's clock; PermissionError without CAP_SYS_TIME."""
    time.clock_settime(time.CLOCK_REALTIME, moment.timestamp())


def leave_clock(_: datetime) -> None:
    """In a world whose clock is not the machine's, nobody may set either."""
    raise PermissionError


class _Plan(msgspec.Struct, frozen=True):
    """What the clock showed, and by how much it was wrong (s, collector less platform), before it was set."""

    command_id: str
    showed: datetime
    offset_s: float


class ClockSetter:
    """Sets the clock of one station's box."""

    def __init__(self, desk: Desk, set_clock: Callable[[datetime], None] = set_wall_clock) -> None:
        self._desk = desk
        self._set_clock = set_clock

    def synchronise(self, command_id: str) -> str:
        """Set the clock by the platform's where it is wrong; what was done. FailedError says what to do."""
        offset = self._desk.board.clock_offset_s
        if offset is None:
            raise FailedError(
                both(
                    "尚未测得与平台的时钟偏差，请稍后再试",
                    "the clock's offset to the platform has not been measured yet: ask again later",
                )
            )
        if abs(offset) >= CLOSE_ENOUGH_S:
            plan = _Plan(command_id, self._desk.now(), offset)
            self._note(plan)
            self._turn(offset)
            self._desk.board.offset(0.0)  # until the next exchange measures it
            return self._record(plan, after_s=0.0)
        plan = self._interrupted(command_id)
        if plan is not None:
            return self._record(plan, after_s=offset)
        return both(
            f"时钟准确，偏差{offset:+.3f}秒，未作调整",
            f"the clock is right: offset {offset:+.3f} s, left as it is",
        )

    def _turn(self, offset_s: float) -> None:
        try:
            self._set_clock(self._desk.now() - timedelta(seconds=offset_s))
        except PermissionError:
            zh = "本进程无权校时：请让终端用NTP校时（systemd-timesyncd、chrony），或给服务CAP_SYS_TIME权限"
            en = (
                "this process may not set the clock: let the box keep time by NTP (systemd-timesyncd, "
                "chrony), or give the service CAP_SYS_TIME"
            )
        except (OSError, OverflowError, ValueError) as error:
            zh, en = f"系统拒绝该时间：{error}", f"the system refuses the time: {error}"
        else:
            return
        self._note(None)
        raise FailedError(both(f"偏差{offset_s:+.3f}秒；{zh}", f"offset {offset_s:+.3f} s; {en}"))

    def _record(self, plan: _Plan, after_s: float) -> str:
        said = (
            f"from {_iso(plan.showed)} to {_iso(plan.showed - timedelta(seconds=plan.offset_s))}, "
            f"offset before {plan.offset_s:+.3f} s, after {after_s:+.3f} s"
        )
        event = DeviceEvent(
            station_id=self._desk.station_id,
            device="collector",
            at=self._desk.now(),
            code="clock_set",
            detail=f"clock set by command {plan.command_id} {said}",
        )
        self._desk.store([event], notes={_NOTE: ""})
        zh = f"时钟已校准：校准前偏差{plan.offset_s:+.3f}秒，校准后{after_s:+.3f}秒"
        return both(zh, f"clock set {said}")

    def _interrupted(self, command_id: str) -> _Plan | None:
        """What a process that was killed had begun by the same command."""
        text = self._desk.outbox.note(_NOTE)
        plan = msgspec.json.decode(text, type=_Plan) if text else None
        return plan if plan is not None and plan.command_id == command_id else None

    def _note(self, plan: _Plan | None) -> None:
        text = msgspec.json.encode(plan).decode() if plan is not None else ""
        self._desk.outbox.commit(notes={_NOTE: text})


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
