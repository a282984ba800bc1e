"""The register's description: no word with two meanings, and values come through it unharmed."""

# ruff: noqa: E402 - Django must be set up before its models are imported

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.bureau import setup

setup()

from youjian.bureau.registry.drafts import Draft, merge, once, read_drafts, refuse_twice
from youjian.bureau.registry.ranges import check_values, uscc_fault
from youjian.bureau.registry.sheets import SHEETS
from youjian.bureau.registry.values import UnreadableError, plain, read, read_moment, shown
from youjian.bureau.sheets.fields import Field
from youjian.contract.identifiers import uscc_check_character
from youjian.contract.tables import REGISTRY_TABLES

FIELDS = [(sheet, field) for sheet in SHEETS.values() for field in sheet.fields]
MAINTENANCE = "maintenance"
"""Announced downtime has screens of its own."""


def test_every_column_of_the_contract_has_a_title() -> None:
    for table in REGISTRY_TABLES:
        if table.name != MAINTENANCE:
            sheet = SHEETS[table.name]
            assert set(table.columns) <= set(sheet.names())
            assert sheet.key() == table.key


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_a_header_and_a_choice_have_one_meaning(sheet: Any) -> None:
    headers: dict[str, str] = {}
    for field in sheet.fields:
        for header in {field.name, field.zh, field.en, *field.aliases}:
            assert headers.setdefault(header.casefold(), field.name) == field.name, header
        names: dict[str, str] = {}
        for choice in field.choices:
            for name in {choice.code, choice.zh, choice.en, *choice.aliases}:
                assert names.setdefault(name.casefold(), choice.code) == choice.code, name


@pytest.mark.parametrize(("sheet", "field"), FIELDS, ids=[f"{s.name}.{f.name}" for s, f in FIELDS])
def test_a_column_is_said_in_both_languages_and_its_example_can_be_read(sheet: Any, field: Field) -> None:
    assert field.zh
    assert field.en
    assert field.zh != field.en
    assert bool(field.note_zh) == bool(field.note_en)
    assert (field.kind == "choice") == bool(field.choices)
    names = {name for c in field.choices for name in (c.zh, *c.aliases)}
    if field.example and field.kind == "choice":
        assert field.example in names
    elif field.example and field.kind != "flag":
        assert read(field, field.example) is not None


_MOMENTS = st.datetimes(datetime(1950, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "date": st.dates(date(1950, 1, 1), date(2099, 12, 31)),
    "moment": _MOMENTS,
    "flag": st.booleans(),
    "integer": st.integers(0, 10**9),
    "number": st.floats(-1e6, 1e6),
    "litres": st.floats(0, 1e7),
}


@given(data=st.data())
def test_a_value_comes_back_from_json_as_it_went(data: st.DataObject) -> None:
    _, field = data.draw(st.sampled_from(FIELDS))
    value = data.draw(st.none() | _VALUES.get(field.kind, st.text("甲乙丙0123", min_size=1)))
    assert read(field, plain(value)) == value
    assert read(field, value) == value


def test_codes_typed_in_full_width_are_plain() -> None:
    stations = SHEETS["stations"]
    assert read(stations.field("station_id"), "３６０２０３００１７　") == "3602030017"
    assert read(stations.field("uscc"), "９１350100Ｍ000100Y43") == "91350100M000100Y43"
    assert read(stations.field("name"), "三龙（１号）站") == "三龙（１号）站"


def test_moments_are_read_as_people_and_programs_write_them() -> None:
    at = datetime(2026, 10, 31, 16, 0, tzinfo=UTC)
    for written in (
        "2026-11-01",
        "2026-11-01 00:00",
        "2026-10-31T16:00:00Z",
        "2026-11-01T00:00:00+08:00",
        "2026-11-01T00:00:00 08:00",
        date(2026, 11, 1),
        datetime(2026, 11, 1, tzinfo=timezone(timedelta(hours=8))),
    ):
        assert read_moment(written) == at
    for written in ("tomorrow", "2026-13-01", "0001-01-01"):
        with pytest.raises(UnreadableError):
            read_moment(written)


@pytest.mark.parametrize(
    ("sheet", "name", "value", "said"),
    [
        ("tanks", "product", "0D", "0号柴油"),
        ("tanks", "capacity_l", 30000.0, "30,000 L"),
        ("tanks", "capacity_l", None, "—"),
        ("stations", "vapour_monitoring", True, "是"),
        ("stations", "region_code", "360281", "乐平市"),
        ("stations", "longitude", 117.2, "117.20000°"),
        ("nozzles", "valid_from", datetime(2026, 10, 31, 16, 0, tzinfo=UTC), "2026-11-01 00:00"),
        ("verifications", "error_pct", -0.05, "-0.05%"),
        ("seals", "position", "nobody knows", "nobody knows"),
    ],
)
def test_values_are_shown_in_words(sheet: str, name: str, value: Any, said: str) -> None:
    assert shown(SHEETS[sheet].field(name), value, {"360281": "乐平市"}) == said


def test_a_credit_code_is_told_what_is_wrong_with_it() -> None:
    good = "91360203MA0001009"
    code = good + uscc_check_character(good)
    assert uscc_fault(code) is None
    for bad, word in ((code[:-1], "17位"), (code.replace("M", "O"), "写成O"), (good + "0", "校验位")):
        found = uscc_fault(bad)
        assert found is not None
        assert word in found[0]


def drafts(sheet: str, *rows: dict[str, Any], before: dict[str, Any] | None = None) -> list[Draft]:
    made = read_drafts(SHEETS[sheet], rows)
    for draft in made:
        merge(draft, before)
    return made


def test_what_is_not_given_keeps_its_value_and_none_clears_it() -> None:
    before = dict.fromkeys(SHEETS["companies"].names()) | {"uscc": "1", "name": "甲", "address": "路"}
    [kept, cleared] = drafts("companies", {"uscc": "1"}, {"uscc": "1", "address": " "}, before=before)
    assert (kept.kind, kept.after) == ("same", before)
    assert (cleared.kind, cleared.after["address"], cleared.after["name"]) == ("changed", None, "甲")


def test_a_repeated_row_is_harmless_and_another_content_is_told() -> None:
    row = {"uscc": "1", "name": "甲"}
    made = drafts("companies", row, row, {**row, "name": "乙"})
    refuse_twice(made)
    assert [draft.kind for draft in made] == ["new", "new", "bad"]
    assert len(list(once(made))) == 1
    assert "企业名称" in made[2].faults[0][1]


@given(
    rows=st.lists(
        st.dictionaries(
            st.sampled_from([*SHEETS["tanks"].names(), "没有"]),
            st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.integers()),
        )
    )
)
def test_no_input_breaks_a_check(rows: list[dict[str, Any]]) -> None:
    for draft in drafts("tanks", *rows):
        check_values(draft)
        assert draft.kind in ("bad", "new")
        assert all(zh and en for _, zh, en in draft.faults)
