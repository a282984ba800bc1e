"""The MQTT 5 profile of the station API: topics, and how path, headers and status travel as user properties.

A question goes to `youjian/v1/{station_id}/{collector_id}/up`, its answer comes on `…/down` of the same two,
after commit. An enrolment has no identity yet: its two names are `enrol` and a random token of the asker.
"""

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from youjian.protocols.station.headers import HeaderError

ROOT = "youjian/v1"
SUBSCRIPTION = f"{ROOT}/+/+/up"
"""The questions of every collector."""
SHARED_SUBSCRIPTION = f"$share/intake/{SUBSCRIPTION}"
"""What several intakes subscribe to: each question reaches one of them."""
ENROLLING = "enrol"
"""Stands for the station of a box that has none yet; stations are ten digits."""
WILL = "/station/v1/will"
"""The path of the will: the broker sends it when a collector's connection ends without a farewell."""

PATH = "Path"
STATUS = "Status"
CONTENT_TYPE = "content-type"

Pairs = list[tuple[str, str]]
_TOPIC = re.compile(rf"{ROOT}/([0-9]{{10}}|{ENROLLING})/([A-Za-z0-9][A-Za-z0-9._-]{{0,63}})/up")
_STATUS = re.compile(r"[1-5][0-9][0-9]")


class Place(Struct, frozen=True):
    """Where one collector asks and is answered.

    >>> Place("3602030017", "C-1").up
    'youjian/v1/3602030017/C-1/up'
    """

    station_id: str
    collector_id: str

    @property
    def up(self) -> str:
        """The topic of questions."""
        return f"{ROOT}/{self.station_id}/{self.collector_id}/up"

    @property
    def down(self) -> str:
        """The topic of answers."""
        return f"{ROOT}/{self.station_id}/{self.collector_id}/down"

    @property
    def enrolling(self) -> bool:
        """Whether this is a box without an identity."""
        return self.station_id == ENROLLING


def place_of(topic: str) -> Place | None:
    """Whose topic of questions this is; None for any other topic."""
    match = _TOPIC.fullmatch(topic)
    return Place(match[1], match[2]) if match else None


def question_properties(path: str, headers: Mapping[str, str]) -> Pairs:
    """The user properties of a question; the content type has an MQTT property of its own."""
    return [(PATH, path), *((name, text) for name, text in headers.items() if name.lower() != CONTENT_TYPE)]


def read_question(
    properties: Iterable[tuple[str, str]], content_type: str | None
) -> tuple[str, dict[str, str]]:
    """Path and headers (lower-case names) of a question; raises HeaderError without a path."""
    headers = _once(properties)
    if content_type is not None:
        headers[CONTENT_TYPE] = content_type
    return headers.pop(PATH.lower(), None) or _missing(PATH), headers


def answer_properties(status: int, headers: Mapping[str, str]) -> Pairs:
    """The user properties of an answer."""
    return [(STATUS, str(status)), *headers.items()]


def read_answer(properties: Iterable[tuple[str, str]]) -> tuple[int, dict[str, str]]:
    """Status and headers (lower-case names) of an answer; raises HeaderError without a status."""
    headers = _once(properties)
    status = headers.pop(STATUS.lower(), None) or _missing(STATUS)
    if not _STATUS.fullmatch(status):
        raise HeaderError(STATUS, f"{status[:20]!r} is no status of three digits")
    return int(status), headers


def _once(properties: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Properties by lower-case name; MQTT allows a name twice, a header is there once."""
    found: dict[str, str] = {}
    for name, text in properties:
        if name.lower() in found:
            raise HeaderError(name[:80], "is given twice")
        found[name.lower()] = text
    return found


def _missing(name: str) -> str:
    raise HeaderError(name, "is missing among the user properties")
