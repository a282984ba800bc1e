"""A dispenser's tax port in a station's file, with what is known to differ between makers."""

from collections.abc import Sequence
from typing import Annotated, Literal

from msgspec import Meta

from youjian.collector.settings.base import Byte, DeviceSection, Interval, Positive, Section, twice
from youjian.contract.fields import DispenserId, NozzleId


class TaxNozzle(Section, frozen=True, kw_only=True):
    """A nozzle behind a tax port: its number in the register and its address on the port."""

    nozzle_id: NozzleId
    address: Byte


class TaxPort(DeviceSection, frozen=True, kw_only=True, tag="taxport", tag_field="driver"):
    """A dispenser's tax port, polled for totals and last fills.

    `last_fill`: whether the port tells fills (86); `auto` goes over to totals alone while it does not answer.
    `last_fill_bytes`: how long that answer is; `auto` takes what comes and expects 30 bytes where the factory
    number begins with a letter. `still_s`: a total that holds still so long belongs to a fuelling that has
    ended. `total_digits`: digits of the dispenser's counter (0.01 L), after which it begins again from zero.
    """

    role: Literal["dispenser"] = "dispenser"
    nozzles: Annotated[list[TaxNozzle], Meta(min_length=1)]
    dispenser_id: DispenserId | None = None
    poll_s: Interval = 1.0
    timeout_s: Interval = 1.0
    hole_s: Interval = 30.0
    flow_l_min: Positive = 40.0
    last_fill: bool | Literal["auto"] = "auto"
    last_fill_bytes: Literal["auto", 28, 30] = "auto"
    still_s: Interval = 10.0
    total_digits: Annotated[int, Meta(ge=6, le=12)] = 12
    total_mode: Byte = 0
    ret_mode: Byte = 1
    tax_info: bool = True
    day_totals: bool = True

    @property
    def nozzle_ids(self) -> Sequence[int]:
        """Nozzles whose records this port makes."""
        return [nozzle.nozzle_id for nozzle in self.nozzles]

    def problems(self) -> list[str]:
        """What types cannot say of this port alone."""
        doubled = twice("address", [nozzle.address for nozzle in self.nozzles])
        return [*super().problems(), *([f"nozzles: {doubled}"] if doubled else [])]
