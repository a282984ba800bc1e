"""Where the platform may connect to when it tells people: decided by the installation, not by a form.

`YOUJIAN_NOTIFY_HOSTS` lists hosts (`oapi.dingtalk.com`), suffixes (`*.example.gov.cn`), addresses and
networks (`10.20.0.0/16`), separated by commas. Whoever is listed is reached, in an intranet too. Without the
list every public address is reached and no private one. Nothing follows a redirect.
"""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from youjian.bureau import environment
from youjian.bureau.language import pick

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Sequence[str]]
_CARRIERS = (
    (ipaddress.ip_network("::/96"), 0),
    (ipaddress.ip_network("::ffff:0:0/96"), 0),
    (ipaddress.ip_network("::ffff:0:0:0/96"), 0),
    (ipaddress.ip_network("64:ff9b::/96"), 0),
    (ipaddress.ip_network("2002::/16"), 80),
)
"""IPv6 networks whose addresses lead to an IPv4 address, and by how many bits it stands from the right:
compatible and mapped (RFC 4291), translated (RFC 7915, RFC 6052), 6to4 (RFC 3056).
"""


class NotAllowedError(Exception):
    """The installation does not let the platform connect there; says how it could."""


@dataclass(frozen=True)
class Allowed:
    """What `YOUJIAN_NOTIFY_HOSTS` says."""

    listed: tuple[str, ...] = ()

    def names(self, host: str) -> bool:
        """Whether the list names a host or a suffix of it."""
        here = host.lower().rstrip(".")
        return any(here == one or (one.startswith("*.") and here.endswith(one[1:])) for one in self.listed)

    def holds(self, address: Address) -> bool:
        """Whether one of the list's addresses or networks holds an address."""
        return any(address in network for one in self.listed if (network := _network(one)) is not None)


def from_environment() -> Allowed:
    """The list of this installation."""
    return Allowed(tuple(one.lower() for one in environment.items("NOTIFY_HOSTS")))


def resolve(host: str, port: int) -> Sequence[str]:
    """All addresses of a host; raises OSError when it has none."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def reachable(host: str, port: int, allowed: Allowed, resolver: Resolver = resolve) -> str:
    """The address to connect to; raises NotAllowedError, or OSError when the host has none.

    The address that was looked at is the one to use: a name that points elsewhere a moment later leads
    nowhere else.
    """
    addresses = [ipaddress.ip_address(one.split("%")[0]) for one in resolver(host, port)]
    if not addresses:
        message = f"{host} has no address"
        raise OSError(message)
    if allowed.names(host):
        return str(addresses[0])
    fitting = [one for one in addresses if _may(one, allowed)]
    if len(fitting) < len(addresses):
        raise NotAllowedError(_refusal(host))
    return str(fitting[0])


def _may(address: Address, allowed: Allowed) -> bool:
    plain = _carried(address) or address
    return allowed.holds(plain) if allowed.listed else plain.is_global and not plain.is_multicast


def _carried(address: Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address to which an IPv6 address leads; None for one that leads only to itself."""
    shifts = (shift for network, shift in _CARRIERS if address in network)
    shift = next(shifts, None)
    return None if shift is None else ipaddress.IPv4Address(int(address) >> shift & 0xFFFFFFFF)


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _refusal(host: str) -> str:
    return pick(
        f"平台不允许连接“{host}”：不在YOUJIAN_NOTIFY_HOSTS列出的主机中，或指向内网地址。"
        "请运维人员把它加入该环境变量后重启平台。",
        f"The platform may not connect to {host}: YOUJIAN_NOTIFY_HOSTS does not list it, or it is an address "
        "of an intranet. Operations can add it to that variable and restart.",
    )
