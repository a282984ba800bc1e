"""A vapour monitor that posts XML or JSON over HTTP in a station's file."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from youjian.collector.settings.hj212 import key_problems
from youjian.collector.settings.vapour import VapourSection


class SoapMonitor(VapourSection, frozen=True, kw_only=True, tag="vapour-soap", tag_field="driver"):
    """A monitor of the Beijing family. `user_id` is its USERID (area and station); with `sm4_key` only
    encrypted messages with a right HMAC are taken. `accepted` is the text that its maker waits for.
    """

    schemes: ClassVar[tuple[str, ...]] = ("http-listen",)

    family: Literal["beijing"] = "beijing"
    user_id: Annotated[str, Meta(min_length=1, max_length=32)]
    password: str = ""
    accepted: Annotated[str, Meta(min_length=1, max_length=32)] = "01"
    refused: Annotated[str, Meta(min_length=1, max_length=32)] = "00"
    sm4_key: str = ""
    sm4_iv: str = "0000000000000000"

    def problems(self) -> list[str]:
        """What types cannot say of this monitor alone."""
        return [*super().problems(), *key_problems(self.sm4_key, self.sm4_iv)]
