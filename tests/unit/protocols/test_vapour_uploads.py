"""Vapour uploads: our own frames survive, other families come out in our units, nothing is lost silently."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from youjian.protocols import hj212

SECONDS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)
RATES = st.integers(0, 10_000).map(lambda hundredths: hundredths / 100)
FILLS = st.builds(
    lambda ended_at, seconds, **fields: hj212.Fill(
        started_at=ended_at - timedelta(seconds=seconds), ended_at=ended_at, **fields
    ),
    ended_at=SECONDS,
    seconds=st.integers(0, 3600),
    nozzle_id=st.integers(0, 999),
    fuel_ml=st.integers(0, 999_999),
    vapour_ml=st.integers(0, 999_999),
    ratio=RATES,
    fuel_l_min=RATES,
    vapour_l_min=RATES,
)
PRESSURES = st.builds(
    hj212.Pressure,
    at=SECONDS,
    pressure_pa=st.integers(-300_000, 300_000).map(lambda hundredths: hundredths / 100),
    vapour_ppm=st.none() | st.integers(0, 100_000).map(float),
)
QN = "20250901101500123"


def through_the_line(frame: hj212.Frame) -> hj212.VapourUpload:
    return hj212.vapour_upload(hj212.decode_frame(hj212.encode_frame(frame)))


def upload(cp, **fields) -> hj212.VapourUpload:
    return hj212.vapour_upload(hj212.Frame(cn="3020", st="31", cp=cp, **fields))


C_FILL = {
    "DataTime": "20250901101500",
    "i41019-Info": "3602030017003",
    "i41020-Info": "1.08",
    "i41021-Info": "33.5",
    "i41022-Info": "32.4",
    "i41023-Info": "31.0",
    "i41024-Info": "30.0",
}


@given(FILLS)
def test_our_frame_of_a_fuelling_gives_the_same_fuelling(fill):
    frame = hj212.encode_fill(fill, mn="3602030017", qn=QN, station_id="3602030017")
    found = through_the_line(frame)
    assert (found.fills, found.pressures, found.problems, found.unknown) == ([fill], [], [], {})


@given(PRESSURES)
def test_our_frame_of_a_pressure_gives_the_same_pressure(pressure):
    found = through_the_line(hj212.encode_pressure(pressure, mn="3602030017", qn=QN))
    assert (found.fills, found.pressures, found.problems, found.unknown) == ([], [pressure], [], {})


def test_percent_is_declared_and_never_guessed():
    frame = hj212.Frame(cn="3020", st="31", cp=C_FILL | {"i41020-Info": "108"})
    assert hj212.vapour_upload(frame).fills[0].ratio == 108
    assert hj212.vapour_upload(frame, units=hj212.Units(ratio="percent")).fills[0].ratio == 1.08


def test_several_nozzles_in_one_guangzhou_frame_are_several_fuellings():
    parts = {"AlvR": "1.1", "GasCur": "33", "GasFlow": "22", "FuelCur": "30", "FuelFlow": "20"}
    cp = {f"q{nozzle}-{name}": text for nozzle in ("0003", "0011") for name, text in parts.items()}
    found = upload({"DataTime": "20250901101500"} | cp)
    assert (found.family, [fill.nozzle_id for fill in found.fills]) == ("guangzhou", [3, 11])


def test_unknown_factors_are_kept():
    found = upload(C_FILL | {"i41999-Info": "7", "i41025-Info": "0.5"})
    assert found.unknown == {"i41999-Info": "7"}
    assert found.others == {"3602030017003.nozzle_concentration": "0.5"}


def test_a_value_flagged_as_faulty_is_no_reading_but_is_kept():
    found = upload({"DataTime": "20250901101500", "Wq1-Rtd": "-120", "Wq1-Flag": "D"})
    assert (found.pressures, found.unknown) == ([], {"Wq1-Rtd": "-120"})


def test_a_value_that_cannot_be_used_is_named():
    for name, text in (
        ("i41024-Info", "abc"),
        ("i41019-Info", "x17"),
        ("i41022-Info", "-1"),
        ("i41020-Info", "NaN"),
    ):
        found = upload(C_FILL | {name: text})
        assert found.fills == []
        assert repr(text) in found.problems[0]


def test_a_time_that_is_none_is_named():
    found = upload(C_FILL | {"DataTime": "20251301101500"})
    assert found.fills == []
    assert found.problems[0] == "DataTime is '20251301101500', not a time YYYYMMDDhhmmss"


def test_a_fuelling_without_rate_starts_when_it_ends():
    (fill,) = upload(C_FILL | {"i41023-Info": "0"}).fills
    assert fill.started_at == fill.ended_at


def test_a_frame_of_another_kind_is_no_vapour_upload():
    frame = hj212.Frame(cn="2011", st="22", cp={"DataTime": "20250901101500", "a34004-Rtd": "6"})
    found = hj212.vapour_upload(frame)
    assert (found.family, found.fills, found.unknown) == (None, [], frame.cp)


@given(
    st.dictionaries(
        st.sampled_from([*C_FILL, "i41028-Info", "BeginTime", "EndTime", "q1-AlvR", "Wq1-Rtd"]),
        st.text(max_size=18),
    )
)
def test_nonsense_in_any_field_never_crashes(cp):
    found = upload(cp)
    assert all(fill.started_at.tzinfo for fill in found.fills)
