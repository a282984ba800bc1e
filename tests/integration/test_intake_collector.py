"""The collector and the door together: a fuelling reaches the ledger, hidden litres are a finding."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.integration.collector_fakes import FakeNozzle, FakeTaxPort, closing_all
from tests.integration.intake_kit import COLLECTOR, add_station, eventually, running_door
from youjian.collector.config import load
from youjian.collector.run import StationRunner
from youjian.collector.uplink import Pace
from youjian.detection.samples import STATION
from youjian.ledger import collectors

PACE = Pace(base=0.05, longest=0.2, slow=0.5, linger=0.01)


def test_a_sale_reaches_the_ledger_and_hidden_litres_a_finding(database: Any, tmp_path: Path) -> None:
    port = FakeTaxPort({1: FakeNozzle()})
    with database.connect("owner") as conn, running_door(heartbeat_s=1) as door, closing_all(port):
        add_station(conn)
        now = datetime.now(UTC)
        conn.execute(
            "INSERT INTO ledger.collectors (collector_id, station_id, epoch, state, enrolled_at) "
            "VALUES (%s, %s, 1, 'accepted', %s)",
            [COLLECTOR, STATION, now],
        )
        code = collectors.create_code(
            conn,
            station_id=STATION,
            collector_id=COLLECTOR,
            created_by="test",
            now=now,
            expires_at=now + timedelta(hours=1),
        )
        conn.commit()
        file = tmp_path / "station.toml"
        file.write_text(
            f'station_id = "{STATION}"\nplatform = ["{door.url}"]\nhome = "home"\n'
            f'[[device]]\ndriver = "taxport"\nname = "d1"\nurl = "{port.server.url}"\n'
            "dispenser_id = 1\npoll_s = 0.02\ntimeout_s = 0.3\n"
            "nozzles = [{nozzle_id = 1, address = 1}]\n"
        )

        def rows(query: str) -> list[tuple[Any, ...]]:
            conn.rollback()
            return conn.execute(query).fetchall()

        hidden = "SELECT subject, estimate FROM ledger.findings WHERE rule = 'fuelling.totalizer_gap'"
        runner = StationRunner(load(file), code=code, pace=PACE)
        runner.start()
        try:
            eventually(runner.outbox.nozzle_states, "the nozzle is watched")
            port.nozzles[1].sell(30_000)
            eventually(
                lambda: rows("SELECT FROM ledger.fuellings WHERE volume_ml = 30000"), "the sale is stored"
            )
            port.nozzles[1].hide(12_000)
            port.nozzles[1].sell(20_000)
            found = eventually(lambda: rows(hidden), "a finding")
            alive = "SELECT FROM ledger.device_states WHERE status = 'up'"
            eventually(lambda: len(rows(alive)) >= 2, "the collector and its dispenser are up")
        finally:
            runner.stop()
            runner.close()
    assert found == [("nozzle:1", 12_000.0)]
