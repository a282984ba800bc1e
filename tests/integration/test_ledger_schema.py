"""The schema keeps what the contract and the roles promise."""

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pyarrow as pa
import pytest
from psycopg import sql

from youjian.contract.columns import arrow_schema
from youjian.contract.findings import Finding
from youjian.contract.platform import Conflict
from youjian.contract.tables import TABLES
from youjian.ledger import findings
from youjian.ledger.migrations import MigrationError, migrate, migrations
from youjian.ledger.partitions import ensure_days
from youjian.ledger.scope import set_scope

STATION = "3602030017"
OTHER = "4101020003"
_SQL_OF = {
    pa.bool_(): {"boolean"},
    pa.int64(): {"smallint", "integer", "bigint"},
    pa.float64(): {"double precision"},
    pa.string(): {"text"},
    pa.date32(): {"date"},
    pa.timestamp("us", tz="UTC"): {"timestamp with time zone"},
}
_APPEND_ONLY = [
    "fuellings",
    "deliveries",
    "tank_readings",
    "vapour_fills",
    "heartbeats",
    "pressure_readings",
    "device_events",
    "tax_states",
    "declarations",
    "invoices",
    "trips",
    "findings",
    "receipts",
    "conflicts",
]


@pytest.fixture(scope="module")
def columns(module_database) -> dict[str, list[tuple[str, str, bool]]]:
    """Name, type and nullability of every column of schema ledger, by table."""
    found: dict[str, list[tuple[str, str, bool]]] = {}
    with module_database.connect("owner") as conn:
        for table, name, kind, nullable in conn.execute(
            """
            SELECT table_name, column_name, data_type, is_nullable = 'YES' FROM information_schema.columns
            WHERE table_schema = 'ledger' ORDER BY table_name, ordinal_position
            """
        ):
            found.setdefault(table, []).append((name, kind, nullable))
    return found


@pytest.mark.parametrize("name", [*TABLES, "findings", "conflicts"])
def test_every_contract_table_has_the_contract_columns_in_order(columns, name):
    struct = {"findings": Finding, "conflicts": Conflict}.get(name) or TABLES[name].type
    schema = arrow_schema(struct)
    there = columns[name][: len(schema)]
    assert [column for column, _, _ in there] == schema.names
    for field, (_, kind, nullable) in zip(schema, there, strict=True):
        assert kind in _SQL_OF[field.type]
        assert nullable == (field.nullable and field.name != "received_at")


@pytest.mark.parametrize("name", [name for name, spec in TABLES.items() if spec.kind == "fact"])
def test_every_fact_says_when_it_came_in_by_which_batch_and_whether_it_is_a_test(columns, name):
    kinds = {column: (kind, nullable) for column, kind, nullable in columns[name]}
    assert kinds["received_at"] == ("timestamp with time zone", False)
    assert kinds["batch_id"] == ("bigint", True)
    assert kinds["test"] == ("boolean", False)


def test_migrating_again_applies_nothing(database):
    said: list[str] = []
    assert migrate(said.append) == 0
    assert said == []


def test_an_edited_migration_is_refused_by_name(database):
    with database.connect("owner") as conn:
        conn.execute("UPDATE ledger.migrations SET checksum = 'other' WHERE number = 2")
    with pytest.raises(MigrationError, match="0002 registry was edited"):
        migrate(lambda line: None)


def test_a_database_of_a_newer_version_is_refused(database):
    with database.connect("owner") as conn:
        conn.execute("INSERT INTO ledger.migrations (number, name, checksum) VALUES (9999, 'later', '')")
    with pytest.raises(MigrationError, match="9999"):
        migrate(lambda line: None)


def test_every_number_of_a_file_is_there_once():
    numbers = [m.number for m in migrations()]
    assert numbers == sorted(set(numbers))


def test_intake_and_bureau_own_nothing_and_bypass_nothing(module_database):
    with module_database.connect("owner") as conn:
        for role in ("youjian_intake", "youjian_bureau"):
            power = conn.execute(
                "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = %s",
                [role],
            ).fetchone()
            owned = conn.execute(
                """
                SELECT count(*) FROM pg_class
                WHERE relowner = %s::regrole AND relnamespace = 'ledger'::regnamespace
                """,
                [role],
            ).fetchone()
            member = conn.execute("SELECT pg_has_role(%s, 'youjian_owner', 'MEMBER')", [role]).fetchone()
            assert (power, owned, member) == ((False, False, False, False), (0,), (False,))


def test_every_table_with_a_station_has_row_level_security(module_database):
    with module_database.connect("owner") as conn:
        open_tables = conn.execute(
            """
            SELECT c.relname FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
            WHERE c.relnamespace = 'ledger'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
                AND a.attname IN ('station_id', 'consignee_station_id') AND NOT c.relrowsecurity
            """
        ).fetchall()
    assert open_tables == []


def test_what_runs_with_the_owners_rights_is_called_by_those_named_and_finds_its_own_names(module_database):
    with module_database.connect("owner") as conn:
        loose = conn.execute(
            """
            SELECT p.proname FROM pg_proc AS p
            WHERE p.pronamespace = 'ledger'::regnamespace AND p.prosecdef AND (
                NOT EXISTS (SELECT FROM unnest(p.proconfig) AS c WHERE c LIKE 'search_path=pg_catalog%')
                OR p.prorettype <> 'trigger'::regtype AND (p.proacl IS NULL OR EXISTS (
                    SELECT FROM aclexplode(p.proacl) AS a WHERE a.grantee = 0
                ))
            )
            """
        ).fetchall()
        there = conn.execute(
            "SELECT count(*) FROM pg_proc WHERE prosecdef AND proname = 'drop_day'"
        ).fetchone()
    assert (loose, there) == ([], (1,))


@pytest.fixture(scope="module")
def two_stations(module_database) -> Iterator[psycopg.Connection]:
    """A connection as bureau to a ledger with one station, fuelling and finding in each of two cities."""
    now = datetime.now(UTC)
    with module_database.connect("owner") as conn:
        for station in (STATION, OTHER):
            conn.execute(
                """
                INSERT INTO ledger.stations VALUES
                    (%s, 'n', '3602', 'private', NULL, NULL, 'u', 'l', NULL, NULL, false, 117, 29,
                    'operating', '2010-01-01')
                """,
                [station],
            )
            conn.execute(
                """
                INSERT INTO ledger.collectors (collector_id, station_id, epoch, enrolled_at)
                VALUES (%s, %s, 1, %s)
                """,
                [f"c-{station}", station, now],
            )
            conn.execute(
                """
                INSERT INTO ledger.receipts (collector_id, epoch, batch_no, digest, reply, received_at)
                VALUES (%s, 1, 1, '', '{}', %s)
                """,
                [f"c-{station}", now],
            )
            conn.execute(
                """
                INSERT INTO ledger.fuellings VALUES
                    (%s, 1, 1, %s, %s, 1000, 700, 700, 1000, 'sale', 'live', %s, NULL, false, 1)
                """,
                [station, now, now, now],
            )
            conn.execute(
                """
                INSERT INTO ledger.door_journal (at, door, peer, station_id, kind, detail)
                VALUES (%s, '', '', %s, '', '')
                """,
                [now, station],
            )
        conn.execute(
            """
            INSERT INTO ledger.door_journal (at, door, peer, kind, detail)
            VALUES (%s, '', '', 'stranger', '')
            """,
            [now],
        )
    with module_database.connect("bureau") as conn:
        yield conn
        conn.rollback()


@pytest.mark.parametrize("relation", ["stations", "collectors", "receipts", "fuellings", "fuellings_current"])
@pytest.mark.parametrize(
    ("scope", "visible"), [(None, 0), ([], 0), (["3602"], 1), ([STATION, "41"], 2), (["*"], 2), (["99"], 0)]
)
def test_the_bureau_sees_what_its_scope_names(two_stations, relation, scope, visible):
    with two_stations.transaction(force_rollback=True):
        if scope is not None:
            set_scope(two_stations, scope)
        count = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("ledger", relation))
        assert two_stations.execute(count).fetchone() == (visible,)


def test_what_belongs_to_no_station_is_for_the_platforms_own_tasks(two_stations):
    def visible(*scope: str) -> int:
        with two_stations.transaction(force_rollback=True):
            set_scope(two_stations, scope)
            return two_stations.execute("SELECT count(*) FROM ledger.door_journal").fetchone()[0]

    assert (visible("3602", "41"), visible("*")) == (2, 3)


def test_the_scope_ends_with_its_transaction(two_stations):
    with two_stations.transaction():
        set_scope(two_stations, ["*"])
    with two_stations.transaction():
        assert two_stations.execute("SELECT count(*) FROM ledger.stations").fetchone() == (0,)


@pytest.mark.parametrize("prefix", ["36%", "", "3602' OR true", "36_2", "**", "36020300170"])
def test_a_scope_that_is_no_prefix_is_refused(two_stations, prefix):
    with pytest.raises(ValueError, match="is no scope"):
        set_scope(two_stations, [prefix])


def test_a_pattern_smuggled_into_the_setting_shows_nothing(two_stations):
    with two_stations.transaction(force_rollback=True):
        two_stations.execute("SELECT set_config('youjian.scope', '3%%,_,.*', true)")
        assert two_stations.execute("SELECT count(*) FROM ledger.stations").fetchone() == (0,)


@pytest.mark.parametrize("table", _APPEND_ONLY)
@pytest.mark.parametrize("role", ["intake", "bureau"])
@pytest.mark.parametrize(
    "statement", ["DELETE FROM ledger.{}", "UPDATE ledger.{} SET received_at = now()", "TRUNCATE ledger.{}"]
)
def test_nobody_who_serves_can_change_or_delete_what_was_stored(module_database, role, table, statement):
    statement = statement.replace("received_at = now()", "revision = 9") if table == "findings" else statement
    with module_database.connect(role) as conn, pytest.raises(psycopg.errors.InsufficientPrivilege):
        conn.execute(statement.format(table))


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        ("intake", "UPDATE ledger.collectors SET state = 'accepted'"),
        ("intake", "UPDATE ledger.collector_keys SET public_key = ''"),
        ("intake", "INSERT INTO ledger.enrolment_codes SELECT * FROM ledger.enrolment_codes"),
        ("bureau", "UPDATE ledger.collectors SET last_batch_no = 0"),
        ("bureau", "INSERT INTO ledger.collector_keys SELECT * FROM ledger.collector_keys"),
        ("bureau", "UPDATE ledger.enrolment_codes SET used_at = NULL"),
        ("bureau", "UPDATE ledger.collector_commands SET sent_at = NULL"),
        ("bureau", "UPDATE ledger.collector_commands SET status = 'done'"),
        ("bureau", "UPDATE ledger.collector_commands SET arguments = '{}'"),
        ("intake", "INSERT INTO ledger.collector_commands (command_id) VALUES ('c')"),
        ("intake", "UPDATE ledger.collector_commands SET name = 'other'"),
        ("intake", "UPDATE ledger.collector_commands SET cancelled_at = now()"),
        ("intake", "DELETE FROM ledger.collector_commands"),
        ("bureau", "DELETE FROM ledger.collector_commands"),
    ],
)
def test_no_role_alone_lets_a_box_in_or_forges_its_chain(module_database, role, statement):
    with module_database.connect(role) as conn, pytest.raises(psycopg.errors.InsufficientPrivilege):
        conn.execute(statement)


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        ("intake", "INSERT INTO ledger.day_seals SELECT * FROM ledger.day_seals"),
        ("bureau", "UPDATE ledger.day_seals SET seal = ''"),
        ("bureau", "DELETE FROM ledger.day_seals"),
        ("bureau", "UPDATE ledger.anchors SET digest = ''"),
        ("bureau", "DELETE FROM ledger.anchors"),
        ("intake", "DELETE FROM ledger.late_days"),
        ("bureau", "DELETE FROM ledger.kept_keys"),
        ("intake", "INSERT INTO ledger.kept_keys SELECT * FROM ledger.kept_keys"),
        ("bureau", "UPDATE ledger.dropped_days SET rows = 0"),
        ("bureau", "DELETE FROM ledger.holds"),
        ("bureau", "UPDATE ledger.holds SET last_day = first_day"),
        ("intake", "UPDATE ledger.retention SET keep_days = 1"),
        ("bureau", "DELETE FROM ledger.retention"),
        ("bureau", "UPDATE ledger.quarantine SET raw = ''"),
        ("bureau", "DELETE FROM ledger.quarantine"),
        ("intake", "SELECT ledger.drop_day('heartbeats', '2026-01-01')"),
        ("intake", "SELECT ledger.end_records('fuellings', '3602030017', '2010-01-01')"),
        ("bureau", "SELECT ledger.note_restored('heartbeats', '2026-01-01', '2026-02-01')"),
    ],
)
def test_no_role_alone_takes_back_a_seal_or_drops_what_is_not_its_to_drop(module_database, role, statement):
    with module_database.connect(role) as conn, pytest.raises(psycopg.errors.InsufficientPrivilege):
        conn.execute(statement)


def test_the_bureau_cannot_register_a_station_outside_its_scope(two_stations):
    moved = "UPDATE ledger.stations SET station_id = '4199990001' WHERE station_id = %s"
    with two_stations.transaction(force_rollback=True):
        set_scope(two_stations, ["3602"])
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            two_stations.execute(moved, [STATION])


def test_intake_cannot_look_into_the_bureau(module_database):
    with module_database.connect("owner") as conn:
        conn.execute("CREATE TABLE bureau.secrets (x integer)")
    with module_database.connect("bureau") as conn:
        conn.execute("INSERT INTO bureau.secrets VALUES (1)")
    with module_database.connect("intake") as conn, pytest.raises(psycopg.errors.InsufficientPrivilege):
        conn.execute("SELECT * FROM bureau.secrets")


def test_a_partition_cannot_be_read_around_its_table(module_database):
    with module_database.connect("bureau") as conn:
        set_scope(conn, ["3602"])
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute("SELECT * FROM ledger.fuellings_h00")


def test_intake_makes_the_days_it_needs_but_no_other_tables(database):
    today = datetime.now(UTC).date()
    with database.connect("intake") as conn:
        assert ensure_days(conn, "heartbeats", today, today) == 1
        assert ensure_days(conn, "heartbeats", today, today) == 0
        for bad in (("stations", today, today), ("heartbeats", today.replace(year=2001), today)):
            with pytest.raises(psycopg.errors.RaiseException), conn.transaction():
                ensure_days(conn, *bad)
        with pytest.raises(psycopg.errors.InsufficientPrivilege), conn.transaction():
            conn.execute("CREATE TABLE ledger.mine (x integer)")


def test_a_finding_is_appended_and_queued_once(database):
    finding = Finding(
        finding_id="0" * 32,
        revision=1,
        status="open",
        rule="fuelling.totalizer_gap",
        rule_set="1",
        station_id=STATION,
        subject="nozzle:3",
        started_at=datetime(2026, 11, 22, tzinfo=UTC),
        ended_at=None,
        detected_at=datetime(2026, 11, 22, 0, 0, 0, 123456, tzinfo=UTC),
        severity="alarm",
        estimate=0.1 + 0.2,
        low=None,
        high=1e-300,
        unit="ml",
        verdict="discrepancy",
        message="泵码\n不符",
        message_en="gap",
        facts_digest="0" * 64,
        evidence='{"records": {}}',
    )
    with database.connect("intake") as conn:
        assert findings.append(conn, [finding]) == 1
        assert findings.append(conn, [finding]) == 0
        assert conn.execute("SELECT * FROM ledger.finding_queue").fetchall() == [("0" * 32, 1, False)]
        kept = conn.execute(
            "SELECT estimate, high, message, detected_at, evidence FROM ledger.findings"
        ).fetchone()
    assert kept == (0.1 + 0.2, 1e-300, "泵码\n不符", finding.detected_at, '{"records": {}}')
