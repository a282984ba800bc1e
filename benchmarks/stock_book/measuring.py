"""How long the office takes over a year of the city, and how much memory that takes."""

import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_PASSWORD = "Youjian-2026"  # noqa: S105
_ROUNDS = 5


@dataclass(frozen=True)
class Request:
    """A request to the office: seconds of the server (median), bytes of the answer."""

    what: str
    seconds: float
    size: int


def clerk() -> Any:
    """A session of a duty officer who sees the whole city."""
    from django.test import Client  # noqa: PLC0415 - needs Django set up

    from youjian.bureau.accounts.models import Role, User  # noqa: PLC0415
    from youjian.bureau.scope import scoped  # noqa: PLC0415

    with scoped():
        role = Role.objects.get(code="duty")
        person = User(username="zhiban", display_name="值班员", role=role, scope=["*"])
        person.set_password(_PASSWORD)
        person.save()
    client = Client()
    words = {"username": "zhiban", "password": _PASSWORD}
    answer = client.post("/api/v1/auth/login", words, content_type="application/json")
    if answer.status_code != 200:
        raise RuntimeError(f"the login was refused: {answer.content.decode()}")
    return client


def request(office: Any, what: str, path: str) -> Request:
    """The median of some requests after one that warms up."""
    size = len(answer(office, path))
    return Request(what, statistics.median(timed(lambda: answer(office, path)) for _ in range(_ROUNDS)), size)


def answer(office: Any, path: str) -> bytes:
    """The whole answer to a request. Raises RuntimeError when it is refused."""
    got = office.get(f"/api/v1{path}")
    body = b"".join(got.streaming_content) if got.streaming else got.content
    if got.status_code != 200:
        raise RuntimeError(f"{path} answered {got.status_code}: {body[:300].decode()}")
    return body


def timed(action: Callable[[], object]) -> float:
    """Seconds that something took."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def peak_mb() -> float:
    """The most memory that this process ever held, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
