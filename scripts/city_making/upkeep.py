"""Beside the contract's tables: companies, contacts, who ran a station when, dispensers; and what happened to
seals and devices.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

Row = dict[str, Any]
STATE = ("sinopec", "petrochina", "sinochem", "cnooc", "other_state")
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_MAKERS = (("昌衡机电（示范）", "CH-2200"), ("恒远加油设备（示范）", "HY-60"), ("瑞津测控（示范）", "RJ-3D"))
_POSITIONS = ("meter_adjuster", "encoder", "mainboard")
_VERIFIED_ON = "2026-09-15"


def control_of(station: Row) -> str:
    """Who controls the operator: a franchised station carries a group's name, but is not the state's."""
    if station["ownership"] not in STATE or station["operating_mode"] == "franchised":
        return "none"
    return "wholly_state" if station["operating_mode"] == "owned" else "state_holding"


def companies(stations: Sequence[Row], city: str) -> Iterable[Row]:
    """One company a station, as the register of a small city has it."""
    for station in stations:
        group, place = station["controlling_group"], station["name"].removesuffix("加油站")
        suffix = "石油销售" if group else "能源"
        yield {
            "uscc": station["uscc"],
            "name": f"{city}{place}{suffix}有限公司（示范）",
            "controlling_group": group,
            "control": control_of(station),
            **_contact(station, f"{city}示范路"),
        }


def contacts(stations: Sequence[Row], regions: dict[str, str]) -> Iterable[Row]:
    """Address and person of each station; the numbers are nobody's."""
    for station in stations:
        at = f"{regions[station['region_code']]}示范大道"
        yield {"station_id": station["station_id"], **_contact(station, at)}


def _contact(station: Row, street: str) -> Row:
    serial = int(station["station_id"][-4:])
    county = int(station["station_id"][4:6])
    surname = _SURNAMES[(serial * 7 + county) % len(_SURNAMES)]
    return {
        "address": f"{street}{serial * 8 + 1}号",
        "contact_name": f"{surname}站长",
        "contact_phone": f"0000-55{county:02d}{serial:04d}",
    }


def operations(stations: Sequence[Row], changed: dict[str, Row]) -> Iterable[Row]:
    """Who ran each station and how, from its first day on; `changed` says what applied before a later day.

    The last line of a station is what its own row says.
    """
    for station in stations:
        today = {
            "uscc": station["uscc"],
            "ownership": station["ownership"],
            "controlling_group": station["controlling_group"],
            "control": control_of(station),
            "operating_mode": station["operating_mode"],
        }
        key = {"station_id": station["station_id"]}
        before = changed.get(station["station_id"])
        if before is None:
            yield {**key, "valid_from": station["opened_on"], **today}
            continue
        first = {**today, **{name: value for name, value in before.items() if name != "until"}}
        yield {**key, "valid_from": station["opened_on"], **first}
        yield {**key, "valid_from": before["until"], **today}


def dispensers(nozzles: Sequence[Row], rng: np.random.Generator) -> Iterable[Row]:
    """Maker, model and serial numbers of every dispenser."""
    for station_id, dispenser_id in sorted({(n["station_id"], n["dispenser_id"]) for n in nozzles}):
        maker, model = _MAKERS[int(rng.integers(len(_MAKERS)))]
        serial = f"{station_id[-6:]}{dispenser_id:02d}{int(rng.integers(1000, 9999))}"
        yield {
            "station_id": station_id,
            "dispenser_id": dispenser_id,
            "maker": maker,
            "model": model,
            "serial_no": f"SF{serial}",
            "mainboard_no": f"MB{serial}",
            "encoder_no": f"EN{serial}",
            "software_version": f"V{int(rng.integers(2, 5))}.{int(rng.integers(0, 9))}",
            "ecqs_linked": "true" if rng.random() < 0.4 else "false",
            "self_lock": "true",
            "installed_on": f"20{int(rng.integers(17, 26))}-06-20",
        }


def seals(made: Sequence[Row]) -> Iterable[Row]:
    """Three seals a dispenser since the last verification, and those that it replaced at every fifth."""
    for number, dispenser in enumerate(made):
        key = {"station_id": dispenser["station_id"], "dispenser_id": dispenser["dispenser_id"]}
        mark = f"{dispenser['station_id'][-8:]}{dispenser['dispenser_id']:02d}"
        for place, position in enumerate(_POSITIONS, start=1):
            seal = {**key, "position": position}
            if number % 5 == 0:
                yield {
                    **seal, "seal_no": f"示封A{mark}{place}", "applied_on": "2026-03-12",
                    "removed_on": _VERIFIED_ON, "removed_reason": "verification",
                }  # fmt: skip
            yield {
                **seal, "seal_no": f"示封B{mark}{place}", "applied_on": _VERIFIED_ON,
                "removed_on": "", "removed_reason": "",
            }  # fmt: skip


def maintenance(stations: Sequence[str], approved_by: str) -> Iterable[Row]:
    """Announced downtimes of last autumn, one a station."""
    reasons = ("更换加油枪自封阀", "更换滤芯", "维修显示屏", "更换液位仪探棒")
    for number, station_id in enumerate(stations):
        day = f"2026-10-{10 + number:02d}"
        yield {
            "station_id": station_id,
            "device": "tank:1" if number % 4 == 3 else "dispenser:1",
            "starts_at": f"{day}T09:00:00+08:00",
            "ends_at": f"{day}T11:30:00+08:00",
            "reason": reasons[number % 4],
            "approved_by": approved_by,
        }
