"""Probe of a module with contacts: which digital inputs it has and what they show, or a file's value."""

from collections.abc import Mapping

import msgspec

from youjian.collector.drivers.contacts import ValueFiles, read_bits
from youjian.collector.drivers.port import SilentError
from youjian.collector.probing.options import check_names, choice, line_address, seconds
from youjian.collector.probing.report import ProbeError, ProbeReport
from youjian.collector.settings.contacts import Contacts
from youjian.collector.transport import TransportError, open_transport

OPTIONS = {
    "unit": "the module's number on the line, 1 unless told",
    "count": "how many inputs to read from 0, 8 unless told",
    "inputs": "discrete or coils",
    "framing": "rtu or tcp; by the address unless told",
    "timeout_s": "wait for an answer",
}
_BY_ADDRESS = "by address"


def probe(address: str, options: Mapping[str, str]) -> ProbeReport:
    """The inputs' values; ProbeError when the module or file does not say them."""
    check_names(options, OPTIONS)
    try:
        if address.startswith("file:"):
            files = ValueFiles(address)
            return ProbeReport(model="value file", notes=[f"value: {files.level(0)}"])
        return _of_module(line_address(address), options)
    except (TransportError, SilentError) as error:
        raise ProbeError(str(error)) from None


def _of_module(url: str, options: Mapping[str, str]) -> ProbeReport:
    settings = _settings(url, options)
    line = open_transport(url)
    try:
        bits = read_bits(settings, line, 0, len(settings.contacts))
    finally:
        line.close()
    notes = [f"input {number}: {int(bit)}" for number, bit in enumerate(bits)]
    notes.append("closed_level and what is normal are not in the answer: open one contact and probe again")
    return ProbeReport(model=f"Modbus module, unit {settings.unit}, {settings.inputs} inputs", notes=notes)


def _settings(url: str, options: Mapping[str, str]) -> Contacts:
    framing = choice(options, "framing", {"rtu": "rtu", "tcp": "tcp", _BY_ADDRESS: ""}, _BY_ADDRESS)
    given = {
        "driver": "contacts",
        "name": "probe",
        "url": url,
        "unit": _number(options, "unit", "1", 255),
        "inputs": choice(options, "inputs", {"discrete": "discrete", "coils": "coils"}, "discrete"),
        "timeout_s": seconds(options, "timeout_s", 1.0, most=10.0),
        "framing": framing or None,
        "contacts": [
            {"input": number, "position": f"input {number}", "event": "seal_broken"}
            for number in range(_number(options, "count", "8", 64))
        ],
    }
    return msgspec.convert(given, Contacts)


def _number(options: Mapping[str, str], name: str, default: str, most: int) -> int:
    text = options.get(name, default)
    if not text.isdigit() or not 1 <= int(text) <= most:
        raise ProbeError(f"option {name}={text!r}: give a number from 1 to {most}")
    return int(text)
