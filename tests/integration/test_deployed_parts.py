"""The files of deploy/ in the programs they are written for: the broker's rights, the database's settings."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.integration.intake_kit import Box, add_station, enrolled_box, eventually, free_port, running_door
from tests.integration.mqtt_kit import Broker
from tests.integration.test_intake_mqtt import send
from tests.integration.test_intake_station_api import sale
from youjian.collector.uplink.channels.base import Access, Answer, UnreachableError
from youjian.collector.uplink.channels.mqtt import MqttChannel
from youjian.commands.ca import Authority
from youjian.detection.samples import STATION

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"


@pytest.fixture
def owner(database: Any) -> Iterator[psycopg.Connection]:
    """The ledger seen by its owner, with the station in the register."""
    with database.connect("owner") as conn:
        add_station(conn)
        yield conn


class CityBroker(Broker):
    """Mosquitto with deploy/mosquitto, at free ports, with certificates of `youjian ca`."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.doors = free_port()
        self.authority = Authority(folder / "ca")
        self.ca = self.authority.init("测试城市")
        server = self.authority.issue("127.0.0.1", server=True, days=2)
        acl, passwords = folder / "youjian.acl", folder / "passwords"
        acl.write_text((DEPLOY / "mosquitto/youjian.acl").read_text(encoding="utf-8"), encoding="utf-8")
        acl.chmod(0o600)
        tool = shutil.which("mosquitto_passwd")
        if tool is None:
            pytest.skip("mosquitto_passwd is not installed: deploy/mosquitto was not tried")
        subprocess.run([tool, "-c", "-b", str(passwords), "youjian-intake", "door's"], check=True)
        places = {
            "/etc/youjian/tls/broker.pem": server,
            "/etc/youjian/tls/broker.key": server.with_suffix(".key"),
            "/etc/youjian/tls/ca.pem": self.ca,
            "/etc/youjian/tls/crl.pem": self.ca.with_name("crl.pem"),
            "/etc/mosquitto/youjian.acl": acl,
            "/etc/mosquitto/youjian.passwd": passwords,
            "listener 8883": f"listener {self.port}",
            "listener 1883": f"listener {self.doors}",
        }
        text = (DEPLOY / "mosquitto/youjian.conf").read_text(encoding="utf-8")
        for given, here in places.items():
            assert given in text, given
            text = text.replace(given, str(here))
        self.file.write_text(f"{text}\nuser {os.environ.get('USER', 'root')}\n", encoding="utf-8")

    def access(self, name: str) -> Access:
        """What a box with a certificate in this name knows."""
        own = self.authority.issue(name, server=False, days=2)
        return Access(
            station_id=STATION,
            ca_file=str(self.ca),
            client_cert=str(own),
            client_key=str(own.with_suffix(".key")),
            answer_s=3.0,
        )


def answer(channel: MqttChannel, box: Box, seq: int) -> Answer | None:
    """The answer to a batch with one sale, None for none in time."""
    try:
        return send(channel, box, box.body(fuellings=[sale(seq)]))
    except UnreachableError:
        return None


def test_a_box_with_its_certificate_is_answered_and_another_name_hears_nothing(
    owner: psycopg.Connection, tmp_path: Path
) -> None:
    broker = CityBroker(tmp_path / "broker")
    broker.start()
    url, doors = f"mqtts://127.0.0.1:{broker.port}", f"mqtt://youjian-intake@127.0.0.1:{broker.doors}"
    try:
        with running_door(mqtt_url=doors, mqtt_password="door's") as door:
            box = enrolled_box(door, owner)
            own = MqttChannel(url, broker.access(box.collector_id))
            got = eventually(lambda: answer(own, box, 1), "an answer over the city's broker")
            assert got.status == 200
            own.close()
            other = MqttChannel(url, broker.access("C-9999"))
            assert answer(other, box, 2) is None
            other.close()
            access = broker.access(box.collector_id)
            stranger = MqttChannel(url, Access(station_id=STATION, ca_file=access.ca_file, answer_s=3.0))
            with pytest.raises(UnreachableError):
                send(stranger, box, box.body(fuellings=[sale(2)]))
            stranger.close()
    finally:
        broker.stop()


def test_the_database_knows_every_setting_of_the_file(owner: psycopg.Connection) -> None:
    text = (DEPLOY / "postgresql/youjian.conf").read_text(encoding="utf-8")
    names = re.findall(r"^([a-z_]+) = ", text, re.MULTILINE)
    known = {row[0] for row in owner.execute("SELECT name FROM pg_settings").fetchall()}
    assert len(names) > 20
    assert set(names) <= known | {"timezone"}


def test_the_file_keeps_what_was_acknowledged() -> None:
    text = (DEPLOY / "postgresql/youjian.conf").read_text(encoding="utf-8")
    given = dict(re.findall(r"^([a-z_]+) = (\S+)", text, re.MULTILINE))
    assert (given["fsync"], given["full_page_writes"], given["synchronous_commit"]) == ("on", "on", "on")
