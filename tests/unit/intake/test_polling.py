"""The broker's socket is waited for whatever its number."""

import fcntl
import resource
import socket
from collections.abc import Iterator

import paho.mqtt.client
import pytest

from youjian.intake.polling import polled, use_poll

HIGH = 1500


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Two ends of a line, the first with a number that `select` refuses."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, HIGH + 100), hard))
    near, far = socket.socketpair()
    high = socket.socket(fileno=fcntl.fcntl(near.fileno(), fcntl.F_DUPFD_CLOEXEC, HIGH))
    near.close()
    yield high, far
    high.close()
    far.close()
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_socket_with_a_high_number_is_waited_for(pair: tuple[socket.socket, socket.socket]) -> None:
    near, far = pair
    assert near.fileno() >= HIGH
    assert polled([near], [near], [], 1.0) == ([], [near], [])
    far.sendall(b"x")
    assert polled([near], [], [], 1.0) == ([near], [], [])
    assert near.recv(1) == b"x"
    assert polled([near], [], [], 0.0) == ([], [], [])
    far.close()
    assert polled([near, near.fileno()], [], [], None) == ([near, near.fileno()], [], [])


def test_a_closed_socket_is_an_error_as_ever(pair: tuple[socket.socket, socket.socket]) -> None:
    pair[0].close()
    with pytest.raises(ValueError, match="closed"):
        polled([pair[0]], [], [], 0.0)


def test_clients_of_brokers_wait_so() -> None:
    use_poll()
    assert paho.mqtt.client.select.select is polled  # type: ignore[attr-defined]
