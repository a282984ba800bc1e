"""A vapour monitor that speaks HJ 212 in a station's file."""

from typing import Annotated, Literal

from msgspec import Meta

from youjian.collector.settings.vapour import VapourSection
from youjian.protocols.vapour.sm4 import key_bytes

Seconds = Annotated[int, Meta(ge=1, le=3600)]
Retries = Annotated[int, Meta(ge=1, le=99)]
Handshake = Literal["never", "after_first_frame", "at_connection"]


class VapourMonitor(VapourSection, frozen=True, kw_only=True, tag="hj212", tag_field="driver"):
    """A vapour monitor that pushes HJ 212 frames to the collector.

    `handshake` says whether and when the collector, as the centre, sends 1000, 1012, 1062, 1064 and 2011.
    `answer` is `always` for monitors without a Flag that wait for an answer all the same.
    """

    family: Literal["hj212", "beijing", "guangzhou", "chongqing", "hefei"] = "hj212"
    mn: Annotated[str, Meta(min_length=1, max_length=64)]
    password: str = ""
    st: Annotated[str, Meta(pattern=r"^[0-9]{2}$")] = "31"
    answer: Literal["flagged", "always"] = "flagged"
    handshake: Handshake = "never"
    over_time_s: Seconds = 10
    retries: Retries = 3
    realtime_s: Seconds | None = None
    minute_min: Annotated[int, Meta(ge=1, le=99)] | None = None
    packet_s: Seconds = 30
    sm4_key: str = ""
    sm4_iv: str = ""
    sm4_coding: Literal["base64", "hex"] = "base64"

    def problems(self) -> list[str]:
        """What types cannot say of this monitor alone."""
        found = super().problems()
        if self.family == "beijing":
            found.append('family: "beijing" posts XML over HTTP, its driver is "vapour-soap"')
        return [*found, *key_problems(self.sm4_key, self.sm4_iv)]


def key_problems(key: str, iv: str) -> list[str]:
    """What is wrong with an SM4 key and its initial vector; nothing where there is no key."""
    found: list[str] = []
    for name, text in (("sm4_key", key), ("sm4_iv", iv)):
        try:
            if text:
                key_bytes(name, text)
        except ValueError as error:
            found.append(f"{name}: {str(error).removeprefix(name).strip()}")
    return found
