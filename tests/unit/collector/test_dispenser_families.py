"""Families of tax ports and controllers as templates, and fault codes as tables."""

import pytest
from msgspec import convert

from youjian.collector.faults import fault_table, names
from youjian.collector.settings.devices import Device
from youjian.collector.settings.taxport import TaxPort
from youjian.collector.settings.templates import templates, with_defaults

OURS = [name for name, template in templates().items() if template.driver in ("taxport", "forecourt")]


def device(name: str, **more: object) -> Device:
    template = templates()[name]
    nozzle = {"address": 1} if template.driver == "taxport" else {"source": "1-1"}
    given = {"template": name, "name": "d", "url": "tcp://h:1", "nozzles": [{"nozzle_id": 1} | nozzle]}
    return convert(with_defaults(given | more), Device)


@pytest.mark.parametrize("name", OURS)
def test_a_family_is_a_device_that_a_station_may_name(name: str) -> None:
    assert templates()[name].source
    assert device(name).problems() == []


def test_what_the_file_says_itself_wins_over_the_family() -> None:
    totals, spare = device("taxport-totals"), device("taxport-letters", last_fill_bytes=28)
    assert isinstance(totals, TaxPort)
    assert isinstance(spare, TaxPort)
    assert (totals.last_fill, spare.last_fill_bytes) == (False, 28)


@pytest.mark.parametrize(
    ("code", "event", "port"),
    [
        (1001, "port_disconnected", 1),
        (1004, "port_disconnected", 4),
        (1094, "port_disconnected", None),
        (1103, "port_disconnected", 3),
        (1194, "port_disconnected", None),
        (1200, None, None),
        (1201, None, None),
        (1024, "boot", None),
        (2000, None, None),
        (3001, "boot", None),
        (5000, None, None),
    ],
)
def test_a_fault_code_means_what_the_boards_firmware_says(
    code: int, event: str | None, port: int | None
) -> None:
    fault = fault_table("pod-board").meaning(code)
    assert fault is not None
    assert (fault.event, fault.port_of(code)) == (event, port)


def test_an_unknown_code_or_table_is_said_to_be_unknown() -> None:
    assert fault_table("pod-board").meaning(1005) is None
    assert names() == ["pod-board"]
    with pytest.raises(LookupError, match="none of pod-board"):
        fault_table("other")
