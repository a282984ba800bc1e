"""A vapour monitor that speaks HJ 212 in a station's file."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from youjian.collector.settings.base import LISTENING, DeviceSection, Interval


class VapourMonitor(DeviceSection, frozen=True, kw_only=True, tag="hj212", tag_field="driver"):
    """A vapour monitor that pushes HJ 212 frames to the collector."""

    schemes: ClassVar[tuple[str, ...]] = LISTENING

    role: Literal["vapour"] = "vapour"
    mn: Annotated[str, Meta(min_length=1, max_length=24)]
    password: str = ""
    ratio_unit: Literal["ratio", "percent"] = "ratio"
    silent_s: Interval = 600.0
