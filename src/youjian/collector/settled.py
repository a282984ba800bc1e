"""A station's file with every setting that would hold, and whence: file, template or default."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from youjian.collector.config import StationConfig
from youjian.collector.settings.templates import templates

SECRET = frozenset({"password", "security_code", "sm4_key", "token"})
_FIRST = ("name", "driver", "template", "url")


def settled(path: Path, config: StationConfig) -> Iterator[str]:
    """Lines for people: the station's keys, then each device; defaults and templates are marked."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    plain = msgspec.to_builtins(config)
    devices = plain.pop("device")
    yield ""
    for key, value in plain.items():
        yield f"{key} = {_shown(key, value)}{'' if key in raw else '   # default'}"
    for device, settings, written in zip(config.device, devices, raw["device"], strict=True):
        yield ""
        yield f"[[device]] # {_headline(device)}"
        yield from _keys({key: value for key, value in settings.items() if key != "role"}, written)


def _headline(device: Any) -> str:
    """Role, driver and what it makes records of, and how often it is asked."""
    makes = [f"nozzles {_listed(device.nozzle_ids)}"] if device.nozzle_ids else []
    makes += [f"tanks {_listed(device.tank_ids)}"] if device.tank_ids else []
    every = getattr(device, "poll_s", None)
    makes += [f"asked every {every:g} s"] if every is not None else ["sends by itself"]
    return ", ".join([device.role, *makes])


def _keys(settings: dict[str, Any], written: dict[str, Any]) -> Iterator[str]:
    template = templates().get(str(written.get("template")))
    given = template.defaults if template else {}
    order = [*(key for key in _FIRST if key in settings), *(key for key in settings if key not in _FIRST)]
    for key in order:
        if key in written:
            mark = ""
        elif key in given or (template and key == "driver"):
            mark = "   # template"
        else:
            mark = "   # default"
        yield f"  {key} = {_shown(key, settings[key])}{mark}"


def _shown(key: str, value: Any) -> str:
    if key in SECRET and value:
        return '"…"'
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_shown(name, one)}" for name, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_shown(key, one) for one in value) + "]"
    return "none" if value is None else msgspec.json.encode(value).decode()


def _listed(numbers: Any) -> str:
    return ", ".join(str(number) for number in numbers)
