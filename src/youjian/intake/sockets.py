"""Sockets of the doors: listening alone or side by side, and finding out that the other end is gone."""

import asyncio
import resource
import socket
from contextlib import suppress

BACKLOG = 2048
"""Connections that the system may hold ready."""
AT_ONCE = 16
"""asyncio takes so many of them in one go, so that a flood leaves the loop to others in between."""
_IDLE_S, _EVERY_S, _TIMES = 60, 15, 4
"""TCP asks after a minute of silence, and gives a peer up two minutes after its last word."""
_UNREAD_MS = 60_000
"""A peer that leaves what was sent to it unacknowledged for so long is given up too."""
_OPTIONS = (("TCP_KEEPIDLE", _IDLE_S), ("TCP_KEEPINTVL", _EVERY_S), ("TCP_KEEPCNT", _TIMES),
            ("TCP_USER_TIMEOUT", _UNREAD_MS))  # fmt: skip


def listening(host: str, port: int, *, shared: bool) -> list[socket.socket]:
    """Sockets that listen on every address of the hosts named, with commas between them (`0.0.0.0,::` for all
    of IPv4 and of IPv6); `shared` with other intakes (SO_REUSEPORT).

    A socket of IPv6 takes IPv6 alone, so that an IPv4 peer is known by its own address at every door.
    Raises OSError when the port is taken or a host has no address here.
    """
    addresses = {address: family for one in hosts(host) for family, address in _addresses(one, port)}
    made: list[socket.socket] = []
    try:
        for address, family in addresses.items():
            made.append(socket.create_server(address, family=family, backlog=BACKLOG, reuse_port=shared))
    except OSError:
        for one in made:
            one.close()
        raise
    return made


def hosts(text: str) -> list[str]:
    """The hosts of a list with commas; brackets around an IPv6 address are taken off.

    >>> hosts("127.0.0.1, [::1]")
    ['127.0.0.1', '::1']
    """
    return [one.strip().strip("[]") for one in text.split(",") if one.strip()]


def _addresses(host: str, port: int) -> list[tuple[int, tuple[str, int]]]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    return [(family, (str(address[0]), port)) for family, _, _, _, address in found]


def watch_peer(transport: asyncio.BaseTransport) -> None:
    """Let TCP find out when the peer of an accepted connection is gone without a word."""
    peer = transport.get_extra_info("socket")
    if peer is None:
        return
    with suppress(OSError):  # it is gone already
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _OPTIONS:
            if hasattr(socket, name):  # some systems know fewer
                peer.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def peer_of(transport: asyncio.BaseTransport) -> tuple[str, int]:
    """Address and port of the other end; («unknown», 0) when it is gone already."""
    name = transport.get_extra_info("peername")
    return (str(name[0]), int(name[1])) if name else ("unknown", 0)


def raise_open_files(needed: int) -> int:
    """Raise the limit of open files as far as the system lets us; how many are missing to `needed`, or 0."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard == resource.RLIM_INFINITY:
        hard = max(soft, needed)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    return max(0, needed - hard)
