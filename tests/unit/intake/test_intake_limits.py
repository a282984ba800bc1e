"""Limits without sockets: buckets, budgets, connections, who pays for what proves nothing, the journal."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.intake.admission import Admission
from youjian.intake.drain import Drain
from youjian.intake.journal_gate import JournalGate
from youjian.intake.limits import Buckets, Budget, Connections
from youjian.intake.metrics import COUNTERS, GAUGES, HISTOGRAMS, Metrics
from youjian.intake.refusals import RefusalError
from youjian.intake.requests import Question
from youjian.intake.settings import Settings
from youjian.ledger.doors import DoorEntry
from youjian.protocols.station import BATCHES

NOW = datetime(2026, 11, 22, tzinfo=UTC)
TAKES = st.lists(st.tuples(st.floats(0, 5), st.integers(0, 50)), max_size=40)


@given(TAKES, st.integers(1, 20), st.integers(1, 40))
def test_no_sender_gets_more_than_its_rate_its_burst_and_one_debt(
    takes: list[tuple[float, int]], rate: int, burst: int
) -> None:
    now = [0.0]
    buckets = Buckets[str](rate, burst, clock=lambda: now[0])
    taken = [0]
    for pause, amount in takes:
        now[0] += pause
        if not buckets.wait("C-1"):
            buckets.take("C-1", amount)
            taken.append(amount)
    assert sum(taken) <= rate * now[0] + burst + max(taken) + 1e-6


@given(st.integers(0, 10**6), st.integers(1, 1000))
def test_whatever_was_taken_a_sender_may_go_on_after_the_time_it_is_told(amount: int, rate: int) -> None:
    now = [0.0]
    buckets = Buckets[str](rate, 10, clock=lambda: now[0])
    buckets.take("C-1", amount)
    now[0] += buckets.wait("C-1") * (1 + 1e-12)
    assert buckets.wait("C-1") == pytest.approx(0, abs=1e-6)


def test_a_rate_of_nothing_is_no_limit() -> None:
    buckets = Buckets[str](0, 0)
    buckets.take("C-1", 10**9)
    assert buckets.wait("C-1") == 0


def test_names_without_number_take_no_memory_without_end() -> None:
    buckets = Buckets[int](1, 1, clock=lambda: 0.0, most=10)
    for name in range(1000):
        buckets.take(name, 5)
    assert [buckets.wait(name) > 0 for name in (0, 989, 990, 999)] == [False, False, True, True]


@given(st.lists(st.integers(1, 100), max_size=30))
def test_claims_never_exceed_their_budget_unless_one_is_larger_alone(sizes: list[int]) -> None:
    budget = Budget(80)
    claims = [budget.claim() for _ in sizes]
    held = sum(size for claim, size in zip(claims, sizes, strict=True) if claim.grow(size))
    assert budget.used == held
    assert held <= 80 or held == sizes[0]
    for claim in claims:
        claim.__exit__()
    assert budget.used == 0


@given(st.lists(st.sampled_from("abc"), max_size=30))
def test_whoever_leaves_makes_room_for_another(peers: list[str]) -> None:
    door = Connections(6, per_peer=2, exempt={"c"})
    inside = [peer for peer in peers if door.enter(peer) is None]
    assert door.open == len(inside) <= 6
    assert all(inside.count(peer) <= 2 for peer in "ab")
    for peer in inside:
        door.leave(peer)
    assert [door.enter(peer) for peer in "aabbcc"] == [None] * 6


def question(sender: str, collector_id: str = "") -> Question:
    return Question(BATCHES, {"collector-id": collector_id}, b"", sender, sender=sender)


def refused(admission: Admission, asked: Question) -> bool:
    """Whether a question is refused at the door; it proves nothing."""
    try:
        admission.settle(admission.knock(asked), 401)
    except RefusalError as refusal:
        return refusal.status == 429 and int(refusal.headers["Retry-After"]) >= 1
    return False


def test_many_wrong_questions_at_the_same_time_are_no_way_around_the_limit() -> None:
    admission = Admission(Settings(stranger_s=0.001, stranger_burst=4), Metrics())
    names = [admission.knock(question("10.0.0.9")) for _ in range(5)]
    with pytest.raises(RefusalError, match="above the limit of failures"):
        admission.knock(question("10.0.0.9"))
    for name in names:
        admission.settle(name, 200)
    assert not refused(admission, question("10.0.0.9")), "those that were right after all paid nothing"


def test_a_flood_from_the_same_address_holds_up_no_collector_that_signed_there() -> None:
    admission = Admission(Settings(stranger_s=0.001, stranger_burst=2), Metrics())
    honest = question("10.0.0.9", "C-1")
    admission.request(honest, "C-1")
    while not refused(admission, question("10.0.0.9", "C-2")):
        pass
    assert admission.check(honest) == ("10.0.0.9", "C-1")
    assert refused(admission, question("10.0.0.9", "C-3"))
    assert not refused(admission, question("10.0.0.10", "C-1")), "another address is another sender"


def test_a_month_offline_is_brought_in_with_pauses_and_never_refused_for_good() -> None:
    settings = Settings(collector_records_s=1000, collector_records_burst=1000)
    admission = Admission(settings, Metrics())
    asked = question("10.0.0.9", "C-1")
    admission.records(asked, "C-1", 5000)
    with pytest.raises(RefusalError) as refusal:
        admission.records(asked, "C-1", 1)
    assert refusal.value.headers["Retry-After"] == "4"
    admission.records(asked, "C-2", 1)


def entry(minute: int) -> DoorEntry:
    return DoorEntry(NOW + timedelta(minutes=minute), "hj212", "10.0.0.9:5", "unknown_mn", "MN 9")


def test_the_journal_says_how_many_refusals_it_does_not_hold() -> None:
    now = [0.0]
    gate = JournalGate(rate=1, burst=1, clock=lambda: now[0])
    written = [len(gate.admit(entry(minute), "10.0.0.9")) for minute in range(10)]
    assert written == [1, 1, *[0] * 8]
    now[0] += 2
    kept = gate.admit(entry(10), "10.0.0.9")
    assert [one.kind for one in kept] == ["unknown_mn", "suppressed"]
    assert kept[1].detail.startswith("8 refusals since 2026-11-22T00:02")
    assert gate.rest("hj212", NOW) == []


def test_a_flood_from_many_addresses_fills_no_journal_either() -> None:
    gate = JournalGate(rate=1, burst=1, clock=lambda: 0.0)
    written = sum(len(gate.admit(entry(0), f"10.0.{n // 250}.{n % 250}")) for n in range(5000))
    left_out = gate.rest("hj212", NOW)
    assert written <= 12
    assert len(left_out) <= 1001
    assert sum(int(one.detail.split()[0]) for one in left_out) + written == 5000


def test_a_door_that_drains_keeps_time_for_its_answers() -> None:
    now = [0.0]
    drain = Drain(8, clock=lambda: now[0])
    assert (drain.left(25), drain.noticed(0)) == (25, False)
    drain.begin()
    assert (drain.left(25), drain.left(25, answering=True), drain.left(3)) == (8, 7, 3)
    assert (drain.noticed(0), drain.noticed(2)) == (True, False)
    now[0] = 4
    drain.begin()
    assert (drain.left(25), drain.noticed(100)) == (4, True)
    now[0] = 9
    assert drain.left(25) == 0


def test_every_setting_and_every_metric_is_explained() -> None:
    page = (Path(__file__).parents[3] / "docs/intake.md").read_text(encoding="utf-8")
    names = [*Settings.__struct_fields__, *COUNTERS, *HISTOGRAMS, *GAUGES]
    assert [name for name in names if f"`{name}`" not in page] == []
