"""The chain: every batch is next, earlier, a gap or a fork, and nobody sends who may not."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from youjian.detection.registry import judge_pairwise
from youjian.intake.chain import admission_problem, conflict_tables, fork_conflict, place
from youjian.ledger.collectors import Collector
from youjian.protocols.station import BatchHeaders

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HEAD = Collector(
    collector_id="C-1",
    station_id="3602030017",
    epoch=2,
    state="accepted",
    last_batch_no=7,
    last_digest=b"\x07" * 32,
    firmware=None,
    enrolled_at=NOW,
    booted_at=None,
)


def headers(batch_no: int = 8, previous: bytes = HEAD.last_digest, epoch: int = 2) -> BatchHeaders:
    """The headers of a batch."""
    return BatchHeaders(
        collector_id="C-1",
        key_id="k",
        epoch=epoch,
        batch_no=batch_no,
        previous_digest=previous,
        digest=b"\x08" * 32,
        signature=b"s",
    )


@given(st.integers(1, 20), st.booleans())
def test_a_batch_belongs_at_the_head_or_not_at_all(batch_no: int, follows: bool) -> None:
    previous = HEAD.last_digest if follows else b"\x01" * 32
    wanted = {True: "earlier", False: "gap"}[batch_no <= 7]
    if batch_no == 8:
        wanted = "next" if follows else "fork"
    assert place(HEAD, headers(batch_no, previous)) == wanted


def test_strangers_refused_collectors_and_old_epochs_may_not_send() -> None:
    assert admission_problem(HEAD, headers()) == ""
    assert admission_problem(replace(HEAD, state="pending"), headers()) == ""
    assert "unknown" in admission_problem(None, headers())
    assert "refused" in admission_problem(replace(HEAD, state="refused"), headers())
    assert "epoch 1 is not that of" in admission_problem(HEAD, headers(epoch=1))


def test_a_fork_is_one_conflict_of_the_collector_however_often_it_comes() -> None:
    first = judge_pairwise(conflict_tables(fork_conflict(HEAD, headers(7), HEAD.last_digest, NOW)), NOW)
    again = judge_pairwise(conflict_tables(fork_conflict(HEAD, headers(7), HEAD.last_digest, NOW)), NOW)
    assert [(f.rule, f.subject, f.station_id) for f in first] == [
        ("record.conflict", "collector", "3602030017")
    ]
    assert [f.finding_id for f in first] == [f.finding_id for f in again]
