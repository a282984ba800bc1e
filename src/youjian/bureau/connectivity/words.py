"""The words of connectivity."""

from datetime import datetime
from typing import Any

from youjian.bureau.language import pick
from youjian.bureau.sheets.fields import Choice
from youjian.contract.fields import SHANGHAI

CAUSES = (
    Choice("power", "停电", "Power cut"),
    Choice("carrier", "运营商线路", "Carrier's line"),
    Choice("supplier", "终端厂商", "Supplier of the box"),
    Choice("area", "区域性中断", "Whole area"),
    Choice("station", "站方", "Station"),
    Choice("collector", "因采集终端离线", "Behind a silent collector"),
    Choice("unknown", "待查", "Not known"),
)
CARRIERS = {
    "mobile": ("中国移动", "China Mobile"),
    "unicom": ("中国联通", "China Unicom"),
    "telecom": ("中国电信", "China Telecom"),
    "broadnet": ("中国广电", "China Broadnet"),
    "wired": ("有线网络", "wired line"),
}


def cause_name(cause: str) -> str:
    """A cause in the request's language."""
    found = next((one for one in CAUSES if one.code == cause), None)
    return pick(found.zh, found.en) if found else cause


def clock(moment: str) -> str:
    """A moment of a basis as people read it, Asia/Shanghai."""
    return datetime.fromisoformat(moment).astimezone(SHANGHAI).strftime("%m-%d %H:%M")


def basis_words(basis: dict[str, Any], regions: dict[str, str]) -> str:
    """What shows a cause, as a sentence in the request's language."""
    why = str(basis.get("why", ""))
    if why == "together":
        return _together(basis, regions)
    if why in _PLAIN:
        return pick(*_PLAIN[why])
    if "at" not in basis:
        return ""
    at, detail = clock(str(basis["at"])), str(basis.get("detail") or basis.get("code") or "")
    zh, en = _NOTED.get(why, ("采集终端记录：", "Noted by the box: "))
    return pick(f"{zh}{at} {detail}", f"{en}{at} {detail}")


_PLAIN = {
    "open": ("仍在离线，恢复后判定", "Still offline: decided once it is back"),
    "unsettled": ("恢复不足2小时，等待终端补报", "Back for less than two hours: the box may still tell"),
    "alone": ("仅本站中断，终端未报断电", "This station alone, and its box tells of no power cut"),
    "behind": ("采集终端离线，设备状态未知", "Its collector was offline: nobody knows how it was"),
    "silent_device": ("采集终端在线，设备无数据", "The collector was online, the device gave no data"),
}  # fmt: skip
_NOTED = {
    "event": ("终端记录断电：", "The box noted a loss of power: "),
    "stopped": ("终端被正常关机：", "The box was shut down in order: "),
    "link": ("仅本站链路中断：", "This station's own line was lost: "),
    "device": ("采集终端记录设备故障：", "The collector noted of the device: "),
    "sold_without_power": (
        "终端报断电，但其间仍有加油记录，不按停电扣除：",
        "The box noted a loss of power while fuel was sold, so it is not excused: ",
    ),
}


def _together(basis: dict[str, Any], regions: dict[str, str]) -> str:
    name = str(basis["name"])
    group = {
        "city": ("全市", "The whole city"),
        "county": (regions.get(name, name), regions.get(name, name)),
        "carrier": CARRIERS.get(name, (name, name)),
        "carrier_county": (
            f"本县区{CARRIERS.get(name, (name, name))[0]}",
            f"{CARRIERS.get(name, (name, name))[1]} in the county",
        ),
        "firmware": (f"固件{name}的终端", f"Boxes with firmware {name}"),
    }[str(basis["group"])]
    zh = f"{group[0]}{basis['of']}站中{basis['dark']}站同时中断"
    en = f"{group[1]}: {basis['dark']} of {basis['of']} stations dark at once"
    if basis["beside"]:
        zh += f"，其余{basis['beside']}站中{basis['beside_dark']}站中断"
        en += f", of the other {basis['beside']} {basis['beside_dark']}"
    return pick(zh, en)
