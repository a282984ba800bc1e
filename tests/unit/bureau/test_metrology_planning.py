"""The verification plan: nobody is late, nobody has much more to do than another."""

from datetime import date, timedelta

from youjian.bureau.metrology.planning import EARLY, Due, spread

MONDAY = date(2026, 11, 23)
DAYS = [day for n in range(56) if (day := MONDAY + timedelta(days=n)).weekday() < 5]


def due(number: int, days: int | None, nozzles: int = 4, county: str = "360203") -> Due:
    until = None if days is None else MONDAY + timedelta(days=days)
    return Due(f"s{number:02d}", county, tuple(range(nozzles)), until)


def test_every_station_is_visited_before_its_certificate_ends_and_not_too_early() -> None:
    turns = spread([due(n, 3 + n) for n in range(50)], DAYS, ["甲", "乙"])
    assert len(turns) == 50
    for turn in turns:
        assert turn.due.due_on is not None
        assert turn.due.due_on - EARLY - timedelta(days=6) <= turn.planned_on < turn.due.due_on


def test_what_has_no_certificate_or_a_lapsed_one_comes_in_the_first_week() -> None:
    turns = spread([due(1, None), due(2, -4), due(3, 50)], DAYS, ["甲"])
    first = [turn.due.station_id for turn in turns if turn.planned_on < MONDAY + timedelta(days=7)]
    assert sorted(first) == ["s01", "s02"]


def test_weeks_and_verifiers_are_evenly_loaded() -> None:
    turns = spread([due(n, 50) for n in range(40)], DAYS, ["甲", "乙"])
    load: dict[tuple[str, int], int] = {}
    for turn in turns:
        at = (turn.verifier, (turn.planned_on - MONDAY).days // 7)
        load[at] = load.get(at, 0) + len(turn.due.nozzles)
    assert max(load.values()) - min(load.values()) <= 4


def test_a_county_is_visited_together_where_that_costs_nothing() -> None:
    stations = [due(n, 50, county="360281" if n % 2 else "360203") for n in range(4)]
    turns = spread(stations, DAYS[:10], ["甲", "乙"])
    weeks = {(turn.verifier, turn.planned_on.isocalendar().week, turn.due.county) for turn in turns}
    assert len(turns) == 4
    assert len(weeks) == 2


def test_without_a_working_day_nothing_is_planned() -> None:
    assert spread([due(1, 10)], [], ["甲"]) == []
