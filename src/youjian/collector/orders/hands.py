"""What a running station can do at the platform's asking: the hands of `collector.orders`.

Nothing here takes a record back. A line is lent to a probe only while its driver waits, and the probe's own
allow-list bounds what it may ask.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from youjian import __version__
from youjian.collector.config import StationConfig
from youjian.collector.desk import Desk
from youjian.collector.drivers.registry import POLLED
from youjian.collector.orders.arguments import (
    AnnounceMaintenance,
    CheckUpdate,
    FailedError,
    RefusedError,
    ResendRange,
    RunProbe,
    SetInterval,
)
from youjian.collector.orders.clock import ClockSetter, set_wall_clock
from youjian.collector.orders.intervals import Intervals
from youjian.collector.orders.maintenance import Announced, Announcements
from youjian.collector.orders.words import both
from youjian.collector.settings.base import DeviceSection
from youjian.collector.settings.finding import covered, section_of
from youjian.collector.uplink import Uplink
from youjian.collector.uplink.rotation import RotationError

_ROTATION = "command to rotate the key"
_COLLECTOR = "collector"
_RELEASE = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6}){0,3}")


class _RotationPlan(msgspec.Struct, frozen=True):
    command_id: str
    key_id: str


class StationHands:
    """The hands of one station. `config` and `uplink` are asked each time: a reload replaces both."""

    def __init__(
        self,
        desk: Desk,
        config: Callable[[], StationConfig],
        uplink: Callable[[], Uplink | None],
        *,
        set_clock: Callable[[datetime], None] = set_wall_clock,
    ) -> None:
        self._desk = desk
        self._config = config
        self._uplink = uplink
        self._clock = ClockSetter(desk, set_clock)
        self._intervals = Intervals(desk)
        self._announcements = Announcements(desk)

    def platform_now(self) -> datetime:
        """The time at the platform as last measured; the box's own before that."""
        now = self._desk.now()
        try:
            return now - timedelta(seconds=self._desk.board.clock_offset_s or 0.0)
        except OverflowError:  # it names a time that lies at the end of the calendar
            return now

    def due(self) -> None:
        """Record beginnings and ends of announced maintenance that have come."""
        self._announcements.due()

    # the verbs

    def resend_range(self, wanted: ResendRange) -> str:
        """Queue acknowledged records of a range again; how many."""
        count = self._desk.outbox.resend(wanted.start, wanted.end, wanted.tables)
        return both(f"{count}条记录已重新排队上报", f"{count} records are queued again")

    def set_interval(self, wanted: SetInterval) -> str:
        """Another rhythm for a device or the heartbeat, within bounds that never silence it."""
        return self._intervals.set(self._config().device, wanted.device, wanted.seconds)

    def synchronise_clock(self, command_id: str) -> str:
        """Set the clock by the platform's, and record what it showed before and after."""
        return self._clock.synchronise(command_id)

    def run_probe(self, wanted: RunProbe) -> str:
        """What answers on a device's line, as JSON of `collect probe`, while its driver waits."""
        from youjian.collector.orders.probe import report_of  # noqa: PLC0415 - heavy, and rarely asked

        section = self._section(wanted.device)
        if type(section) not in POLLED:  # a probe would take what is told to the driver alone
            raise RefusedError(
                both(
                    f"{section.name}由设备主动上报，不能查询",
                    f"{section.name} is not polled: it tells by itself and cannot be asked",
                )
            )
        with self._desk.lines.lent(section.url):
            return report_of(section)

    def rotate_key(self, command_id: str) -> str:
        """Sign with a new key; the same command after a killed process rotates no second time."""
        identity = self._desk.outbox.identity
        if identity is None:
            raise FailedError(both("终端尚未注册", "this collector is not enrolled"))
        text = self._desk.outbox.note(_ROTATION)
        plan = msgspec.json.decode(text, type=_RotationPlan) if text else None
        if plan is not None and plan.command_id == command_id and plan.key_id != identity.key_id:
            return _rotated(identity.key_id, plan.key_id)
        plan = _RotationPlan(command_id, identity.key_id)
        self._desk.outbox.commit(notes={_ROTATION: msgspec.json.encode(plan).decode()})
        uplink = self._uplink()
        if uplink is None:
            raise FailedError(both("与平台的连接尚未建立", "the way to the platform is not up"))
        try:
            key_id = uplink.rotate_key()
        except RotationError as error:
            raise FailedError(both(f"密钥未更换，仍用原密钥：{error}", str(error))) from None
        return _rotated(key_id, identity.key_id)

    def announce_maintenance(self, command_id: str, wanted: AnnounceMaintenance) -> str:
        """Remember maintenance; `device` is one of the contract's, or named in the file."""
        begins = max(wanted.starts_at, self._desk.now())
        devices = self._devices_of(wanted.device)
        self._announcements.add(Announced(command_id, devices, begins, wanted.ends_at, wanted.reason))
        self._announcements.due()
        listed = ", ".join(devices)
        return both(
            f"已通知检修：{listed}；采集和上报照常",
            f"announced for {listed}; records are made and sent as ever",
        )

    def check_update(self, wanted: CheckUpdate) -> str:
        """Running, installed and offered version; nothing is fetched."""
        installed = _installed()
        zh, en = [f"正在运行{__version__}"], [f"running {__version__}"]
        if installed not in (None, __version__):
            zh.append(f"已安装{installed}，下次启动后生效")
            en.append(f"installed {installed}: it runs after the next start")
        compared = _compared(wanted.version, __version__)
        return both("；".join([*zh, compared[0]]), "; ".join([*en, compared[1]]))

    def _section(self, device: str) -> DeviceSection:
        try:
            return section_of(self._config().device, device)
        except LookupError as error:
            raise RefusedError(str(error.args[0])) from None

    def _devices_of(self, device: str) -> tuple[str, ...]:
        """The contract's names that are meant: one of its own, or all that a device of the file covers."""
        if device == _COLLECTOR:
            return (_COLLECTOR,)
        section = self._section(device)
        names = covered(section)
        return (device,) if device in names else names or (_COLLECTOR,)


def _installed() -> str | None:
    """The version of the package on disk, which differs from the running one after an upgrade."""
    from importlib import metadata  # noqa: PLC0415 - it brings much along and is rarely asked

    try:
        return metadata.version("youjian")
    except metadata.PackageNotFoundError:
        return None


def _rotated(key_id: str, before: str) -> str:
    return both(f"已换用密钥{key_id}，原密钥{before}", f"key {key_id} signs in place of {before}")


def _compared(offered: str | None, running: str) -> tuple[str, str]:
    """How the version offered stands to the running one; RefusedError when it is none."""
    if offered is None:
        return "没有给出对照版本", "no version was named to compare with"
    if offered == running:
        return f"与{offered}相同", f"{offered} is what runs"
    theirs, ours = _numbers(offered), _numbers(running)
    if theirs is None or ours is None:
        raise RefusedError(
            both(
                f"{offered[:64]!r}不是版本号，例如1.4.2",
                f"version: {offered[:64]!r} is no version such as 1.4.2",
            )
        )
    if theirs == ours:
        return f"与{offered}版本号相同", f"{offered} and {running} have the same number"
    if theirs > ours:
        return f"{offered}更新，请在现场安装", f"{offered} is newer: install it at the box"
    return f"{offered}更旧", f"{offered} is older"


def _numbers(version: str) -> tuple[int, ...] | None:
    """The release number: `1.4.2.dev3` is `1.4.2`."""
    found = _RELEASE.match(version)
    if found is None:
        return None
    numbers = [int(part) for part in found[0].split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)
