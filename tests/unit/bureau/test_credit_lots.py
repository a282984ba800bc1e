"""Scores and draws by their published arithmetic: vectors, and what holds for all inputs."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from youjian.bureau.credit.lots import Inspector, Ticket, digest_of, draw, listed, read_list, uniform
from youjian.bureau.credit.scoring import Fact, Scheme, Weight, score

TICKETS = [Ticket(f"36020300{n:02d}", 1 + n % 3, "ABC"[n % 3]) for n in range(1, 9)]
PEOPLE = [Inspector("li"), Inspector("wang", frozenset({"3602030001"})), Inspector("zhao")]
TODAY = date(2026, 11, 23)
LIMITS = (Decimal(10), Decimal(30), Decimal(60))


def test_the_published_vector_is_drawn_by_everybody_alike() -> None:
    text = listed(TICKETS, PEOPLE)
    assert digest_of(text) == "d2ab96729064a12a9ad97ee111b49f1a3589874866bfe49a8b7e3f031dcec078"
    assert f"{uniform(digest_of(text), '2026-11-23 471', 'S', '3602030001'):.12f}" == "0.162558680375"
    drawn = draw(TICKETS, PEOPLE, "2026-11-23 471", 3)
    assert [(one.station_id, one.inspectors) for one in drawn] == [
        ("3602030005", ("zhao", "wang")),
        ("3602030006", ("li", "wang")),
        ("3602030002", ("li", "zhao")),
    ]


@given(st.text(min_size=1, max_size=20), st.integers(1, 8), st.integers(1, 3))
def test_a_draw_names_each_station_once_and_nobody_who_is_barred(seed: str, count: int, each: int) -> None:
    drawn = draw(TICKETS, PEOPLE, seed, count, each)
    assert len({one.station_id for one in drawn}) == count
    for one in drawn:
        assert len(set(one.inspectors)) == len(one.inspectors) <= each
        assert one.station_id != "3602030001" or "wang" not in one.inspectors
    assert read_list(listed(TICKETS, PEOPLE)) == (TICKETS, PEOPLE)


def test_weights_decide_how_often_a_station_is_drawn() -> None:
    tickets = [Ticket("3602030001", 1, "A"), Ticket("3602030002", 8, "D")]
    first = Counter(draw(tickets, PEOPLE, f"seed {n}", 1, 1)[0].station_id for n in range(2000))
    assert abs(first["3602030002"] / 2000 - 8 / 9) < 0.03


@given(
    st.lists(
        st.tuples(st.sampled_from(["alert_red", "decision_fine", "unknown"]), st.integers(0, 400)),
        max_size=30,
    )
)
def test_points_stay_within_the_caps_and_findings_never_enter_the_record(
    found: list[tuple[str, int]],
) -> None:
    weights = {
        "alert_red": Weight("alert_red", Decimal(10), Decimal(40), decays=True),
        "decision_fine": Weight("decision_fine", Decimal(15), Decimal(45)),
    }
    facts = [Fact(code, str(n), TODAY - timedelta(days=age)) for n, (code, age) in enumerate(found)]
    made = score(facts, Scheme(weights, 30, LIMITS), TODAY)
    assert made.points == sum(part.counted for part in made.parts) <= 85
    assert made.record_points == min(15 * sum(code == "decision_fine" for code, _ in found), 45)
    assert score(facts[::-1], Scheme(weights, 30, LIMITS), TODAY) == made
