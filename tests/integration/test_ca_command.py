"""`youjian ca`: a door and a collector trust each other by it, and a revoked certificate is refused."""

import socket
import ssl
import threading
from pathlib import Path

import pytest

from youjian.cli import main


def _made(capsys: pytest.CaptureFixture[str], folder: Path, *words: str) -> Path:
    assert main(["ca", "--folder", str(folder), *words]) == 0
    return Path(capsys.readouterr().out.strip())


def _greets(folder: Path, door: Path, box: Path | None) -> bool:
    """Whether a door that asks for certificates, and looks at the revoked ones, lets a collector in."""
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(door, door.with_suffix(".key"))
    served.load_verify_locations(folder / "ca.pem")
    served.load_verify_locations(folder / "crl.pem")
    served.verify_mode = ssl.CERT_REQUIRED
    served.verify_flags |= ssl.VERIFY_CRL_CHECK_LEAF
    asking = ssl.create_default_context(cafile=str(folder / "ca.pem"))
    if box is not None:
        asking.load_cert_chain(box, box.with_suffix(".key"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def answer() -> None:
            plain, _ = listening.accept()
            try:
                with served.wrap_socket(plain, server_side=True) as secured:
                    secured.sendall(b"in")
            except (ssl.SSLError, OSError):
                plain.close()

        serving = threading.Thread(target=answer)
        serving.start()
        try:
            with (
                socket.create_connection(("127.0.0.1", port), timeout=10) as plain,
                asking.wrap_socket(plain, server_hostname="127.0.0.1") as secured,
            ):
                return secured.recv(2) == b"in"
        except (ssl.SSLError, OSError):
            return False
        finally:
            serving.join()


def test_a_collector_gets_in_by_its_certificate_until_it_is_revoked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "ca"
    _made(capsys, folder, "init", "--name", "瓷都市油鉴")
    door = _made(capsys, folder, "issue", "127.0.0.1", "--server")
    box, other = (_made(capsys, folder, "issue", name) for name in ("YJ-3602030017", "YJ-3602810001"))
    assert _greets(folder, door, box)
    assert not _greets(folder, door, None)
    assert main(["ca", "--folder", str(folder), "revoke", box.stem]) == 0
    assert not _greets(folder, door, box)
    assert _greets(folder, door, other)
    capsys.readouterr()
    assert main(["ca", "--folder", str(folder), "list"]) == 0
    told = capsys.readouterr().out
    assert "YJ-3602030017" in next(line for line in told.splitlines() if line.endswith("revoked"))
    assert box.with_suffix(".key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("words", [("issue", "x"), ("revoke", "AB"), ("issue", "x", "--days", "9999")])
def test_what_cannot_be_done_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert main(["ca", "--folder", str(tmp_path / "ca"), *words]) == 2
    assert "youjian ca:" in capsys.readouterr().err
