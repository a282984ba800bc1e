"""What is done with matches: taken, asked about, answered, settled, handed on, joined and taken apart."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts import selectors as alerts
from youjian.bureau.alerts import services as alert_desk
from youjian.bureau.alerts.models import AlertFinding
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.notify.audiences import People
from youjian.bureau.notify.services import tell
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.scope import acting, covers, within
from youjian.bureau.sheets.fields import named
from youjian.bureau.times import now
from youjian.bureau.transport import matching
from youjian.bureau.transport.models import Match, Tie
from youjian.bureau.transport.words import REASONS


def take(actor: Actor, match_id: int) -> None:
    """Say that one looks into it (认领). Raises Problem 404, 409 when somebody else does already."""
    with _step(actor, match_id, "take") as (row, _):
        if row.taken_by and row.taken_by != actor.username and row.status != "open":
            raise _conflict(f"{row.taken_by_name}正在核对这一条。", f"{row.taken_by_name} is at it.")
        row.status, row.taken_by, row.taken_by_name = "taken", actor.username, actor.display_name


def ask(actor: Actor, match_id: int, note: str) -> None:
    """Ask the station what it knows of it; its people are told. Raises Problem 422 without a question."""
    written = _needed(note)
    with _step(actor, match_id, "ask", note=written) as (row, moment):
        row.status = "asked"
        row.taken_by, row.taken_by_name = actor.username, actor.display_name
        station = register.station_of(actor, row.station_id)
        tell(
            [
                user.pk
                for user in People().by_id.values()
                if "portal.use" in user.role.permissions and covers(tuple(user.scope), row.station_id)
            ],
            subject=(f"请说明一笔单据：{station.name}", f"Please explain a paper: {station.name}"),
            text=(written, written),
            path=f"/matches/{row.pk}",
            source=f"match-ask:{row.pk}:{moment.isoformat()}",
        )


def answer(actor: Actor, match_id: int, note: str) -> None:
    """What the station says about it; whoever asked is told."""
    written = _needed(note)
    with _step(actor, match_id, "answer", note=written) as (row, moment):
        asked = [user.pk for user in People().by_id.values() if user.username == row.taken_by]
        if row.status == "asked":
            row.status = "taken"
        tell(
            asked,
            subject=("站方已说明一笔单据", "A station has answered about a paper"),
            text=(written, written),
            path=f"/matches/{row.pk}",
            source=f"match-answer:{row.pk}:{moment.isoformat()}",
        )


def settle(actor: Actor, match_id: int, reason: str, note: str) -> None:
    """Say why it does not match, and be done with it until the data change. Raises Problem 422."""
    written = _needed(note) if reason == "other" else note.strip()
    with _step(actor, match_id, "settle", reason=reason, note=written) as (row, _):
        row.status, row.reason, row.note = "settled", reason, written
        row.settled_state, row.todo = row.state, False


def hand(actor: Actor, match_id: int, alert_id: int | None, note: str) -> int:
    """Hand it to an alert: the one that tells its finding, or another of the station; returns its number.

    Raises Problem 409 when there is none, 404 for an alert of another station.
    """
    with _step(actor, match_id, "hand", note=note.strip()) as (row, _):
        chosen = alert_id or _alert_of(row)
        if chosen is None:
            raise _conflict(
                "这一条还没有对应的预警。请选择同站的预警，或先核对说明。",
                "No alert tells this yet. Name an alert of the station, or settle it here.",
            )
        if not alerts.alerts_of(actor).filter(id=chosen, station_id=row.station_id).exists():
            raise not_found(pick(f"本站预警{chosen}", f"Alert {chosen} of this station"))
        row.status, row.alert_id, row.settled_state, row.todo = "handed", chosen, row.state, False
        told = pick(f"单据核对第{row.pk}条转来。", f"Handed on from match {row.pk}.")
        alert_desk.comment(actor, chosen, f"{told}{note.strip()}", "comment")
    return chosen


def join(actor: Actor, match_id: int, other_id: int, note: str) -> int:
    """Join two matches of one station by hand; returns the number of what came of it.

    Raises Problem 404 for one outside the scope, 409 for two stations or the same match.
    """
    written = _needed(note)
    with _step(actor, match_id, "join", note=written) as (row, moment):
        other = _locked(actor, other_id)
        if other.station_id != row.station_id or other.pk == row.pk:
            raise _conflict(
                "只能关联同一加油站的另一条记录。", "Only another record of the same station joins."
            )
        _tie(actor, row.station_id, (_first(row), _first(other)), moment, joined=True)
    return _again(row, _first(row))


def part(actor: Actor, match_id: int, name: str, note: str) -> int:
    """Take a record out of a match by hand; returns the number of what it was taken from.

    Raises Problem 404 when the match has no such record, 409 when it is the only one.
    """
    written = _needed(note)
    with _step(actor, match_id, "part", note=f"{name} {written}") as (row, moment):
        others = [one for one in _names(row) if one != name]
        if name not in _names(row):
            raise not_found(name)
        if not others:
            raise _conflict("这一条只有一份记录，无可解除。", "There is only this record.")
        for one in others:
            _tie(actor, row.station_id, (one, name), moment, joined=False)
    return _again(row, others[0])


@contextmanager
def _step(
    actor: Actor, match_id: int, step: str, *, reason: str = "", note: str = ""
) -> Iterator[tuple[Match, datetime]]:
    """A verb: the row locked, changed in between, its step and the journal written, in one transaction."""
    moment = now()
    with acting(actor):
        row = _locked(actor, match_id)
        before = {"status": row.status, "state": row.state}
        yield row, moment
        row.changed_at = moment
        row.save()
        matching.note_step(row, step, reason=reason, note=note, actor=actor, moment=moment)
        if step in ("join", "part"):
            matching.rebuild(row.station_id)
        journal.record(
            actor,
            f"transport.{step}",
            f"match:{row.pk}",
            station_id=row.station_id,
            before=before,
            after={"status": row.status, "reason": named(REASONS, reason) if reason else "", "note": note},
        )


def _locked(actor: Actor, match_id: int) -> Match:
    row = Match.objects.select_for_update().filter(within(actor.scope), id=match_id).first()
    if row is None:
        raise not_found(pick(f"单据核对第{match_id}条", f"Match {match_id}"))
    return row


def _tie(actor: Actor, station_id: str, pair: tuple[str, str], moment: datetime, *, joined: bool) -> None:
    one, other = sorted(pair)
    Tie.objects.update_or_create(
        station_id=station_id,
        one=one,
        other=other,
        defaults={"joined": joined, "at": moment, "username": actor.username},
    )


def _names(row: Match) -> list[str]:
    return [
        *(f"d:{one}" for one in row.documents),
        *(f"t:{one}" for one in row.trips),
        *(f"r:{one}" for one in row.rises),
    ]


def _first(row: Match) -> str:
    return _names(row)[0]


def _again(row: Match, name: str) -> int:
    """The match that a record is in now."""
    same = Match.objects.filter(station_id=row.station_id).exclude(state="withdrawn")
    found = next((one for one in same if name in _names(one)), None)
    return found.pk if found else row.pk


def _alert_of(row: Match) -> int | None:
    return AlertFinding.objects.filter(finding_id__in=row.findings).values_list("alert_id", flat=True).first()


def _needed(note: str) -> str:
    written = note.strip().replace("\x00", "")
    if not written:
        raise Problem(422, "note_needed", pick("请填写说明。", "Please say why."))
    return written


def _conflict(zh: str, en: str) -> Problem:
    return Problem(409, "not_now", pick(zh, en))
