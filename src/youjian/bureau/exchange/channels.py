"""The port to a platform of others and its two adapters: JSON over HTTP, and files in a folder.

Their interfaces are not known here: both formats are ours (docs/exchange.md). A message that is posted is
answered at once, one that is laid into a folder later, by a file that somebody brings.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from youjian.bureau import environment
from youjian.bureau.exchange.models import Platform
from youjian.bureau.notify import egress, secrets
from youjian.bureau.notify.channels.asking import JSON, posted
from youjian.bureau.notify.channels.port import SendError
from youjian.bureau.notify.channels.web import Web

Document = dict[str, Any]
_PAGES = 100
_MOST_BYTES = 20 * 1024 * 1024


class PlatformError(Exception):
    """It did not work; `final` when trying again would not help. Says what to look at."""

    def __init__(self, told: str, *, final: bool = False) -> None:
        super().__init__(told)
        self.final = final


@dataclass(frozen=True)
class Delivered:
    """Documents that a platform gave, up to its `cursor`; `refused` names files that are none of ours."""

    documents: list[Document]
    cursor: str
    refused: tuple[str, ...] = ()


class Channel(Protocol):
    """A way to a platform."""

    def tell(self, path: str, body: Mapping[str, Any], number: str) -> Document | None:
        """Tell something under a number that holds once; its answer, or None when it comes later.

        Raises PlatformError.
        """
        ...

    def fetch(self, cursor: str) -> Delivered:
        """What came since; raises PlatformError."""
        ...

    def done(self) -> None:
        """What was fetched is taken."""
        ...


class HttpChannel:
    """POST of JSON to `ADDRESS/PATH` with a bearer token, where `YOUJIAN_NOTIFY_HOSTS` lets it."""

    def __init__(self, address: str, token: str, ca_file: str) -> None:
        self._address, self._token = address.rstrip("/"), token
        self._web = Web(egress.from_environment(), ca_file)

    def tell(self, path: str, body: Mapping[str, Any], number: str) -> Document:
        """POST; the answer is an object."""
        return self._ask(path, body, {"Idempotency-Key": number})

    def fetch(self, cursor: str) -> Delivered:
        """All pages of `/pending`."""
        found: list[Document] = []
        for _ in range(_PAGES):
            told = self._ask("pending", {"cursor": cursor}, {})
            given = told.get("documents")
            if not isinstance(given, list):
                raise PlatformError("/pending gives no list of documents")
            found += [one for one in given if isinstance(one, dict)]
            cursor = str(told.get("cursor") or cursor)[:200]
            if not told.get("more"):
                break
        return Delivered(found, cursor)

    def done(self) -> None:
        """The cursor says so."""

    def _ask(self, path: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> Document:
        sent = {**JSON, "Authorization": f"Bearer {self._token}", **headers}
        try:
            answer = posted(self._web, f"{self._address}/{path}", dict(body), sent)
        except SendError as error:
            raise PlatformError(str(error), final=error.final) from error
        told = answer.json()
        if not told:
            raise PlatformError(f"/{path} answered no JSON object: {answer.shown}")
        return told


class FolderChannel:
    """Files that somebody carries: `out/PATH-NUMBER.json` is written, `in/*.json` read and put aside."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._taken: list[Path] = []

    def tell(self, path: str, body: Mapping[str, Any], number: str) -> None:
        """Write a file; the same number writes the same file."""
        out = self._folder / "out"
        out.mkdir(parents=True, exist_ok=True)
        target = out / f"{path}-{number}.json"
        part = target.with_suffix(".part")
        part.write_text(
            json.dumps({"number": number, **body}, ensure_ascii=False, indent=1), encoding="utf-8"
        )
        part.replace(target)

    def fetch(self, cursor: str) -> Delivered:
        """The documents of all files that wait, in order of their names."""
        found: list[Document] = []
        refused: list[str] = []
        for path in sorted((self._folder / "in").glob("*.json")):
            told = documents_of(path.read_bytes())
            if told is None:
                refused.append(path.name)
            found += told or []
            self._taken.append(path)
        return Delivered(found, cursor, tuple(refused))

    def done(self) -> None:
        """Read files are put aside."""
        done = self._folder / "in" / "done"
        for path in self._taken:
            done.mkdir(exist_ok=True)
            path.replace(done / path.name)
        self._taken = []


def documents_of(content: bytes) -> list[Document] | None:
    """The documents of a file: {"documents": [...]}; None when it is none."""
    if len(content) > _MOST_BYTES:
        return None
    try:
        told = json.loads(content)
    except ValueError:
        return None
    given = told.get("documents") if isinstance(told, dict) else None
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        return None
    return given


def channel(platform: Platform) -> Channel:
    """The way to a platform; raises PlatformError when its token cannot be opened."""
    if not platform.address:
        return FolderChannel(folder_of(platform))
    try:
        token = secrets.open_sealed(platform.token).get("token", "")
    except secrets.SecretLostError as error:
        raise PlatformError(str(error)) from error
    return HttpChannel(platform.address, token, platform.ca_file)


def folder_of(platform: Platform) -> Path:
    """Where a platform's files lie: `$YOUJIAN_HOME/exchange/NUMBER`."""
    return environment.home() / "exchange" / str(platform.pk)
