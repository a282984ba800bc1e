"""The database that a job works with, and the signals that end the job: one way for all jobs."""

import fcntl
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PORT_WAIT_S = 10.0


@contextmanager
def database(*, whole_home: bool = False) -> Iterator[None]:
    """The installation's database while a job runs, its addresses in the environment.

    A private server started for this job is stopped with it, however the job ends: by an error, Ctrl-C,
    SIGTERM or a closed terminal (each arrives as KeyboardInterrupt). One that ran already belongs to another
    job and goes on, unless the job has the `whole_home`: no other such job runs then, and what is found
    running was left behind by one that was killed. Raises SystemExit with the reason when the database fails.
    """
    import psycopg

    from youjian.ledger.connection import BASE_VARIABLE
    from youjian.ledger.server import EmbeddedServer, ServerError, ensure_database, home

    interrupt_on_signals()
    private = None if os.environ.get(BASE_VARIABLE) else EmbeddedServer(home())
    ours = private is not None and (whole_home or not private.running)
    try:
        try:
            ensure_database()
        except OSError as error:
            raise SystemExit(f"youjian: {home()} cannot be used ({error}): set YOUJIAN_HOME") from None
        yield
    except (ServerError, psycopg.OperationalError) as error:
        raise SystemExit(f"youjian: the database fails: {error}") from None
    finally:
        if private is not None and ours:
            _undisturbed(private.stop)


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Have a home for oneself; raises SystemExit when it is taken or cannot be written.

    A folder in it is held, not a file, so that nothing is left to clean up.
    """
    folder = home / "running"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise SystemExit(f"youjian: {home} cannot be used ({error.strerror}): set YOUJIAN_HOME") from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise SystemExit(f"youjian: a demo or platform is running already with {home}") from None
    try:
        yield
    finally:
        os.close(descriptor)


def require_free(host: str, ports: Mapping[str, int]) -> None:
    """Check that nobody listens on the ports, given by option; raises SystemExit naming the option.

    What a killed predecessor left behind gets a moment to go.
    """
    end = time.monotonic() + _PORT_WAIT_S
    while taken := [name for name, port in ports.items() if port and not _is_free_at_all(host, port)]:
        if time.monotonic() > end:
            named = ", ".join(f"{name} {ports[name]}" for name in taken)
            raise SystemExit(f"youjian: somebody listens on {host} already: choose another {named}")
        time.sleep(0.2)


def interrupt_on_signals() -> None:
    """Let SIGINT, SIGTERM and a closed terminal raise KeyboardInterrupt: every `finally` is gone through.

    A closed terminal (SIGHUP) is passed on as SIGTERM: a server that hears only that ends in order too.
    """
    for number in heard_signals():
        signal.signal(number, _as_sigterm if number == signal.SIGHUP else _interrupt)


def heard_signals() -> Iterable[signal.Signals]:
    """The signals that end a job; SIGHUP is none of them under `nohup`.

    SIGINT is one even where a shell's background job was started with it ignored: a person sent it.
    """
    away = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    return [number for number in _ENDING if not (away and number == signal.SIGHUP)]


def say(text: str) -> None:
    """A line for the person at the terminal, if there is still one."""
    with suppress(OSError):
        print(f"youjian: {text}", file=sys.stdout, flush=True)


def _undisturbed(stop: Callable[[], None]) -> None:
    """Stop without being interrupted; the programs started for it inherit that."""
    before = {number: signal.signal(number, signal.SIG_IGN) for number in _ENDING}
    try:
        stop()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _as_sigterm(*_: object) -> None:
    signal.raise_signal(signal.SIGTERM)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _is_free_at_all(host: str, port: int) -> bool:
    from youjian.intake.sockets import hosts

    return all(_is_free(one, port) for one in hosts(host))


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
