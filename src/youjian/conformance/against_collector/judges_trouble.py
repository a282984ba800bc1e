"""What the collector did when the script made trouble."""

from youjian.conformance.against_collector.heard import Heard
from youjian.conformance.against_collector.judges_verbs import was_asked_again
from youjian.conformance.against_collector.judging import Case, following, judging, same

_GRACE_S = 0.15
"""A wait is measured between the end of one exchange and the beginning of the next, on two clocks' grain."""


@judging("trouble.lost_reply", "trouble.cut", "trouble.restart", "trouble.slow")
def broken_lines(case: Case) -> None:
    """After a connection that broke the same batch comes again; a late receipt is waited for."""
    batches = case.transcript.batches()
    for act, check in (("lost_reply", "trouble.lost_reply"), ("cut", "trouble.cut"),
                       ("restart_platform", "trouble.restart"), ("backoff", "trouble.cut")):  # fmt: skip
        for heard, after in following(batches, act):
            case.expect(check, after, "the same bytes again", same(heard, after))
    for heard, after in following(batches, "slow"):
        waited = after.exchange.began >= heard.exchange.ended and not same(heard, after)
        case.expect("trouble.slow", after, "the next batch after the late receipt", waited)


@judging("trouble.retry_after", "trouble.busy_kept")
def waiting(case: Case) -> None:
    """503 and 429: nothing before `Retry-After` is over, then the same batch."""
    batches = case.transcript.batches()
    for act in ("busy_503", "busy_429"):
        for heard, after in following(batches, act):
            wanted = case.pace.retry_after_s
            pause = after.exchange.began - heard.exchange.ended
            told = f"at least {wanted} s after {heard.exchange.status}; it was {pause:.1f} s"
            case.expect("trouble.retry_after", after, told, pause >= wanted - _GRACE_S)
            case.expect("trouble.busy_kept", after, "the same batch again", same(heard, after))


@judging("trouble.unauthorised_slow", "trouble.unauthorised_kept", "trouble.unreadable_kept")
def refusals(case: Case) -> None:
    """401: no hurry; 401 and 422: the records come again."""
    batches = case.transcript.batches()
    for heard, after in following(batches, "unauthorised"):
        pause = after.exchange.began - heard.exchange.ended
        told = f"nothing for {case.pace.calm_s:g} s after 401; it was {pause:.1f} s"
        case.expect("trouble.unauthorised_slow", after, told, pause >= case.pace.calm_s - _GRACE_S)
    for act, check in (
        ("unauthorised", "trouble.unauthorised_kept"),
        ("unreadable", "trouble.unreadable_kept"),
    ):
        for heard in _with(batches, act):
            _judge_kept(case, check, heard, batches)


@judging("trouble.split", "trouble.split_kept")
def too_large(case: Case) -> None:
    """413: smaller batches with the same records."""
    batches = case.transcript.batches()
    for heard, after in following(batches, "too_large"):
        smaller = 0 < len(after.records) < len(heard.records)
        case.expect("trouble.split", after, f"fewer than {len(heard.records)} records", smaller)
        _judge_kept(case, "trouble.split_kept", heard, batches)


@judging("trouble.gap", "trouble.ahead", "trouble.fork")
def conflicts(case: Case) -> None:
    """409: from `expected_no` on; and nothing more on a chain that has forked."""
    batches = case.transcript.batches()
    for heard, after in following(batches, "gap"):
        case.expect("trouble.gap", after, "the batch with expected_no again", same(heard, after))
    for heard, after in following(batches, "ahead"):
        a, b = heard.headers, after.headers
        next_one = a is not None and b is not None and b.batch_no == a.batch_no + 1
        case.expect("trouble.ahead", after, "the batch with expected_no: the next one", next_one)
    for heard in _with(batches, "enrol"):
        later = [one for one in batches if one.exchange.began > heard.exchange.began]
        other = [one for one in later if one.epoch == heard.epoch and not same(heard, one)]
        shown = other[0] if other else heard
        case.expect("trouble.fork", shown, "no other batch before a new enrolment", not other)


@judging("trouble.quarantined", "trouble.duplicates", "replies.unknown_field")
def receipts(case: Case) -> None:
    """A receipt deletes its records: quarantined and known ones too; unknown fields do not disturb."""
    batches = case.transcript.batches()
    for act, check in (("quarantine", "trouble.quarantined"), ("duplicates", "trouble.duplicates"),
                       ("more_fields", "replies.unknown_field")):  # fmt: skip
        for heard, after in following(batches, act):
            again = same(heard, after) or _deleted(case, heard) & _deleted(case, after)
            case.expect(check, after, "the next batch, without the records of this receipt", not again)


def _deleted(case: Case, heard: Heard) -> set[bytes]:
    """Records that do not come again, but for those whose range was asked for."""
    texts = zip(heard.records, heard.record_texts, strict=True)
    return {text for (_, _, record), text in texts if not was_asked_again(case, heard, record)}


@judging("trouble.backoff", "trouble.jitter")
def backing_off(case: Case) -> None:
    """Five failures in a row: no storm, and no metronome."""
    batches = case.transcript.batches()
    pauses = [after.exchange.began - heard.exchange.ended for heard, after in following(batches, "backoff")]
    if len(pauses) < 3:
        return
    last = _with(batches, "backoff")[-1]
    told = ", ".join(f"{pause:.2f} s" for pause in pauses)
    case.expect("trouble.backoff", last, f"waits between the tries; they were {told}", sum(pauses) > 0.2)
    differ = max(pauses) - min(pauses) > max(pauses) / 50
    case.expect("trouble.jitter", last, f"waits that differ; they were {told}", differ)


def _with(batches: list[Heard], act: str) -> list[Heard]:
    return [one for one in batches if one.act == act]


def _judge_kept(case: Case, check: str, heard: Heard, batches: list[Heard]) -> None:
    """Every record of a refused batch was taken later, if anything was."""
    later = [one for one in batches if one.exchange.began > heard.exchange.began and one.committed]
    if not later:
        return
    taken = {text for one in later for text in one.record_texts}
    missing = [text for text in heard.record_texts if text not in taken]
    case.expect(
        check, heard, f"its {len(heard.record_texts)} records again; {len(missing)} never came", not missing
    )
