"""For the baseline of queries: a city that grows, and a count of the statements a request sends."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.cache import cache

from benchmarks.statements import counted
from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import NOON, Person
from youjian.contract.fields import SHANGHAI
from youjian.ledger.scope import EVERYTHING, set_scope

_STATION = """
INSERT INTO ledger.stations (station_id, name, region_code, ownership, uscc, licence_no, vapour_monitoring,
    longitude, latitude, status, opened_on)
    VALUES (%(s)s, '某站' || %(s)s, '360203', 'private', %(u)s, %(s)s, false, 117.2, 29.3, 'operating',
        '2015-05-01');
INSERT INTO ledger.companies (uscc, name) VALUES (%(u)s, '某公司') ON CONFLICT DO NOTHING;
INSERT INTO ledger.operations (station_id, valid_from, uscc, ownership)
    VALUES (%(s)s, '2015-05-01', %(u)s, 'private');
INSERT INTO ledger.tanks (station_id, tank_id, product, capacity_l, safe_fill_l, diameter_mm, density20_kg_m3)
    SELECT %(s)s, t, '92', 30000, 27000, 2500, 735 FROM generate_series(1, 2) t;
INSERT INTO ledger.tank_charts SELECT %(s)s, t, '2024-01-01', h * 500, h * 6000
    FROM generate_series(1, 2) t, generate_series(0, 5) h;
INSERT INTO ledger.dispensers (station_id, dispenser_id, serial_no) VALUES (%(s)s, 1, 'SN' || %(s)s);
INSERT INTO ledger.nozzles (station_id, nozzle_id, dispenser_id, tank_id, product)
    SELECT %(s)s, n, 1, 1, '92' FROM generate_series(1, 4) n;
INSERT INTO ledger.verifications (station_id, nozzle_id, verified_on, certificate_no, result, valid_until)
    SELECT %(s)s, n, '2026-03-01', '检' || %(s)s || n, 'pass', '2026-08-31' FROM generate_series(1, 4) n;
INSERT INTO ledger.seals (station_id, dispenser_id, position, seal_no, applied_on)
    VALUES (%(s)s, 1, 'encoder', 'S' || %(s)s, '2026-09-15');
INSERT INTO ledger.price_caps VALUES (left(%(s)s, 6) || right(%(s)s, 3), '92', '2026-11-01', 799);
INSERT INTO ledger.regions (region_code, name, parent_code, level)
    VALUES (left(%(s)s, 6) || right(%(s)s, 3), '某镇', '360203', 'town');
INSERT INTO ledger.maintenance VALUES (%(s)s, 'tank:1', '2026-10-01', '2026-10-02', '检修', 'zhiban');
INSERT INTO ledger.collectors (collector_id, station_id, epoch, enrolled_at)
    VALUES ('YJ-' || %(s)s, %(s)s, 1, now());
INSERT INTO ledger.collector_commands (command_id, collector_id, station_id, name, asked_by, asked_by_name,
    reason, created_at, expires_at)
    VALUES ('c-' || %(s)s, 'YJ-' || %(s)s, %(s)s, 'rotate_key', 'yunwei', '某人', '到期', now(),
        now() + '1 d');
INSERT INTO ledger.day_seals (station_id, day, revision, number, reason, sealed_at, seal, previous,
    merkle_root, registry, rows)
    VALUES (%(s)s, '2026-11-10', 1, 1, 'aged', now(), %(s)s, '0', '0', '0', '{"fuellings": 7}');
INSERT INTO ledger.sealed_through VALUES (%(s)s, '2026-11-10', '2026-11-10');
INSERT INTO bureau.connectivity_outage (station_id, device, starts_at, ends_at, announced_s, platform_s,
    behind_s, cause, basis, corrected, corrected_reason, corrected_by, corrected_by_name, finding_id)
    VALUES (%(s)s, 'collector', now() - '2 h'::interval, now() - '1 h'::interval, 0, 0, 0, 'station',
        '{"why": "alone"}', '', '', '', '', '');
INSERT INTO bureau.connectivity_onlineday (station_id, device, day, uscc, service_s, up_s, announced_s,
    platform_s, power_s, carrier_s, supplier_s, area_s, behind_s, down_s)
    VALUES (%(s)s, 'collector', (now() AT TIME ZONE 'Asia/Shanghai')::date, %(u)s, 9000, 5400, 0, 0, 0, 0, 0,
        0, 0, 3600);
INSERT INTO ledger.late_days (station_id, day) VALUES (%(s)s, '2026-11-10');
INSERT INTO ledger.sealing_failures VALUES (%(s)s, '2026-11-11', now(), now(), 'the archive is away');
"""
_FACTS = """
INSERT INTO ledger.device_states (station_id, device, status, last_seen)
    SELECT %(s)s, d, 'up', now() FROM unnest(ARRAY['collector', 'tank:1', 'nozzle:3']) d;
INSERT INTO ledger.quarantine (received_at, station_id, door, table_name, record_index, reason, detail, raw)
    VALUES (now(), %(s)s, 'station', 'fuellings', 0, 'invalid', 'volume_ml', '{"seq": 1}');
INSERT INTO ledger.door_journal (at, door, peer, station_id, kind, detail)
    VALUES (now(), 'station', '10.0.0.1', %(s)s, 'refused', '...');
INSERT INTO ledger.deliveries (station_id, delivery_id, product, delivered_at, documented_volume_ml,
    reference, density20_kg_m3, temp_c, waybill_no, received_at)
    VALUES (%(s)s, 'JY' || %(s)s, '92', now(), 20000000, 'm3', 735, 15, 'YD' || %(s)s, now());
INSERT INTO ledger.tank_states VALUES (%(s)s, 1, now(), 1500, 0, 20, 18000, now());
INSERT INTO ledger.device_events (station_id, at, device, code, received_at)
    VALUES (%(s)s, now(), 'nozzle:3', 'restart', now());
"""


def grow(database: Database, first: int, stations: int) -> None:
    """Add stations with everything that lists and pages show of one."""
    ids = [f"360203{first + number:04d}" for number in range(stations)]
    for role, statements in (("bureau", _STATION), ("intake", _FACTS)):
        with database.connect(role) as conn:  # type: ignore[arg-type]
            set_scope(conn, EVERYTHING)
            for station_id in ids:
                values = {"s": station_id, "u": f"91350100M{int(station_id) % 1_000_000:06d}X43"}
                for statement in statements.split(";\n")[:-1]:
                    conn.execute(statement.encode(), values)
    for number, station_id in enumerate(ids):
        when = NOON + timedelta(minutes=number)
        office.fuel(database, station_id, 42, 100_000, when)
        office.say(database, office.gap(station_id), office.gap(station_id, seq=43))
    while office.publish():
        pass


def furnish(database: Database) -> None:
    """The small city, two stations with everything, and somebody (`quanbu`) who may do everything."""
    office.furnish(database)
    grow(database, 100, 2)
    from youjian.bureau.accounts import services
    from youjian.bureau.accounts.models import Role
    from youjian.bureau.accounts.permissions import PERMISSIONS

    Role.objects.create(code="everything", name="全部", permissions=sorted(PERMISSIONS))
    services.take_accounts([office._person("quanbu", "everything", ["*"])])
    bought = {"rule": "tax.purchase_mismatch", "subject": "station", "started_at": datetime.now(UTC)}
    office.say(database, office.gap(finding_id="b" * 32, ended_at=None, **bought))


def statements(person: Person, path: str) -> list[str]:
    """What one request sends, when the page was looked at before and nothing is cached.

    A page that asks by itself does not touch the session, so that the clock does not add a statement.
    """
    _sent(person, path)
    return _sent(person, path)


def _sent(person: Person, path: str) -> list[str]:
    cache.clear()
    with counted() as sent:
        answer = person.see(path, **{"X-Background": "1"})
        body = b"".join(answer) if answer.streaming else answer.content
    assert answer.status_code == 200, (path, body[:400])
    return sent


def today() -> str:
    """The running day on screens, for addresses that name one."""
    return datetime.now(SHANGHAI).date().isoformat()


def first(person: Person, path: str, name: str = "id") -> Any:
    """A value of a table's first row."""
    return json.loads(person.see(f"/tables/{path}").content)["items"][0][name]
