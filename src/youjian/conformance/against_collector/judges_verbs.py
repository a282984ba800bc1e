"""What each command of the page brought about, as far as the wire shows it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from youjian.conformance.against_collector.heard import Heard
from youjian.conformance.against_collector.judging import Case, judging
from youjian.conformance.against_collector.orders import Given
from youjian.protocols import station

_VERBS = (
    "resend_range", "set_interval", "synchronise_clock", "run_probe", "rotate_key", "announce_maintenance",
    "check_update",
)  # fmt: skip
_FEW = 20
_LATE = timedelta(seconds=10)


@judging(*(f"verbs.{name}" for name in _VERBS))
def results(case: Case) -> None:
    """Each name's result is one that the page leaves open."""
    posts = case.transcript.of(station.COMMAND_RESULTS)
    for one in case.orders.all.values():
        if one.name in _VERBS and one.results and one.results[0].status != "expired":
            status, check = one.results[0].status, f"verbs.{one.name}"
            told = f"{one.key}: {' or '.join(sorted(one.allowed))}; it was {status}"
            case.expect(check, posts[-1], told, status in one.allowed)


@judging("verbs.resent", "verbs.maintenance_told", "verbs.key_changed")
def deeds(case: Case) -> None:
    """Records of the range in new batches, events of the announced maintenance, a new key announced."""
    _judge_resent(case)
    _judge_maintenance(case)
    rotated = case.orders.all["rotate_key"]
    if _was_done(rotated):
        posts = case.transcript.of(station.COMMAND_RESULTS)
        asked = bool(case.transcript.of(station.KEYS))
        case.expect("verbs.key_changed", posts[-1], "a new key announced after rotate_key", asked)


def _was_done(one: Given) -> bool:
    return bool(one.results) and one.results[0].status == "done"


def _judge_resent(case: Case) -> None:
    """Only where something was acknowledged long enough before the command, and batches came behind it."""
    given = first_given(case, "resend_range")
    if given is None or not _was_done(case.orders.all["resend_range"]):
        return
    batches = list(case.transcript.committed())
    before = {
        text for one in batches if one.exchange.began < given.exchange.began for text in one.record_texts
    }
    later = [one for one in batches if one.exchange.began > given.exchange.ended]
    if not before or len(later) < 3:
        case.book.pass_over("verbs.resent", "too few records before the command, or batches after it")
        return
    again = any(text in before for one in later for text in one.record_texts)
    if not again and _waiting(case) > _FEW:
        case.book.pass_over("verbs.resent", f"{_waiting(case)} records still waited when the run ended")
        return
    case.expect("verbs.resent", later[-1], "records of the asked range in new batches", again)


def _waiting(case: Case) -> int:
    """Records in the outbox as the last heartbeat told."""
    for heard in reversed(case.transcript.of(station.HEARTBEAT)):
        try:
            return heard.exchange.message(station.HeartbeatReport).outbox_depth
        except station.BodyError:
            continue
    return 0


def _judge_maintenance(case: Case) -> None:
    announced = case.orders.all["announce_maintenance"]
    ends_at, last = announced.argument("ends_at"), case.transcript.ordered()[-1:]
    if not _was_done(announced) or ends_at is None or last[0].at is None or last[0].at < ends_at + _LATE:
        case.book.pass_over("verbs.maintenance_told", "the run ended before the maintenance was over")
        return
    codes = {record.get("code") for one in case.transcript.batches() for record in _events(one)}
    wanted = {"maintenance_started", "maintenance_ended"}
    case.expect("verbs.maintenance_told", last[0], f"device_events {sorted(wanted)}", wanted <= codes)


def _events(heard: Heard) -> list[dict[str, Any]]:
    return [
        record for table, _, record in heard.records if table == "device_events" and isinstance(record, dict)
    ]


def first_given(case: Case, key: str) -> Heard | None:
    """The heartbeat with whose reply a command was first given."""
    made = case.orders.all[key].made
    if made is None:
        return None
    named = made.command_id.encode()
    return next((one for one in case.transcript.of(station.HEARTBEAT) if named in one.exchange.reply), None)


def was_asked_again(case: Case, heard: Heard, record: Any) -> bool:
    """Whether a record may come again in this batch because its range was asked for."""
    given, until = first_given(case, "resend_range"), case.orders.all["resend_range"].argument("to")
    if given is None or until is None or heard.exchange.began < given.exchange.began:
        return False
    told = record.get("ended_at") or record.get("at") if isinstance(record, dict) else None
    return not isinstance(told, str) or _moment(told) <= until


def _moment(text: str) -> datetime:
    """The time of a record; one that cannot be read is of now, one without offset of UTC."""
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        return datetime.now(UTC)
    return told if told.tzinfo is not None else told.replace(tzinfo=UTC)
