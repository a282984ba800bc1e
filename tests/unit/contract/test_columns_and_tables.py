"""Arrow columns, JSON Schema and the list of tables say the same as the types."""

from datetime import UTC, date, datetime, timedelta, timezone

import pyarrow as pa
import pytest

from youjian.contract.columns import arrow_schema, empty, to_table
from youjian.contract.fields import business_day, day_bounds
from youjian.contract.findings import Finding, anchor_of_key, finding_id
from youjian.contract.known import known_rows, known_time
from youjian.contract.platform import READABLE_TABLES
from youjian.contract.records import Declaration, Fuelling, Invoice
from youjian.contract.schema import json_schema
from youjian.contract.tables import TABLES, Table

each_table = pytest.mark.parametrize("table", READABLE_TABLES.values(), ids=lambda t: t.name)
NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)


def declaration(volume_ml: int, filed_at: datetime) -> Declaration:
    return Declaration(
        station_id="3602030017",
        period="2026-10",
        product="92",
        volume_ml=volume_ml,
        amount_fen=0,
        filed_at=filed_at,
    )


def sold(source: str, volume_ml: int, received_at: datetime | None) -> Fuelling:
    return Fuelling(
        station_id="3602030017", nozzle_id=1, seq=1, started_at=NOON, ended_at=NOON, volume_ml=volume_ml,
        unit_price_fen=0, amount_fen=0, totalizer_ml=0, kind="sale", source=source, received_at=received_at,
    )  # fmt: skip


@each_table
def test_columns_have_the_names_and_order_of_the_type(table: Table) -> None:
    assert tuple(arrow_schema(table.type).names) == table.columns == table.type.__struct_fields__


@each_table
def test_key_end_and_version_are_columns(table: Table) -> None:
    assert set(table.key) <= set(table.columns)
    assert not set(table.content) & {*table.key, "received_at"}
    assert {table.end, table.station, table.version} - {None} <= set(table.columns)


@each_table
def test_quantities_of_law_are_integers_and_times_are_utc(table: Table) -> None:
    for field in arrow_schema(table.type):
        if field.name.endswith(("_ml", "_fen")):
            assert field.type == pa.int64()
        if field.name.endswith("_at") and field.type != pa.date32():
            assert field.type in (pa.timestamp("us", tz="UTC"), pa.string()) or field.name.endswith(
                "applied_at"
            )


def test_columns_of_the_key_are_never_null_but_for_a_nozzle_that_always_was() -> None:
    nullable = [
        (t.name, c) for t in READABLE_TABLES.values() for c in t.key if arrow_schema(t.type).field(c).nullable
    ]
    assert nullable == [("nozzles", "valid_from")]


def test_an_offset_is_moved_to_utc_and_none_becomes_null() -> None:
    shanghai = NOON.astimezone(timezone(timedelta(hours=8)))
    table = to_table(TABLES["fuellings"], [sold("live", 1, None), sold("live", 1, shanghai)])
    assert table["received_at"].to_pylist() == [None, NOON]


@each_table
def test_an_empty_table_has_its_columns(table: Table) -> None:
    assert empty(table).schema == arrow_schema(table.type)
    assert known_rows(empty(table), table, NOON).num_rows == 0


def test_a_record_is_known_when_received_else_at_its_end() -> None:
    table = to_table(TABLES["fuellings"], [sold("live", 1, None), sold("live", 1, NOON + timedelta(hours=1))])
    assert known_time(table, TABLES["fuellings"]).to_pylist() == [NOON, NOON + timedelta(hours=1)]


def test_an_invoice_is_known_when_its_business_day_is_over() -> None:
    invoice = Invoice(
        invoice_no="1", seller_uscc="91350100M000100Y43", buyer_uscc="91350100M000100Y43", product="92",
        volume_ml=1, amount_fen=1, issued_on=date(2026, 11, 22), direction="purchase",
        station_id="3602030017",
    )  # fmt: skip
    known = known_time(to_table(TABLES["invoices"], [invoice]), TABLES["invoices"])
    assert known.to_pylist() == [day_bounds(date(2026, 11, 22))[1]]


def test_a_correction_is_current_once_known_whichever_row_comes_first() -> None:
    live, corrected = sold("live", 1, NOON), sold("corrected", 2, NOON + timedelta(hours=1))
    table = to_table(TABLES["fuellings"], [corrected, live])
    before = known_rows(table, TABLES["fuellings"], NOON)
    after = known_rows(table, TABLES["fuellings"], NOON + timedelta(hours=1))
    assert (before["volume_ml"].to_pylist(), after["volume_ml"].to_pylist()) == ([1], [2])


def test_the_latest_return_filed_is_current() -> None:
    rows = [declaration(volume, NOON + timedelta(days=day)) for volume, day in ((20, 2), (10, 1), (30, 3))]
    table = to_table(TABLES["declarations"], rows)
    spec = TABLES["declarations"]
    assert known_rows(table, spec, NOON + timedelta(days=2))["volume_ml"].to_pylist() == [20]
    assert known_rows(table, spec, NOON + timedelta(days=9))["volume_ml"].to_pylist() == [30]


def test_a_registry_table_has_no_known_time() -> None:
    with pytest.raises(ValueError, match="stations has no known time"):
        known_time(empty(TABLES["stations"]), TABLES["stations"])


def test_the_schema_defines_every_record_type_and_refuses_unknown_fields() -> None:
    defined = json_schema()["$defs"]
    assert defined.keys() == {t.type.__name__ for t in TABLES.values()} | {"Finding"}
    for table in TABLES.values():
        told = defined[table.type.__name__]
        assert tuple(told["properties"]) == table.columns
        assert told["additionalProperties"] is False
    assert tuple(defined["Finding"]["properties"]) == Finding.__struct_fields__


def test_a_findings_identity_is_the_published_hash() -> None:
    assert (
        finding_id("fuelling.totalizer_gap", "3602030017", "nozzle:3", "seq:42")
        == "5ec15f7c10f2c20f3297fab5c999714f"
    )
    shanghai = NOON.astimezone(timezone(timedelta(hours=8)))
    assert anchor_of_key(at=shanghai, code="boot") == "at:2026-11-22T04:00:00.000000Z,code:boot"


def test_a_business_day_is_the_calendar_day_in_shanghai() -> None:
    start, end = day_bounds(date(2026, 11, 22))
    assert business_day(start) == business_day(end - timedelta(microseconds=1)) == date(2026, 11, 22)
    assert business_day(end) == date(2026, 11, 23)
