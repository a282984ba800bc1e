"""The way to the platform and what it runs over: sections `[uplink]` and `[link]` of a station's file."""

from typing import Annotated

from msgspec import Meta

from youjian.collector.settings.base import Interval, Section, address_problem
from youjian.contract.fields import Text
from youjian.protocols.station.messages import Iccid

PLATFORM_SCHEMES = ("http", "https", "mqtt", "mqtts")


class UplinkSettings(Section, frozen=True, kw_only=True):
    """`[uplink]`. Certificate and password are for a proxy or broker; the platform knows us by our key.

    `answer_s` is how long one answer is waited for, `home_s` how long another address than the first is kept
    once the first has failed. `heartbeat_s` goes before what the platform asks for.
    """

    client_cert: str | None = None
    client_key: str | None = None
    username: str | None = None
    password_file: str | None = None
    answer_s: Annotated[float, Meta(ge=1, le=300, description="s")] = 30.0
    home_s: Annotated[float, Meta(ge=1, le=86_400, description="s")] = 600.0
    heartbeat_s: Interval | None = None

    def problems(self) -> list[str]:
        """What types cannot say: `key: what is wrong`."""
        found: list[str] = []
        if self.client_key is not None and self.client_cert is None:
            found.append("client_key: needs client_cert beside it")
        if self.password_file is not None and self.username is None:
            found.append("password_file: needs username beside it")
        return found


class LinkSettings(Section, frozen=True, kw_only=True):
    """`[link]`: what the box is connected by; at most one of `modem`, `status_file`, `status_command`.

    `kind`, `signal_dbm` and `iccid` stand as written where nothing better is read. `modem` is a serial line
    with AT commands; file and command give JSON with `link`, `signal_dbm`, `iccid`, as a router may write it.
    """

    kind: Text | None = None
    signal_dbm: Annotated[float, Meta(ge=-200, le=0, description="dBm")] | None = None
    iccid: Iccid | None = None
    modem: str | None = None
    status_file: str | None = None
    status_command: Annotated[list[str], Meta(min_length=1)] | None = None
    read_s: Interval = 60.0

    def problems(self) -> list[str]:
        """What types cannot say: `key: what is wrong`."""
        found: list[str] = []
        named = [
            name for name in ("modem", "status_file", "status_command") if getattr(self, name) is not None
        ]
        if len(named) > 1:
            found.append(f"{' and '.join(named)}: only one of them is asked")
        if self.modem is not None:
            found.append(address_problem("modem", self.modem, ("serial", "tcp")) or "")
        return [problem for problem in found if problem]
