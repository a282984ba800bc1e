"""Every driver of the registry declares its role, and makes records and events of that role alone.

What a driver makes is read off its source: the record types it names and the event codes it spells, in its
own module and in those of the collector and the protocols that it imports for the purpose.
"""

import ast
import importlib
import inspect
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from youjian.collector.drivers import registry
from youjian.collector.roles import ROLES, roles_of
from youjian.contract.fields import EventCode
from youjian.contract.tables import FACT_TABLES

TABLE_OF = {table.type.__name__: table.name for table in FACT_TABLES}
CODES = frozenset(get_args(EventCode))
SHARED = ("youjian.collector.drivers.port", "youjian.collector.desk", "youjian.collector.outbox")
KINDS = {**registry.POLLED, **registry.LISTENING}


def modules_of(driver: type) -> list[str]:
    """The driver's module, and what it imports that makes records."""
    found, waiting = [], [driver.__module__]
    while waiting:
        name = waiting.pop()
        if name in found or name in SHARED:
            continue
        found.append(name)
        imports = [node for node in ast.walk(source_of(name)) if isinstance(node, ast.ImportFrom)]
        waiting += [node.module for node in imports if node.module and makes_records(node.module)]
    return found


def makes_records(module: str) -> bool:
    begins = ("youjian.collector.drivers", "youjian.collector.fuellings", "youjian.protocols.vapour.")
    return module.startswith(begins)


def source_of(module: str) -> ast.Module:
    file = inspect.getsourcefile(importlib.import_module(module))
    assert file
    return ast.parse(Path(file).read_text(encoding="utf-8"))


def made_by(driver: type) -> tuple[set[str], set[str]]:
    """Tables whose records a driver calls into being, and event codes that it spells."""
    tables: set[str] = set()
    codes: set[str] = set()
    for module in modules_of(driver):
        for node in ast.walk(source_of(module)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TABLE_OF:
                tables.add(TABLE_OF[node.func.id])
            if isinstance(node, ast.Constant) and node.value in CODES:
                codes.add(node.value)
            if isinstance(node, ast.Constant) and node.value in TABLE_OF.values():
                tables.add(node.value)
    return tables, codes


@pytest.mark.parametrize("settings", KINDS, ids=lambda kind: kind.__name__)
def test_a_driver_declares_its_role_and_keeps_to_it(settings):
    roles = roles_of(settings.__struct_config__.tag, role_of(settings))
    tables, codes = made_by(KINDS[settings])
    assert tables <= set[str]().union(*(role.tables for role in roles))
    assert codes <= set[str]().union(*(role.all_events for role in roles))
    assert tables or codes


def role_of(settings: type) -> str:
    """The default of the field `role`."""
    (field,) = [each for each in msgspec.structs.fields(settings) if each.name == "role"]
    return field.default


def test_roles_speak_of_tables_and_events_of_the_contract():
    for role in ROLES.values():
        assert role.tables <= set(TABLE_OF.values())
        assert role.all_events <= CODES
        assert role.events.isdisjoint({"port_connected", "port_disconnected"})


def test_the_document_names_every_role_with_its_tables_and_events():
    page = (Path(__file__).parents[3] / "docs" / "drivers.md").read_text(encoding="utf-8")
    for role in ROLES.values():
        (line,) = [line for line in page.splitlines() if line.startswith(f"| `{role.name}` ")]
        for table in role.tables - {"device_events", "heartbeats"}:
            assert f"`{table}`" in line
        for code in role.events - {"clock_set", "boot", "power_lost"}:
            assert f"`{code}`" in line
