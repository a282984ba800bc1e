"""What a monitor's reports change: a nozzle stopped or enabled, a fault that came or went.

A list of states or a fault is repeated as long as it lasts; it is told once. What was told last is a small
mapping that the caller keeps over restarts.
"""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from youjian.contract.fields import EventCode
from youjian.protocols.vapour.model import Fault, Switch, VapourUpload
from youjian.protocols.vapour.nozzles import NozzleMap

MONITOR = "vapour"
NO_FAULT = "000000"
_FAULT_WORDS = (
    ("0111", "collector board"),
    ("031000", "pressure sensor"),
    ("031001", "pressure sensor"),
    ("031002", "back-pressure sensor"),
    ("041000", "concentration sensor"),
    ("051000", "other fault"),
)
_CAUSES = {"0": "by itself", "1": "by hand", "2": "by hand"}


class Happening(Struct, frozen=True):
    """An event of a device, as the contract names it."""

    device: str
    code: EventCode
    at: datetime
    detail: str


class MonitorWatch:
    """The last known state of one monitor's nozzles and faults."""

    def __init__(self, known: Mapping[str, str] | None = None, nozzles: NozzleMap | None = None) -> None:
        self._known = dict(known or {})
        self._nozzles = nozzles or NozzleMap()

    @property
    def known(self) -> dict[str, str]:
        """What was told last, to be kept over a restart."""
        return dict(self._known)

    @property
    def faults(self) -> list[str]:
        """Fault codes that last."""
        return sorted(name.removeprefix("fault ") for name in self._known if name.startswith("fault "))

    def happened(self, upload: VapourUpload, now: datetime) -> tuple[list[Happening], list[str]]:
        """The events of an upload, and what could not be told because the nozzle is not mapped."""
        found: list[Happening] = []
        problems: list[str] = []
        for switch in upload.switches:
            nozzle_id = self._nozzles.resolve(switch.nozzle, switch.dispenser)
            if nozzle_id is None:
                problems.append(NozzleMap.problem(switch.nozzle, switch.dispenser))
            elif (event := self._switched(switch, nozzle_id, now)) is not None:
                found.append(event)
        found += [event for fault in upload.faults if (event := self._failed(fault, now)) is not None]
        return found, problems

    def _switched(self, switch: Switch, nozzle_id: int, now: datetime) -> Happening | None:
        device = f"nozzle:{nozzle_id}"
        state = "1" if switch.enabled else "0"
        before = self._known.get(device, None if switch.told else "1")
        self._known[device] = state
        if not switch.told and before == state:
            return None
        cause = _CAUSES.get(switch.cause or "", "cause not told")
        what = "enabled" if switch.enabled else "stopped"
        told = f"{what} {cause}" if switch.told else f"listed as {what}"
        code: EventCode = "nozzle_enabled" if switch.enabled else "nozzle_disabled"
        return Happening(device, code, switch.at or now, f"the vapour monitor: {told}")

    def _failed(self, fault: Fault, now: datetime) -> Happening | None:
        if fault.code == NO_FAULT:
            for name in [name for name in self._known if name.startswith("fault ")]:
                del self._known[name]
            return None
        name = f"fault {fault.code}"
        if name in self._known:
            return None
        if len(self.faults) < _MOST_FAULTS:
            self._known[name] = "1"
        return Happening(MONITOR, "gauge_fault", fault.at or now, f"{fault_words(fault.code)} ({fault.code})")


_MOST_FAULTS = 100


def fault_words(code: str) -> str:
    """What a fault code of the Beijing family says.

    >>> fault_words("041000")
    'concentration sensor'
    """
    return next((words for start, words in _FAULT_WORDS if code.startswith(start)), "unknown fault")
