"""Office and doors answer over IPv6 and IPv4 side by side, as real processes of the command."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import urllib3

from tests.integration.intake_kit import eventually, free_port

BOTH = "127.0.0.1,::1"


def ipv6_is_here() -> bool:
    """Whether this machine has IPv6 on its loopback."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


pytestmark = pytest.mark.skipif(not ipv6_is_here(), reason="this machine has no IPv6 on its loopback")


@contextmanager
def running(folder: Path, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """A job of the command, ended by SIGTERM."""
    with (folder / f"{words[0]}.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "youjian.cli", *words], stderr=log, env=os.environ)
    try:
        yield process
    finally:
        process.terminate()
        assert process.wait(30) == 0, (folder / f"{words[0]}.log").read_text()


def status(address: str, port: int, path: str) -> int:
    """The status of a page, 0 while nobody answers."""
    host = f"[{address}]" if ":" in address else address
    try:
        return urllib3.request("GET", f"http://{host}:{port}{path}", retries=False, timeout=10).status
    except urllib3.exceptions.HTTPError:
        return 0


def connected(address: str, port: int) -> str:
    """The address by which a TCP connection was made."""
    with closing(socket.create_connection((address, port), timeout=10)) as one:
        return one.getpeername()[0]


def test_the_doors_answer_on_both_protocols(module_database: Any, tmp_path: Path) -> None:
    http, hj212, own = free_port(), free_port(), free_port()
    words = (
        "intake",
        "--host",
        BOTH,
        "--port",
        str(http),
        "--hj212-port",
        str(hj212),
        "--own-port",
        str(own),
    )
    with running(tmp_path, *words):
        for address in ("127.0.0.1", "::1"):
            for port in (http, own):
                eventually(lambda: status(address, port, "/readyz") == 200, f"{address} {port}")  # noqa: B023
            assert connected(address, hj212) == address


def test_the_office_answers_on_both_protocols(module_database: Any, tmp_path: Path) -> None:
    port = free_port()
    with running(tmp_path, "serve", "--host", BOTH, "--port", str(port)):
        for address in ("127.0.0.1", "::1"):
            eventually(lambda: status(address, port, "/healthz") == 200, f"the office at {address}")  # noqa: B023


def test_a_port_taken_on_one_of_the_protocols_is_named(module_database: Any, tmp_path: Path) -> None:
    with closing(socket.create_server(("::1", 0), family=socket.AF_INET6)) as taken:
        words = ("intake", "--host", BOTH, "--port", str(taken.getsockname()[1]), "--hj212-port", "0")
        command = [sys.executable, "-m", "youjian.cli", *words]
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "is a port taken?" in done.stderr
