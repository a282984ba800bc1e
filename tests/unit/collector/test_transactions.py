"""A controller's transactions count once, whatever is told again, late, changed or flushed."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import json

from youjian.collector.fuellings.state import NozzleState
from youjian.collector.fuellings.transactions import REMEMBERED, Book, Memory, Source, Taken, take
from youjian.contract.validation import problems
from youjian.protocols.forecourt import Transaction

STATION = "3602030017"
START = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
NOW = START + timedelta(days=300)
SOURCE = Source(STATION, not_yet=("fuelling", "cancelled"))


def told(number: int, volume_ml: int = 20_000, total_ml: int | None = None, **more: object) -> Transaction:
    figures: dict[str, object] = {
        "nozzle": "1",
        "number": str(number),
        "volume_ml": volume_ml,
        "amount_fen": volume_ml * 756 // 1000,
        "unit_price_fen": 756,
        "totalizer_ml": total_ml,
        "ended_at": START + timedelta(minutes=3 * number),
    }
    return Transaction(**(figures | more))  # type: ignore[arg-type]


def run(book: Book, *transactions: Transaction) -> list[Taken]:
    found: list[Taken] = []
    for each in transactions:
        found.append(take(book, each, NOW))
        book = found[-1].book
    return found


def fresh() -> Book:
    return Book(SOURCE, 3)


def outcomes(found: list[Taken]) -> list[str]:
    return [each.outcome for each in found]


def test_payable_locked_and_cleared_are_one_fuelling() -> None:
    found = run(
        fresh(),
        *(
            told(7, total_ml=1_020_000, status=status)
            for status in ("Fuelling", "Payable", "Locked", "Cleared")
        ),
    )
    assert outcomes(found) == ["not_yet", "new", "again", "again"]
    made = found[1].fuelling
    assert made is not None
    assert (made.seq, made.volume_ml, made.amount_fen, made.totalizer_ml) == (1, 20_000, 15_120, 1_020_000)
    assert made.ended_at - made.started_at == timedelta(seconds=30)


def test_a_total_of_the_moment_of_writing_does_not_make_a_fuelling_twice() -> None:
    found = run(fresh(), told(7, total_ml=1_020_000), told(7, total_ml=1_055_000))
    assert outcomes(found) == ["new", "again"]


def test_a_nozzle_armed_and_hung_up_without_fuel_is_no_sale() -> None:
    assert outcomes(run(fresh(), told(7, 0, 1_000_000))) == ["ghost"]


def test_figures_that_changed_are_sent_again_under_their_number() -> None:
    found = run(fresh(), told(1, total_ml=20_000), told(2, total_ml=40_000), told(1, 21_000, 20_000))
    assert outcomes(found) == ["new", "new", "changed"]
    made = found[2].fuelling
    assert made is not None
    assert (made.source, made.seq, made.volume_ml, made.totalizer_ml) == ("corrected", 1, 21_000, 20_000)
    assert found[2].book.state == found[1].book.state
    assert outcomes(run(found[2].book, told(1, 21_000, 20_000))) == ["again"]


def test_numbers_that_begin_anew_are_other_fuellings() -> None:
    later = told(1, total_ml=900_000, ended_at=START + timedelta(days=5))
    assert outcomes(run(fresh(), told(1, total_ml=20_000), later)) == ["new", "new"]
    without = run(fresh(), told(1), told(1, ended_at=START + timedelta(days=5)))
    assert outcomes(without) == ["new", "new"]
    assert [each.fuelling.totalizer_ml for each in without if each.fuelling] == [20_000, 40_000]


def test_a_fuelling_that_comes_late_is_recorded_and_turns_no_total_back() -> None:
    found = run(fresh(), told(1, total_ml=20_000), told(3, total_ml=60_000), told(2, total_ml=40_000))
    assert outcomes(found) == ["new", "new", "late"]
    assert found[2].event is None
    assert found[2].book.state is not None
    assert found[2].book.state.total_ml == 60_000


def test_a_total_that_fell_is_an_event_beside_the_fuelling() -> None:
    found = run(fresh(), told(1, total_ml=9_000_000), told(2, total_ml=20_000))
    assert found[1].event is not None
    assert found[1].event.code == "totalizer_reset"
    assert found[1].fuelling is not None


def test_a_replaced_box_takes_an_old_file_for_what_it_is() -> None:
    state = NozzleState(
        nozzle_id=3, seq=41, total_ml=900_000, seen_total_ml=900_000, seen_amount_fen=None, seen_at=START
    )
    found = run(
        Book(SOURCE, 3, state),
        told(1, total_ml=880_000),
        told(2, total_ml=900_000),
        told(3, total_ml=920_000),
    )
    assert outcomes(found) == ["replayed", "replayed", "new"]
    assert found[2].fuelling is not None
    assert found[2].fuelling.seq == 42


def test_a_month_old_file_dropped_again_makes_nothing() -> None:
    life = [told(n, total_ml=20_000 * n) for n in range(1, REMEMBERED + 50)]
    found = run(fresh(), *life)
    assert set(outcomes(found)) == {"new"}
    again = run(found[-1].book, *life)
    assert set(outcomes(again)) == {"replayed", "again"}


def test_a_clock_ahead_of_ours_does_not_date_a_record_into_the_future() -> None:
    made = take(fresh(), told(1, ended_at=NOW + timedelta(days=1)), NOW).fuelling
    assert made is not None
    assert made.ended_at == NOW


def test_what_is_not_told_follows_from_the_rest() -> None:
    by_price = take(fresh(), told(1, amount_fen=None), NOW).fuelling
    by_amount = take(fresh(), told(1, unit_price_fen=None), NOW).fuelling
    assert by_price is not None
    assert by_amount is not None
    assert (by_price.amount_fen, by_amount.unit_price_fen) == (15_120, 756)


STEPS = st.lists(
    st.tuples(st.integers(1, 30), st.sampled_from(["Payable", "Locked", "Cleared", ""]), st.booleans()),
    max_size=60,
)


@settings(max_examples=200, deadline=None)
@given(STEPS, st.booleans())
def test_in_whatever_order_and_however_often_each_number_counts_once(
    steps: list[tuple[int, str, bool]], totals: bool
) -> None:
    book, made = fresh(), []
    for number, status, killed in steps:
        taken = take(book, told(number, total_ml=20_000 * number if totals else None, status=status), NOW)
        if killed:
            continue
        book = Book(SOURCE, 3, taken.book.state, json.decode(json.encode(taken.book.memory), type=Memory))
        made += [taken.fuelling] if taken.fuelling else []
    assert [record.seq for record in made] == list(range(1, len(made) + 1))
    assert len(made) == len({number for number, _, killed in steps if not killed})
    assert not [problem for record in made for problem in problems(record)]
