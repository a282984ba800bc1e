"""The words of commands: what can be asked of a collector, and how a command stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from youjian.bureau.language import pick
from youjian.bureau.registry.words import device_name
from youjian.bureau.sheets.fields import Choice
from youjian.contract.fields import SHANGHAI

ArgumentKind = Literal["moment", "seconds", "device", "tables", "text"]
HEARTBEAT = Choice("heartbeat", "心跳", "Heartbeat")


@dataclass(frozen=True)
class Argument:
    """What a command is told: `least` and `most` bound a number of seconds."""

    name: str
    zh: str
    en: str
    kind: ArgumentKind
    required: bool = True
    least: float | None = None
    most: float | None = None
    extra: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Kind:
    """A command that can be asked, who may ask it, and what it does."""

    name: str
    zh: str
    en: str
    note_zh: str
    note_en: str
    arguments: tuple[Argument, ...] = ()
    permissions: tuple[str, ...] = ("collector.command",)

    @property
    def title(self) -> str:
        """Its name in the request's language."""
        return pick(self.zh, self.en)


_DEVICE = Argument("device", "设备", "Device", "device")
KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "resend_range", "补传数据", "Send a range again",
            "终端把该时间段内已上报的记录再报一次；平台已有的按重复计，不会重复入库。",
            "The box sends what it recorded in that time again; what is here already counts as a duplicate.",
            (
                Argument("from", "开始时间", "From", "moment"),
                Argument("to", "结束时间", "Until", "moment"),
                Argument("tables", "数据表（不选为全部）", "Tables (none for all)", "tables", required=False),
            ),
        ),
        Kind(
            "set_interval", "调整采集间隔", "Set an interval",
            "加油机不超过10秒，液位仪5至300秒，心跳10至300秒；超出的由终端拒绝，重启后仍有效。",
            "Dispensers at most 10 s, gauges 5 to 300 s, heartbeats 10 to 300 s; the box refuses others and "
            "keeps the interval over restarts.",
            (
                Argument("device", "设备", "Device", "device", extra=(HEARTBEAT,)),
                Argument("seconds", "间隔", "Interval", "seconds", least=0.2, most=300),
            ),
        ),
        Kind(
            "synchronise_clock", "校准时钟", "Set the clock",
            "按平台时间校准终端时钟，校准前后的偏差记为设备事件；终端无权校时的会说明办法。",
            "Sets the box's clock by the platform's and records the offset before and after. A box "
            "that may not set its clock says what to do.",
        ),
        Kind(
            "run_probe", "查询设备", "Probe a device",
            "在线查询设备此刻的型号、油罐和油枪读数。只读，不改变任何设备；查询时该设备的采集暂停数秒。",
            "Asks a device what is there now: model, tanks, nozzles. Reads only; polling rests meanwhile.",
            (_DEVICE,),
            ("collector.command", "collector.probe"),
        ),
        Kind(
            "rotate_key", "更换密钥", "Rotate the key",
            "终端换用新的签名密钥；旧密钥在新密钥首次签名后作废。",
            "The box signs with a new key; the old one is revoked once the new one has signed.",
        ),
        Kind(
            "announce_maintenance", "通知检修", "Announce maintenance",
            "终端在检修开始和结束时各记一条设备事件；采集照常进行。离线预警的豁免请另行办理停机申报。",
            "The box records its beginning and end; polling goes on. Ask for approved downtime apart.",
            (
                _DEVICE,
                Argument("starts_at", "开始时间", "From", "moment"),
                Argument("ends_at", "结束时间", "Until", "moment"),
                Argument("reason", "检修事由", "What for", "text"),
            ),
        ),
        Kind(
            "check_update", "核对版本", "Check the version",
            "与终端正在运行的版本比较；不下载、不安装任何程序。",
            "Compares with the version that runs; fetches and installs nothing.",
            (Argument("version", "对照版本", "Version", "text", required=False),),
        ),
    )
}  # fmt: skip
"""What can be asked, by name."""
NAMES = tuple(Choice(kind.name, kind.zh, kind.en) for kind in KINDS.values())
STATES = (
    Choice("waiting", "待下发", "Waiting"),
    Choice("sent", "已下发", "Handed out"),
    Choice("done", "已完成", "Done"),
    Choice("refused", "被拒绝", "Refused"),
    Choice("failed", "失败", "Failed"),
    Choice("expired", "已过期", "Expired"),
    Choice("cancelled", "已撤销", "Taken back"),
)


RECORDS = (
    Choice("fuellings", "加油记录", "Fuellings"),
    Choice("tank_readings", "液位记录", "Tank readings"),
    Choice("vapour_fills", "油气回收记录", "Vapour fills"),
    Choice("pressure_readings", "油气压力", "Pressure readings"),
    Choice("device_events", "设备事件", "Device events"),
    Choice("tax_states", "税控状态", "Tax states"),
)
"""The tables of records that a collector makes."""


BETWEEN = " ‖ "
"""What stands between the Chinese and the English of an answer, where a collector tells it in both."""


def answer(detail: str | None) -> str | None:
    """A collector's answer in the request's language, where it was told in both; else as it came.

    >>> answer("已校准 ‖ set"), answer("nobody answers")
    ('已校准', 'nobody answers')
    """
    zh, between, en = (detail or "").partition(BETWEEN)
    return pick(zh, en) if between else detail


def told(name: str, arguments: Mapping[str, str]) -> str:
    """What a command was told, as a person reads it: `设备：1号油罐；间隔：60秒`."""
    known = {argument.name: argument for argument in (KINDS[name].arguments if name in KINDS else ())}
    parts = [
        pick(f"{_title(known, argument)}：{said}", f"{_title(known, argument)}: {said}")
        for argument, value in arguments.items()
        for said in [_said(known[argument].kind, value) if argument in known else value]
    ]
    return pick("；", "; ").join(parts)


def _title(known: Mapping[str, Argument], name: str) -> str:
    return pick(known[name].zh, known[name].en) if name in known else name


def _said(kind: ArgumentKind, value: str) -> str:
    match kind:
        case "device":
            return HEARTBEAT.title if value == HEARTBEAT.code else device_name(value)
        case "seconds":
            return pick(f"{value}秒", f"{value} s")
        case "moment":
            return _minute(value)
        case "tables":
            titles = {choice.code: choice.title for choice in RECORDS}
            return pick("、", ", ").join(titles.get(name, name) for name in value.split(","))
        case "text":
            return value


def _minute(value: str) -> str:
    """Beijing time to the minute; what is no time stands as it came."""
    try:
        return datetime.fromisoformat(value).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return value
