"""Everything that happened to a station, and to the stations that went on as it, newest first.

Three queries whatever there is to tell: the station, its line, and the entries.
"""

import json
from datetime import datetime
from typing import Any

from django.db import connection

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.registry import selectors
from youjian.bureau.registry.life_contracts import (
    LifeChange,
    LifeEntry,
    LifeFilter,
    LifeKind,
    LifeLine,
)
from youjian.bureau.registry.life_reads import Ancestor, ancestors_of
from youjian.bureau.registry.timeline_sources import RANKS, SOURCES, Cursor, query
from youjian.bureau.registry.timeline_words import KINDS, row_title, say
from youjian.contract.fields import day_bounds

_NAMES = {rank: name for name, rank in RANKS.items()}
_KIND_OF = {source.name: source.kind for source in SOURCES}
_SHOWN_CHANGES = 100


def timeline(actor: Actor, station_id: str, wanted: LifeFilter) -> LifeLine:
    """A page of a station's timeline; raises Problem 404 outside the scope, 422 for a bad kind or cursor."""
    selectors.station_of(actor, station_id)
    kinds, cursor = _kinds(actor, wanted.kinds), _cursor(wanted.before)
    line = ancestors_of(actor, station_id)
    found = _entries(station_id, line, kinds, cursor, wanted.limit + 1)
    shown = found[: wanted.limit]
    names = {ancestor.station_id: ancestor.name for ancestor in line}
    return LifeLine(
        items=[_item(row, station_id, names) for row in shown],
        next_before=_said(shown[-1]) if len(found) > wanted.limit else None,
        kinds=[LifeKind(code=code, name=pick(*KINDS[code])) for code in _visible(actor)],
    )


def _visible(actor: Actor) -> list[str]:
    return [kind for kind in KINDS if kind != "alert" or actor.may("alert.see")]


def _kinds(actor: Actor, asked: list[str]) -> set[str]:
    codes = {code.strip() for part in asked for code in part.split(",") if code.strip()}
    for code in sorted(codes - set(KINDS)):
        known = ", ".join(KINDS)
        raise Problem(
            422,
            "unknown_kind",
            pick(f"没有“{code}”这类记载，可选：{known}。", f"There is no kind “{code}”; there are: {known}."),
        )
    return (codes or set(KINDS)) & set(_visible(actor))


def _cursor(before: str) -> Cursor | None:
    """Where the page before ended; a plain moment serves too."""
    if not before:
        return None
    try:
        at, rank, key = before.split("~", 2) if "~" in before else (before, "0", "")
        moment = datetime.fromisoformat(at.replace(" ", "+"))
        if moment.tzinfo is None or "\x00" in key:
            raise ValueError(before)
        return Cursor(moment, int(rank), key)
    except ValueError:
        raise Problem(
            422,
            "bad_cursor",
            pick(
                "before不正确：请使用上一页的next_before，或带时区的时间。",
                "`before` is not right: use `next_before` of the page before, or a moment with its offset.",
            ),
        ) from None


def _entries(
    station_id: str, line: list[Ancestor], kinds: set[str], cursor: Cursor | None, limit: int
) -> list[tuple[datetime, int, str, str, dict[str, Any]]]:
    sources = [source for source in SOURCES if source.kind in kinds]
    if not sources:
        return []
    statement, parameters = query(sources, cursor, limit)
    parameters |= {
        "stations": [station_id, *(ancestor.station_id for ancestor in line)],
        "untils": [None, *(day_bounds(a.until)[0] if a.until else None for a in line)],
        "own": [True, *(False for _ in line)],
    }
    with connection.cursor() as asking:
        asking.execute(statement, parameters)
        return [
            (*row[:4], row[4] if isinstance(row[4], dict) else json.loads(row[4]))
            for row in asking.fetchall()
        ]


def _said(row: tuple[datetime, int, str, str, dict[str, Any]]) -> str:
    return f"{row[0].isoformat()}~{row[1]}~{row[2]}"


def _item(
    row: tuple[datetime, int, str, str, dict[str, Any]], station_id: str, names: dict[str, str]
) -> LifeEntry:
    at, rank, _, where, data = row
    source = _NAMES[rank]
    data["from_here"] = data.get("predecessor") == where
    said = say(source, data)
    changes = [_change(change) for change in data["changes"][:_SHOWN_CHANGES]] if source == "register" else []
    only = changes[0] if len(changes) == 1 else None
    return LifeEntry(
        at=at,
        kind=_KIND_OF[source],
        title=said.title,
        detail=said.detail,
        actor=said.actor,
        path=said.path,
        before=only.before if only else None,
        after=only.after if only else None,
        station_id=where,
        predecessor=None if where == station_id else names.get(where, where),
        changes=changes,
    )


def _change(change: dict[str, Any]) -> LifeChange:
    before, after = change["before"], change["after"]
    if before is not None and after is not None:
        names = [name for name in after if before.get(name) != after[name]]
        before, after = ({name: side.get(name) for name in names} for side in (before, after))
    if change["table"] == "tank_charts":
        before, after = (None if side is None else {"lines": change["lines"]} for side in (before, after))
    return LifeChange(
        table=change["table"], title=row_title(change), kind=change["kind"], before=before, after=after
    )
