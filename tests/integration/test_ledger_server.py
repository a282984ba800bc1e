"""The embedded server: private, durable, and hard to kill for good."""

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from youjian.ledger.processes import is_alive, leftovers
from youjian.ledger.server import EmbeddedServer, ServerError


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A short folder under /tmp that every user may pass through."""
    folder = Path(tempfile.mkdtemp(prefix="youjian-server-", dir="/tmp"))
    folder.chmod(0o755)
    server = EmbeddedServer(folder)
    server.start()
    with psycopg.connect(server.url("owner")) as conn:
        conn.execute("CREATE TABLE kept AS SELECT 42 AS x")
    yield folder
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture
def server(home: Path) -> EmbeddedServer:
    """A running server with one row in it."""
    made = EmbeddedServer(home)
    made.start()
    return made


def kept(server: EmbeddedServer) -> int:
    with psycopg.connect(server.url("owner")) as conn:
        return conn.execute("SELECT x FROM kept").fetchone()[0]


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline, "it did not come to pass in 30 s"
        time.sleep(0.02)


def test_it_writes_durably_and_listens_to_this_machine_alone(server):
    def setting(name: str) -> str:
        return conn.execute("SELECT current_setting(%s)", [name]).fetchone()[0]

    with psycopg.connect(server.url(None, "postgres")) as conn:
        assert [setting(s) for s in ("fsync", "synchronous_commit", "full_page_writes")] == ["on", "on", "on"]
        assert (setting("listen_addresses"), setting("unix_socket_directories")) == ("127.0.0.1", "")
        assert setting("password_encryption") == "scram-sha-256"
    with psycopg.connect(server.url("owner")) as conn:
        assert conn.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (
            False,
        )


def test_nobody_enters_without_a_password_and_only_the_owner_reads_them(server, home):
    without = server.url("owner").replace(server.url("owner").split("@")[0], "postgresql://youjian_owner")
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(without)
    assert stat.S_IMODE((home / "database.json").stat().st_mode) == 0o600


def test_it_survives_a_killed_postmaster_with_everything_committed(server):
    for _ in range(2):
        pid = server.pid
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda pid=pid: not is_alive(pid))
        assert not server.running
        server.start()
        assert server.pid != pid
        assert kept(server) == 42


def test_a_running_server_is_adopted_by_whoever_comes_next(server, home):
    pid = server.pid
    other = EmbeddedServer(home)
    other.start()
    assert (other.pid, kept(other)) == (pid, 42)


def test_a_server_that_no_longer_answers_is_ended_and_restarted(server):
    pid = server.pid
    os.kill(pid, signal.SIGSTOP)
    server.start()
    assert not is_alive(pid)
    assert kept(server) == 42


def test_a_pid_file_that_names_somebody_else_does_not_hinder_the_start(server):
    data = server.data
    server.stop()
    stranger = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        (data / "postmaster.pid").write_text(f"{stranger.pid}\n{data}\n0\n1\n\n\n\nready\n")
        server.start()
        assert kept(server) == 42
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()
        stranger.stdin.close()


def test_its_port_is_remembered_and_changed_only_when_taken(server, home):
    def port() -> int:
        return json.loads((home / "database.json").read_text())["port"]

    first = port()
    server.stop()
    server.start()
    assert port() == first
    server.stop()
    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        squatter.bind(("127.0.0.1", first))
        squatter.listen()
        server.start()
    assert port() != first
    assert kept(server) == 42


def test_stopping_leaves_no_process_and_may_be_repeated(server):
    data = server.data
    server.stop()
    server.stop()
    assert not server.running
    assert leftovers(data) == []


def test_lost_passwords_are_said_and_the_data_is_left_alone(server, home):
    pid = server.pid
    data = server.data
    saved = (home / "database.json").read_bytes()
    (home / "database.json").unlink()
    with pytest.raises(ServerError, match="put it back"):
        EmbeddedServer(home).start()
    (home / "database.json").write_bytes(saved)
    assert (server.pid, (data / "PG_VERSION").exists()) == (pid, True)


def test_data_that_vanished_is_not_replaced_by_an_empty_database(server):
    data = server.data
    server.stop()
    hidden = data.rename(data.with_name("hidden"))
    with pytest.raises(ServerError, match="is gone: restore it"):
        server.start()
    hidden.rename(data)
    server.start()
    assert kept(server) == 42


def test_a_first_start_that_was_cut_short_is_begun_again(home):
    folder = home / "second"
    folder.mkdir(mode=0o755)
    (folder / "database.new").mkdir()
    (folder / "database.new" / "PG_VERSION").write_text("18")
    second = EmbeddedServer(folder)
    second.start()
    assert second.running
    second.stop()


def test_the_three_addresses_are_handed_to_child_processes(server, home):
    script = """
import os
from youjian.ledger.server import ensure_database
from youjian.ledger.connection import connect
from youjian.ledger.migrations import migrate
ensure_database()
migrate(lambda line: None)
for role in ("owner", "intake", "bureau"):
    with connect(role) as conn:
        print(*conn.execute("SELECT current_user, current_setting('TimeZone')").fetchone())
print(ensure_database())
"""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("YOUJIAN_")} | {
        "YOUJIAN_HOME": str(home)
    }
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [
        "youjian_owner UTC",
        "youjian_intake UTC",
        "youjian_bureau UTC",
        "None",
    ]


def test_a_citys_own_server_needs_one_address_and_the_roles_are_taken_on(postgres, monkeypatch):
    """An administrator who is neither superuser nor owner, as a city's DBA would give one."""
    from youjian.ledger.connection import connect
    from youjian.ledger.migrations import migrate

    with psycopg.connect(postgres.url(None, "postgres"), autocommit=True) as conn:
        conn.execute("CREATE ROLE city LOGIN CREATEROLE PASSWORD 'city'")
        conn.execute("GRANT youjian_owner, youjian_intake, youjian_bureau TO city")
        conn.execute("CREATE DATABASE city OWNER city")
    address = postgres.url("owner", "city").split("@")[1]
    monkeypatch.setenv("YOUJIAN_DATABASE_URL", f"postgresql://city:city@{address}")
    monkeypatch.delenv("YOUJIAN_INTAKE_DATABASE_URL", raising=False)
    monkeypatch.delenv("YOUJIAN_BUREAU_DATABASE_URL", raising=False)
    assert migrate(lambda line: None) > 0
    for role in ("owner", "intake", "bureau"):
        with connect(role) as conn:
            assert conn.execute("SELECT current_user").fetchone() == (f"youjian_{role}",)
    with connect("owner") as conn:
        owners = conn.execute(
            "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'ledger'"
        ).fetchall()
    assert owners == [("youjian_owner",)]
