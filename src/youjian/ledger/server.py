"""The embedded server: a private PostgreSQL for a laptop or a demo, started and stopped by ourselves.

It listens on 127.0.0.1 only, writes durably, keeps its port and its random passwords in `database.json` of
the home folder, and outlives the process that started it: whoever comes next adopts it.
"""

import fcntl
import json
import os
import secrets
import shutil
import socket
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from youjian.ledger.binaries import Account, Binaries, ServerError, find_binaries
from youjian.ledger.connection import BASE_VARIABLE, VARIABLES, Role
from youjian.ledger.processes import end_leftovers, is_alive, proves_processes

__all__ = ["EmbeddedServer", "ServerError", "ensure_database", "home"]

DATABASE = "youjian"
_ROLES: tuple[Role, ...] = ("owner", "intake", "bureau")
_PUBLIC = Path("/var/tmp")  # noqa: S108 - where the data goes when the home is closed to the server's user
_START_SECONDS = 60.0
_SETTINGS: Mapping[str, str] = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "on",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "80",
    "max_locks_per_transaction": "512",  # a table of days has a lock for each day that a query touches
    "shared_buffers": "128MB",
    "effective_cache_size": "512MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "temp_buffers": "16MB",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "10min",
    "max_parallel_workers_per_gather": "1",
    "random_page_cost": "1.1",
    "jit": "off",
    "password_encryption": "scram-sha-256",
}


def home() -> Path:
    """The folder of this installation: `YOUJIAN_HOME`, or `.youjian` in the current folder."""
    return Path(os.environ.get("YOUJIAN_HOME") or ".youjian").resolve()


class EmbeddedServer:
    """The private server of one home folder. `settings` override those of postgresql.conf at each start."""

    def __init__(self, home: Path, settings: Mapping[str, str] | None = None) -> None:
        self.home = home.resolve()
        self._settings = {**_SETTINGS, **(settings or {})}
        self._secrets = self.home / "database.json"

    @property
    def running(self) -> bool:
        """Whether the server of this home answers."""
        return self._secrets.exists() and self._answers(self._load())

    @property
    def data(self) -> Path:
        """The data directory."""
        return Path(self._load()["data"])

    @property
    def pid(self) -> int | None:
        """The postmaster's process id as its pid file says, or None."""
        return _pid_of(self.data)

    def start(self) -> None:
        """Make the cluster on first use, then adopt the running server or start one; raises ServerError."""
        self.home.mkdir(parents=True, exist_ok=True)
        with self._alone():
            binaries = find_binaries()
            state = self._load() if self._secrets.exists() else self._invent(binaries.account)
            self._ensure_cluster(binaries, state)
            if not self._answers(state):
                self._start(binaries, state)
            self._ensure_roles(state)

    def stop(self) -> None:
        """Stop the server: open transactions are rolled back, everything committed stays."""
        if not self._secrets.exists():
            return
        with self._alone():
            data = Path(self._load()["data"])
            pid = _pid_of(data)
            if pid is None or not is_alive(pid):
                return
            done = find_binaries().run("pg_ctl", "stop", "-D", str(data), "-m", "fast", "-w", "-t", "40")
            if done.returncode != 0 and is_alive(pid):
                raise ServerError(f"the embedded server of {self.home} does not stop: {done.stdout.strip()}")

    def url(self, role: Role | None, database: str = DATABASE) -> str:
        """The address for a role; None is the superuser, for making databases only."""
        user = f"youjian_{role}" if role else "postgres"
        return self._address(self._load(), user, database)

    def _load(self) -> dict[str, Any]:
        try:
            return json.loads(self._secrets.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ServerError(
                f"{self._secrets} cannot be read ({error}): it holds the database's passwords"
            ) from None

    def _save(self, state: dict[str, Any]) -> None:
        descriptor, path = tempfile.mkstemp(prefix=".database-", dir=self.home)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(state, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        Path(path).replace(self._secrets)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time starts or stops the server of this home; the folder itself is the lock."""
        folder = os.open(self.home, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def _invent(self, account: Account) -> dict[str, Any]:
        """Place, port and passwords of a new server, written down before anything is made with them."""
        data = data_folder(self.home, account)
        if (data / "PG_VERSION").exists():
            raise ServerError(
                f"{data} holds a database but {self._secrets} is gone: put it back or move the data away"
            )
        users = ("postgres", *(f"youjian_{role}" for role in _ROLES))
        passwords = {user: secrets.token_urlsafe(24) for user in users}
        state = {"data": str(data), "port": _free_port(), "passwords": passwords, "made": False}
        self._save(state)
        return state

    def _ensure_cluster(self, binaries: Binaries, state: dict[str, Any]) -> None:
        """Make the data directory unless it was made before; one that vanished since is an error."""
        data = Path(state["data"])
        there = (data / "PG_VERSION").exists()
        made_before = state.get("made", False)
        if made_before and not there:
            raise ServerError(
                f"the data directory {data} is gone: restore it, or remove {self._secrets} to start empty"
            )
        if not there:
            _initdb(binaries, data, state["passwords"]["postgres"])
        if not made_before:
            state["made"] = True
            self._save(state)

    def _start(self, binaries: Binaries, state: dict[str, Any]) -> None:
        data = Path(state["data"])
        self._end_stale(data)
        if not _is_free(state["port"]):
            state["port"] = _free_port()
            self._save(state)
        _write_settings(data, {**self._settings, "port": str(state["port"])}, binaries.account)
        log = data / "server.log"
        done = binaries.run(
            "pg_ctl", "start", "-D", str(data), "-l", str(log), "-w", "-t", str(int(_START_SECONDS))
        )
        if done.returncode != 0 or not self._answers(state):
            tail = log.read_text(encoding="utf-8", errors="replace")[-2000:] if log.exists() else ""
            raise ServerError(
                f"the embedded server of {self.home} does not start: {done.stdout.strip()}\n{tail}"
            )

    def _end_stale(self, data: Path) -> None:
        """Whatever still runs on this data directory does not answer: end it, so that one server owns it.

        PostgreSQL itself takes a dead postmaster's pid file for a living one while the process is a zombie or
        its number belongs to somebody else by now. Where /proc proves that nobody is there, the file goes.
        """
        if proves_processes():
            end_leftovers(data)
            (data / "postmaster.pid").unlink(missing_ok=True)

    def _answers(self, state: dict[str, Any]) -> bool:
        address = self._address(state, "postgres", "postgres")
        try:
            with psycopg.connect(address, connect_timeout=5, autocommit=True) as conn:
                row = conn.execute("SHOW data_directory").fetchone()
        except psycopg.OperationalError:
            return False
        return row is not None and Path(row[0]) == Path(state["data"])

    def _address(self, state: dict[str, Any], user: str, database: str) -> str:
        password = state["passwords"][user]
        return f"postgresql://{user}:{password}@127.0.0.1:{state['port']}/{database}"

    def _ensure_roles(self, state: dict[str, Any]) -> None:
        """The three roles log in here with passwords of their own, and the owner owns the database."""
        with psycopg.connect(self._address(state, "postgres", "postgres"), autocommit=True) as conn:
            there = {row[0] for row in conn.execute("SELECT rolname FROM pg_roles").fetchall()}
            for role in _ROLES:
                user = f"youjian_{role}"
                if user not in there:
                    conn.execute(
                        sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD {}").format(
                            sql.Identifier(user), sql.Literal(state["passwords"][user])
                        )
                    )
            conn.execute("GRANT youjian_intake, youjian_bureau TO youjian_owner")
            if conn.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
                conn.execute(f"CREATE DATABASE {DATABASE} OWNER youjian_owner")


def ensure_database() -> EmbeddedServer | None:
    """Without `YOUJIAN_DATABASE_URL`, start or adopt the embedded server and set the three addresses.

    They are set in this process's environment, so that child processes inherit them. Returns the server, or
    None when the administrator named a database.
    """
    if os.environ.get(BASE_VARIABLE):
        return None
    server = EmbeddedServer(home())
    server.start()
    for role in _ROLES:
        os.environ[VARIABLES[role]] = server.url(role)
    return server


def data_folder(home: Path, account: Account) -> Path:
    """Under the home, or under /var/tmp when the server's user cannot get there.

    There the name is drawn, so that a new home never meets what an older one at the same path left behind.
    """
    if not account.switch or all(folder.stat().st_mode & 0o001 for folder in (home, *home.parents)):
        return home / "database"
    return _PUBLIC / f"youjian-{secrets.token_hex(8)}"


def _initdb(binaries: Binaries, data: Path, password: str) -> None:
    """Make a cluster beside `data` and rename it, so that a half made one is never taken for a whole one."""
    fresh = data.with_name(f"{data.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    descriptor, name = tempfile.mkstemp(prefix="youjian-initdb-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(password)
        if binaries.account.switch:
            os.chown(fresh, binaries.account.uid, binaries.account.gid)
            os.chown(name, binaries.account.uid, binaries.account.gid)
        done = binaries.run(
            "initdb", "-D", str(fresh), "-U", "postgres", "--auth=scram-sha-256", f"--pwfile={name}",
            "--encoding=UTF8", "--locale=C", "--no-instructions", timeout=180,
        )  # fmt: skip
    finally:
        Path(name).unlink()
    if done.returncode != 0:
        raise ServerError(f"initdb failed in {fresh}: {done.stdout.strip()}")
    fresh.rename(data)


def _write_settings(data: Path, settings: Mapping[str, str], account: Account) -> None:
    main = data / "postgresql.conf"
    if "youjian.conf" not in main.read_text(encoding="utf-8"):
        with main.open("a", encoding="utf-8") as file:
            file.write("\ninclude 'youjian.conf'\n")
    ours = data / "youjian.conf"
    ours.write_text("".join(f"{name} = '{value}'\n" for name, value in settings.items()), encoding="utf-8")
    if account.switch:
        os.chown(ours, account.uid, account.gid)


def _pid_of(data: Path) -> int | None:
    try:
        return int((data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
