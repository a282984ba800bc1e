"""`collect probe`: ask a device that nobody has configured yet what is there; nothing is stored or set."""

from collections.abc import Mapping
from importlib import import_module

from youjian.collector.probing.report import (
    FoundNozzle,
    FoundTank,
    ProbeError,
    ProbeReport,
    UsageError,
    render,
)

PROBERS: dict[str, str] = {
    "tls350": "youjian.collector.probing.tls350",
    "probe": "youjian.collector.probing.probe",
    "taxport": "youjian.collector.probing.taxport",
    "hj212": "youjian.collector.probing.hj212",
    "forecourt": "youjian.collector.probing.forecourt",
    "contacts": "youjian.collector.probing.contacts",
    "vapour-soap": "youjian.collector.probing.vapour_soap",
}
"""The module that asks each kind of device; its `probe(address, options)` returns the report."""

__all__ = [
    "PROBERS",
    "FoundNozzle",
    "FoundTank",
    "ProbeError",
    "ProbeReport",
    "UsageError",
    "probe",
    "render",
]


def probe(driver: str, address: str, options: Mapping[str, str] | None = None) -> ProbeReport:
    """What answers at an address; ProbeError when nothing does, or nothing that can be read.

    `options` are the driver's own, by name, such as `security_code` or `units`; an unknown one is an error.
    """
    module = PROBERS.get(driver)
    if module is None:
        raise ProbeError(f"driver {driver!r} is none of {', '.join(PROBERS)}")
    try:
        prober = import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        raise ProbeError(
            f"devices of driver {driver!r} cannot be probed; `collect check` tries them"
        ) from None
    return prober.probe(address, options or {})
