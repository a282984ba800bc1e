"""A tank's batches followed: shares add up, nothing is negative, mass is kept."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.detection.books.trace import EARLIER, MODELS, UNEXPLAINED, Inflow, Model, Outflow, traced

moments = st.integers(0, 1000)
volumes = st.integers(0, 60_000_000)
inflows = st.lists(st.builds(Inflow, moments, st.sampled_from(["A", "B", "C", "D"]), volumes), max_size=8)
sales = st.lists(st.tuples(moments, st.integers(0, 9_000_000)), max_size=30)


def out(pairs: list[tuple[int, int]]) -> list[Outflow]:
    return [Outflow(at, f"F{n}", volume) for n, (at, volume) in enumerate(pairs)]


@pytest.mark.parametrize("model", MODELS)
@given(opening=volumes, coming=inflows, sold=sales)
def test_litres_are_kept_to_the_millilitre(
    model: Model, opening: int, coming: list[Inflow], sold: list[tuple[int, int]]
) -> None:
    outflows = out(sold)
    found = traced(opening, coming, outflows, model)
    for one in outflows:
        assert sum(found.shares[one.key].values()) == one.volume_ml
        assert all(share > 0 for share in found.shares[one.key].values())
    for batch in {EARLIER, *(one.batch for one in coming)}:
        came = opening if batch == EARLIER else sum(one.volume_ml for one in coming if one.batch == batch)
        assert sum(found.of_batch(batch).values()) + found.left.get(batch, 0) == came
    assert all(left > 0 for left in found.left.values())


@pytest.mark.parametrize("model", MODELS)
def test_more_sold_than_ever_came_in_is_named(model: Model) -> None:
    found = traced(1_000, [Inflow(5, "A", 2_000)], out([(10, 3_500)]), model)
    assert found.shares["F0"] == {EARLIER: 1_000, "A": 2_000, UNEXPLAINED: 500}
    assert not found.left


def test_first_in_first_out_empties_the_oldest() -> None:
    found = traced(
        500, [Inflow(1, "A", 1_000), Inflow(9, "B", 1_000)], out([(2, 700), (3, 500), (10, 900)]), "fifo"
    )
    assert list(found.shares.values()) == [{EARLIER: 500, "A": 200}, {"A": 500}, {"A": 300, "B": 600}]
    assert found.left == {"B": 400}


def test_one_liquid_gives_each_batch_by_its_part() -> None:
    found = traced(1_000, [Inflow(1, "A", 3_000)], out([(2, 400), (3, 400)]), "mixing")
    assert list(found.shares.values()) == [{EARLIER: 100, "A": 300}] * 2


@given(coming=inflows, sold=sales)
def test_fifo_never_goes_back_to_an_older_batch(coming: list[Inflow], sold: list[tuple[int, int]]) -> None:
    single = [
        Inflow(one.at, f"{n}", one.volume_ml) for n, one in enumerate(sorted(coming, key=lambda o: o.at))
    ]
    found = traced(0, single, out(sold), "fifo")
    ordered = [found.shares[o.key] for o in sorted(out(sold), key=lambda o: (o.at, o.key))]
    used = [[int(b) for b in shares if b != UNEXPLAINED] for shares in ordered]
    assert all(min(later) >= max(earlier) for earlier, later in pairwise([u for u in used if u]))


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        traced(-1, [], [], "fifo")
    with pytest.raises(ValueError, match="twice"):
        traced(0, [], [Outflow(1, "F", 1), Outflow(2, "F", 1)], "mixing")
