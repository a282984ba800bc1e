"""A collector as it is shipped, with a device: its file is edited while it is down, the platform notices."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.integration.collector_fakes import FakeNozzle, FakeTaxPort, closing_all
from tests.integration.intake_kit import COLLECTOR, add_station, eventually, running_door
from tests.integration.test_record_chains import broken
from youjian.collector.config import load
from youjian.collector.run import StationRunner
from youjian.collector.uplink import Pace
from youjian.detection.samples import STATION
from youjian.ledger import collectors

PACE = Pace(base=0.05, longest=0.2, slow=0.5, linger=0.01)


def test_a_sale_edited_in_the_box_while_no_line_is_there_is_noticed(database: Any, tmp_path: Path) -> None:
    port = FakeTaxPort({1: FakeNozzle()})
    file = tmp_path / "station.toml"
    with database.connect("owner") as conn, closing_all(port):
        add_station(conn)
        now = datetime.now(UTC)
        code = collectors.create_code(
            conn, station_id=STATION, collector_id=COLLECTOR, created_by="t", now=now,
            expires_at=now + timedelta(hours=1),
        )  # fmt: skip
        conn.commit()

        def stored(volume_ml: int) -> Any:
            conn.rollback()
            return conn.execute("SELECT 1 FROM ledger.fuellings WHERE volume_ml = %s", [volume_ml]).fetchone()

        with running_door(heartbeat_s=1) as door:
            file.write_text(
                f'station_id = "{STATION}"\nplatform = ["{door.url}"]\nhome = "home"\n'
                f'[[device]]\ndriver = "taxport"\nname = "d1"\nurl = "{port.server.url}"\n'
                "dispenser_id = 1\npoll_s = 0.02\ntimeout_s = 0.3\n"
                "nozzles = [{nozzle_id = 1, address = 1}]\n"
            )
            runner = StationRunner(load(file), code=code, pace=PACE)
            runner.start()
            eventually(runner.outbox.nozzle_states, "the nozzle is watched")
            conn.execute("UPDATE ledger.collectors SET state = 'accepted'")
            conn.commit()
            port.nozzles[1].sell(11_000)
            eventually(lambda: stored(11_000), "the first sale arrives")
            eventually(lambda: runner.outbox.depth == 0, "all is acknowledged")
        for volume_ml in (12_000, 13_000, 14_000):
            before = runner.outbox.depth
            port.nozzles[1].sell(volume_ml)
            eventually(lambda: runner.outbox.depth > before, "a sale waits")  # noqa: B023
        runner.stop()
        runner.close()
        with closing(sqlite3.connect(tmp_path / "home" / "outbox.sqlite")) as box, box:
            edited = box.execute(
                "UPDATE records SET body = replace(body, '\"volume_ml\":13000', '\"volume_ml\":3000') "
                "WHERE CAST(body AS TEXT) LIKE '%\"volume_ml\":13000%'"
            )
            assert edited.rowcount == 1
        assert broken(conn) == []
        with running_door(heartbeat_s=1) as door:
            file.write_text(file.read_text().replace("platform = [", f'platform = ["{door.url}", '))
            runner = StationRunner(load(file), pace=PACE)
            runner.start()
            try:
                eventually(lambda: broken(conn), "the platform notices")
                port.nozzles[1].sell(15_000)
                eventually(lambda: stored(15_000), "the next sale arrives")
                eventually(lambda: runner.outbox.depth == 0, "all is acknowledged")
            finally:
                runner.stop()
                runner.close()
        assert broken(conn) == ["nozzle:1"]
