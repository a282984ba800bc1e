"""The script of troubles: one act for a batch, the next when its outcome has been seen."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["receipt", "refusal", "cut", "action"]


@dataclass(frozen=True)
class Act:
    """What the platform does with one batch, or what it asks of the tester.

    `commits`: the batch is kept although the collector may not learn it. `times`: how often in a row.
    """

    name: str
    kind: Kind
    summary: str
    status: int = 200
    commits: bool = False
    least_records: int = 1
    times: int = 1
    ask: str = ""


ACTS: tuple[Act, ...] = (
    Act("ok", "receipt", "a receipt, as every day", commits=True),
    Act("more_fields", "receipt", "a receipt with fields that the page does not have", commits=True),
    Act("lost_reply", "cut", "the batch is kept, the connection ends before the receipt", commits=True),
    Act("cut", "cut", "the connection ends, nothing is kept"),
    Act("slow", "receipt", "a receipt that comes late", commits=True),
    Act("too_large", "refusal", "413 to a batch of two records or more", status=413, least_records=2),
    Act("busy_503", "refusal", "503 with Retry-After", status=503),
    Act("busy_429", "refusal", "429 with Retry-After", status=429),
    Act("duplicates", "receipt", "a receipt that counts every record as known", commits=True),
    Act("quarantine", "receipt", "a receipt that sets the first record aside", commits=True),
    Act("gap", "refusal", "409 that names this very batch as the next", status=409),
    Act("ahead", "refusal", "409 of a platform that has this batch already", status=409, commits=True),
    Act("backoff", "cut", "the connection ends five times in a row", times=5),
    Act("restart_platform", "cut", "the platform ends, and comes back"),
    Act("unauthorised", "refusal", "401", status=401),
    Act("unreadable", "refusal", "422", status=422),
    Act("reboot", "action", "the collector is started anew", ask="restart the collector now"),
    Act("enrol", "action", "409 with another chain, then a new enrolment", status=409,
        ask="the chain has forked: enrol the collector again with code {code}"),
)  # fmt: skip
BY_NAME = {act.name: act for act in ACTS}


def chosen(names: str) -> list[Act]:
    """The acts of a list of names with commas; all of them for nothing. ValueError names what is unknown."""
    if not names:
        return list(ACTS)
    unknown = [name for name in names.split(",") if name not in BY_NAME]
    if unknown:
        msg = f"{', '.join(unknown)}: no such step; there are {', '.join(BY_NAME)}"
        raise ValueError(msg)
    return [BY_NAME[name] for name in names.split(",")]
