"""Reads of sealing, within the actor's scope."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from youjian.archive.days import read_seal
from youjian.archive.manifest import Manifest, SealedTable
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.database import raw_connection
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.scope import within
from youjian.bureau.sealing.contracts import (
    AnchorOut,
    DaySealOut,
    FailureOut,
    NeighbourOut,
    SealedTableOut,
    SealingOut,
    StationSealingOut,
    WaitingOut,
)
from youjian.bureau.sealing.models import Anchor, DaySeal, LateDay, SealedThrough, SealingFailure
from youjian.bureau.sealing.words import REASONS, STATES, TABLES
from youjian.bureau.sheets.fields import named
from youjian.bureau.tables.beside import beside_station
from youjian.bureau.times import now
from youjian.ledger.places import archive
from youjian.ledger.sealing.due import Candidate, candidates, is_aged

_SLACK = timedelta(hours=1)
"""So long after 48 hours a day without a seal is overdue: rounds come every five minutes."""
_NAMED = 100
_NEIGHBOUR = ("number", "day", "revision", "seal")
_PLAIN = (
    *("station_id", "day", "revision", "number", "reason", "sealed_at"),
    *("seal", "previous", "merkle_root", "registry"),
)


def day_seals(actor: Actor) -> QuerySet[DaySeal]:
    """The sealed days of the scope, each with when it was anchored and whether it got records since."""
    found = DaySeal.objects.filter(within(actor.scope))
    anchored = Anchor.objects.filter(number=OuterRef("anchor")).values("at")[:1]
    marks = LateDay.objects.filter(station_id=OuterRef("station_id"), day=OuterRef("day"))
    newer = found.filter(
        station_id=OuterRef("station_id"), day=OuterRef("day"), revision__gt=OuterRef("revision")
    )
    return found.annotate(anchored_at=Subquery(anchored), late=Exists(marks) & ~Exists(newer))


def sealing(actor: Actor) -> SealingOut:
    """How sealing stands for the stations of the scope."""
    last = Anchor.objects.order_by("-number").first()
    days = _waiting(actor)
    counts = {state.code: sum(one.state == state.code for one in days) for state in STATES}
    return SealingOut(
        anchored_at=last.at if last else None,
        anchor=last.number if last else None,
        unanchored=DaySeal.objects.filter(within(actor.scope), anchor__isnull=True).count(),
        **counts,
        days=[one for one in days if one.state != "waiting"][:_NAMED],
        failures=_failures(actor),
    )


def station_sealing(actor: Actor, station_id: str) -> StationSealingOut:
    """How the sealing of one station stands. Raises Problem 404 outside the scope."""
    station = register.station_of(actor, station_id).station_id
    through = SealedThrough.objects.filter(station_id=station).first()
    states = [one.state for one in _waiting(actor, station)]
    return StationSealingOut(
        sealed_through=through.through if through and through.through >= through.first_day else None,
        **{state.code: states.count(state.code) for state in STATES},
        failing=SealingFailure.objects.filter(station_id=station).exists(),
    )


def day_seal(actor: Actor, station_id: str, day: date, revision: int) -> DaySealOut:
    """One seal with its manifest. Raises Problem 404 when there is none in the scope."""
    row = beside_station(day_seals(actor)).filter(station_id=station_id, day=day, revision=revision).first()
    if row is None:
        raise not_found(
            pick(f"{station_id} {day} 第{revision}版固化", f"Seal {station_id} {day} r{revision}")
        )
    state, manifest = _manifest(row)
    chain = DaySeal.objects.filter(station_id=station_id)
    return DaySealOut(
        **{name: getattr(row, name) for name in _PLAIN},
        station_name=row.station_name or "",  # type: ignore[attr-defined]
        late=row.late,  # type: ignore[attr-defined]
        reason_name=named(REASONS, row.reason),
        path=f"{station_id}/{day.isoformat()}/r{revision}",
        archive=state,
        tables=_tables(manifest.tables) if manifest else [_counted(*one) for one in sorted(row.rows.items())],
        register_files=[*_tables(manifest.registry_tables), *_rule_sets(manifest)] if manifest else [],
        before=_neighbour(chain.filter(number=row.number - 1)),
        after=_neighbour(chain.filter(number=row.number + 1)),
        anchor=_anchor(row.anchor),
    )


def _manifest(row: DaySeal) -> tuple[str, Manifest | None]:
    """What the archive has at the seal's place, and whether that is the seal of the index."""
    try:
        manifest = read_seal(archive(), f"{row.station_id}/{row.day.isoformat()}/r{row.revision}").manifest
    except FileNotFoundError:
        return "missing", None
    except ValueError:
        return "different", None
    except OSError:
        return "away", None
    return ("same", manifest) if manifest.seal == row.seal else ("different", None)


def _waiting(actor: Actor, station_id: str | None = None) -> list[WaitingOut]:
    """Days that are over and not sealed as they are, oldest first; the transaction has the actor's scope."""
    moment = now()
    found = candidates(raw_connection(), moment, station_id=station_id)
    names = register.station_heads(actor, {one.station_id for one in found})
    return [
        WaitingOut(
            station_id=one.station_id,
            station_name=names[one.station_id].name if one.station_id in names else "",
            day=one.day,
            state=(state := _state(one, moment)),
            state_name=named(STATES, state),
        )
        for one in found
    ]


def _state(one: Candidate, moment: datetime) -> str:
    if one.sealed:
        return "late"
    return "overdue" if is_aged(one.day, moment - _SLACK) else "waiting"


def _failures(actor: Actor) -> list[FailureOut]:
    rows = beside_station(SealingFailure.objects.filter(within(actor.scope))).order_by("since")[:_NAMED]
    return [
        FailureOut(
            station_id=row.station_id,
            station_name=row.station_name or "",  # type: ignore[attr-defined]
            day=row.day,
            since=row.since,
            error=row.error,
        )
        for row in rows
    ]


def _tables(files: Mapping[str, SealedTable]) -> list[SealedTableOut]:
    return [
        SealedTableOut(name=name, title=named(TABLES, name), rows=one.rows, sm3=one.sm3, sha256=one.sha256)
        for name, one in sorted(files.items())
    ]


def _counted(name: str, rows: int) -> SealedTableOut:
    return SealedTableOut(name=name, title=named(TABLES, name), rows=rows, sm3="", sha256="")


def _rule_sets(manifest: Manifest) -> list[SealedTableOut]:
    words = pick("规则参数", "Rule set")
    return [
        SealedTableOut(
            name=f"rules-{number}", title=f"{words} {one.version}", rows=None, sm3=one.sm3, sha256=one.sha256
        )
        for number, one in enumerate(manifest.rule_sets, start=1)
    ]


def _neighbour(found: QuerySet[DaySeal]) -> NeighbourOut | None:
    row = found.values(*_NEIGHBOUR).first()
    return NeighbourOut(**row) if row else None


def _anchor(number: int | None) -> AnchorOut | None:
    row = Anchor.objects.filter(number=number).values(*AnchorOut.model_fields).first()
    return AnchorOut(**row) if row else None
