"""Model families as data: what a maker's devices have in common, written once and named in a station's file.

A template is `collector/templates/NAME.toml`: `driver`, `family` (whom it is for), `source` (where the facts
come from) and `[defaults]`, keys of a `[[device]]` section. What the station's file says itself wins.
"""

import tomllib
from importlib import resources
from typing import Any

from msgspec import convert

from youjian.collector.settings.base import Section

_FOLDER = resources.files("youjian.collector") / "templates"


class TemplateError(ValueError):
    """A station's file names a template that is not there or is for another driver."""


class Template(Section, frozen=True, kw_only=True):
    """One family."""

    driver: str
    family: str
    source: str
    defaults: dict[str, Any]


def templates() -> dict[str, Template]:
    """All families by name, sorted."""
    files = (entry for entry in _FOLDER.iterdir() if entry.name.endswith(".toml"))
    read = {
        file.name.removesuffix(".toml"): tomllib.loads(file.read_text(encoding="utf-8")) for file in files
    }
    return {name: convert(read[name], Template) for name in sorted(read)}


def with_defaults(device: dict[str, Any]) -> dict[str, Any]:
    """A `[[device]]` section with its template's defaults underneath; TemplateError when that cannot be."""
    name = device.get("template")
    if name is None:
        return device
    known = templates()
    if name not in known:
        raise TemplateError(f"template {name!r} is none of {', '.join(known)}")
    template = known[name]
    driver = device.get("driver", template.driver)
    if driver != template.driver:
        raise TemplateError(f"template {name!r} is for driver {template.driver!r}, the device has {driver!r}")
    return {**template.defaults, "driver": template.driver, **device}
