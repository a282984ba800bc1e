"""Records that come late one by one: what is still missing is always told by the totals around it."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from youjian.detection.balance.sales import station_sales
from youjian.detection.moments import micros
from youjian.detection.samples import MORNING, STATION, facts, fuelling, nozzle

_EVERY = timedelta(minutes=10)


@given(lags=st.lists(st.integers(min_value=0, max_value=600), min_size=1, max_size=8))
def test_the_litres_between_two_records_are_whole_at_every_watch(lags: list[int]) -> None:
    first, last = fuelling(0), fuelling(len(lags) + 1)
    late = [
        fuelling(n, received_at=last.ended_at + timedelta(minutes=lag)) for n, lag in enumerate(lags, start=1)
    ]
    sales = station_sales(facts(nozzle(), first, *late, last), STATION)
    begin = MORNING + timedelta(hours=2)
    rise = (last.totalizer_ml - first.totalizer_ml + first.volume_ml) / 1000
    told = {sales.at(micros(begin + _EVERY * step)).litres.sum() for step in range(70)}
    assert told == {rise}
