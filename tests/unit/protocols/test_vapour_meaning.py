"""What monitors of every family mean: tables, units, fills made out, states told once, clocks."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.protocols import hj212, vapourxml
from youjian.protocols.vapour import (
    FAMILIES,
    ClockWatch,
    Fault,
    Fill,
    Jump,
    MappedNozzle,
    MonitorWatch,
    NozzleMap,
    Pressure,
    Switch,
    Units,
    VapourUpload,
    drafts_of,
    factors,
    family_named,
    family_table,
    names_of,
)
from youjian.protocols.vapour.sm4 import SecrecyError, decrypt, encrypt

NOW = datetime(2026, 9, 1, 2, 15, tzinfo=UTC)
STATION = "3602030017"


@pytest.mark.parametrize("family", FAMILIES)
def test_every_alias_names_a_factor_of_the_one_table(family):
    table = family_table(family)
    names = set(names_of(family).values()) | {n for codes in table.types.values() for n in codes.values()}
    assert names
    assert names <= set(factors())
    assert table.source


def test_families_go_by_name_or_letter():
    assert [family_named(text) for text in ("a", "b", "c", "d", "hj212", "", None, "x")] == [
        "beijing", "guangzhou", "chongqing", "hefei", "hj212", None, None, None,
    ]  # fmt: skip


FILLS = st.builds(
    lambda at, seconds, **fields: Fill(started_at=at - timedelta(seconds=seconds), ended_at=at, **fields),
    at=st.integers(0, 10**6).map(lambda seconds: NOW + timedelta(seconds=seconds)),
    seconds=st.integers(0, 600),
    nozzle_id=st.integers(1, 999),
    fuel_ml=st.integers(1, 999_999),
    vapour_ml=st.integers(0, 999_999),
    ratio=st.integers(0, 500).map(lambda hundredths: hundredths / 100),
    fuel_l_min=st.integers(1, 10_000).map(lambda hundredths: hundredths / 100),
    vapour_l_min=st.integers(0, 10_000).map(lambda hundredths: hundredths / 100),
)
UNITS = st.builds(
    Units,
    ratio=st.sampled_from(["ratio", "percent"]),
    pressure=st.sampled_from(["Pa", "hPa", "kPa"]),
    volume=st.sampled_from(["L", "mL"]),
)


@given(FILLS, UNITS, st.sampled_from(["hj212", "guangzhou", "chongqing"]))
def test_a_fuelling_survives_every_family_and_unit(fill, units, family):
    frame = hj212.encode_fill(fill, mn="M", qn="1", station_id=STATION, family=family, units=units)
    upload = hj212.vapour_upload(hj212.decode_frame(hj212.spoken(frame, family)), family, units=units)
    (found,) = upload.fills
    assert (found.nozzle_id, found.ended_at, found.fuel_ml, found.vapour_ml, found.ratio) == (
        fill.nozzle_id, fill.ended_at, fill.fuel_ml, fill.vapour_ml, fill.ratio,
    )  # fmt: skip
    assert (upload.problems, upload.unknown) == ([], {})


@given(FILLS, st.sampled_from(["soap11", "soap12", "xml", "json"]))
def test_a_fuelling_survives_the_xml_family(fill, form):
    message = vapourxml.Envelope(data_id="1", user_id="2", time="3", type="03", content="", form=form)
    sent = vapourxml.encode_message(vapourxml.with_rows(message, [vapourxml.fill_row(fill)]))
    received = vapourxml.decode_message(sent)
    upload = vapourxml.vapour_upload(received.type, vapourxml.rows_of(received))
    (found,) = upload.fills
    assert (found.nozzle_id, found.fuel_ml, found.ratio) == (fill.nozzle_id, fill.fuel_ml, fill.ratio)


@pytest.mark.parametrize(
    ("items", "fills"),
    [
        ({"AlvR": "1.1", "GasCur": "33", "FuelCur": "30"}, 0),
        ({"AlvR": "1.1", "GasCur": "33", "GasFlow": "0", "FuelCur": "0", "FuelFlow": "0"}, 0),
        ({"AlvR": "1.1", "GasCur": "33", "GasFlow": "22", "FuelCur": "30", "FuelFlow": "20"}, 1),
    ],
)
def test_a_snapshot_of_current_values_is_no_fuelling(items, fills):
    cp = {"DataTime": "20250901101500"} | {f"q0003-{name}": text for name, text in items.items()}
    upload = hj212.vapour_upload(hj212.Frame(cn="2011", st="61", cp=cp))
    assert len(upload.fills) == fills
    assert bool(upload.others) is not bool(fills)
    assert upload.problems == []


def test_averages_and_extremes_are_no_readings():
    cp = {"DataTime": "20250901101500"} | {f"i41028-{kind}": "45" for kind in ("Min", "Avg", "Max")}
    upload = hj212.vapour_upload(hj212.Frame(cn="2051", st="31", cp=cp))
    assert upload.pressures == []
    assert sorted(upload.others) == ["tank_pressure-Avg", "tank_pressure-Max", "tank_pressure-Min"]


def test_a_time_before_all_clocks_is_none():
    for text in ("00010101000000", "19691231235959"):
        fill = {"JYQID": "1", "DATE": text, "AL": "1", "QLS": "1", "QLL": "1", "YLS": "1", "YLL": "1"}
        upload = vapourxml.vapour_upload("03", [fill])
        assert upload.fills == []
        assert text in upload.problems[0]


def test_null_and_empty_are_no_values():
    row = {"ID": "1", "DATE": "20250901101500", "YGYL": "NULL", "XND": "", "HCLND": "20.5"}
    upload = vapourxml.vapour_upload("04", [row])
    assert (upload.pressures, upload.others, upload.problems) == ([], {"device_concentration": "20.5"}, [])


def test_the_same_word_means_what_its_type_says():
    alarm = vapourxml.vapour_upload("02", [{"YGYL": "1", "AL": "1:0;2:2"}], NOW)
    assert alarm.alarms == {"tank_pressure_alarm": "1", "ratio_alarm 1": "0", "ratio_alarm 2": "2"}
    measured = vapourxml.vapour_upload("04", [{"YGYL": "-120.5"}], NOW)
    assert measured.pressures == [Pressure(at=NOW, pressure_pa=-120.5)]


def happened(watch: MonitorWatch, **said) -> list[tuple[str, str]]:
    events, _ = watch.happened(VapourUpload(family=None, **said), NOW)
    return [(event.device, event.code) for event in events]


def test_states_are_told_when_they_change_also_after_a_restart():
    watch = MonitorWatch()
    listed = [Switch(nozzle=1, enabled=True, told=False), Switch(nozzle=2, enabled=False, told=False)]
    assert happened(watch, switches=listed) == [("nozzle:2", "nozzle_disabled")]
    assert happened(MonitorWatch(watch.known), switches=listed) == []
    told = [Switch(nozzle=2, enabled=True)]
    assert happened(watch, switches=told) == [("nozzle:2", "nozzle_enabled")]


def test_a_fault_is_told_once_until_there_is_none():
    watch = MonitorWatch()
    again, none = [Fault(code="041000")], [Fault(code="000000")]
    assert happened(watch, faults=again) == [("vapour", "gauge_fault")]
    assert happened(watch, faults=again) == []
    assert happened(watch, faults=none) == []
    assert happened(watch, faults=again) == [("vapour", "gauge_fault")]


def test_numbers_that_begin_anew_at_each_dispenser_are_told_apart():
    nozzles = NozzleMap(
        [
            MappedNozzle(dispenser=1, number=1, nozzle_id=11),
            MappedNozzle(dispenser=2, number=1, nozzle_id=21),
            MappedNozzle(number=9, nozzle_id=99),
        ]
    )
    found = [nozzles.resolve(*each) for each in ((1, 1), (1, 2), (9, 7), (1, None), (1, 3))]
    assert found == [11, 21, 99, None, None]


def test_a_record_that_the_contract_refuses_is_named_and_stops_no_other():
    early = Fill(
        nozzle_id=1, started_at=NOW, ended_at=NOW - timedelta(days=1), fuel_ml=1, vapour_ml=1, ratio=1.0,
        fuel_l_min=1.0, vapour_l_min=1.0,
    )  # fmt: skip
    upload = VapourUpload(family=None, fills=[early], pressures=[Pressure(at=NOW, pressure_pa=1.0)])
    drafts = drafts_of(upload, STATION, NOW, MonitorWatch(), NozzleMap())
    assert [table for table, _ in drafts.good] == ["pressure_readings"]
    assert [table for table, _ in drafts.bad] == ["vapour_fills"]


def test_a_clock_jumps_only_when_three_messages_agree():
    watch = ClockWatch(jump_s=60.0)

    def seen(offset_s: float) -> Jump | None:
        return watch.seen(NOW + timedelta(seconds=offset_s), NOW)

    assert [seen(10), seen(12), seen(-3600), seen(11)] == [None] * 4
    assert [seen(-900), seen(-600), seen(-300)] == [None] * 3
    assert [seen(500), seen(501)] == [None] * 2
    assert seen(502) == Jump(11.0, 502.0)
    assert watch.offset_s == 502.0


@given(st.binary(max_size=300), st.binary(min_size=16, max_size=16), st.none() | st.just(b"0" * 16))
def test_what_is_sealed_opens_again_and_nothing_else_does(plain, key, iv):
    sealed = encrypt(key, iv, plain)
    assert decrypt(key, iv, sealed) == plain
    with pytest.raises(SecrecyError):
        decrypt(key, iv, sealed[:-1])


@given(st.dictionaries(st.text(max_size=12), st.text(max_size=24), max_size=12), st.text(max_size=3))
def test_any_row_of_any_type_gives_problems_and_never_an_error(row, kind):
    for each in ("00", "01", "02", "03", "04", "05", "06", "07", kind):
        known = [*family_table("beijing").types.get(each, {}), "DATE"]
        mixed = dict(zip(known, row.values(), strict=False)) | row
        upload = vapourxml.vapour_upload(each, [mixed], NOW)
        drafts_of(upload, STATION, NOW, MonitorWatch(), NozzleMap())
