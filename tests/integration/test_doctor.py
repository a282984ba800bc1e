"""The doctor says of a healthy installation that it is, and of each fault which one it is and what to do."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.conftest import Database
from youjian.cli import main
from youjian.contract.fields import business_day
from youjian.ledger import doors
from youjian.ledger.health import Check, examine
from youjian.ledger.partitions import ensure_ahead

NOW = datetime.now(UTC)


@pytest.fixture
def installation(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A database whose door is open and whose worker ticks."""
    monkeypatch.setenv("YOUJIAN_HOME", str(tmp_path))
    with database.connect("intake") as conn:
        ensure_ahead(conn, business_day(NOW))
        doors.open_span(conn, "http", NOW)
    with database.connect("owner") as conn:
        conn.execute(
            "INSERT INTO bureau.procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp)"
            " VALUES ('watch.tick', '', %s)",
            [int(NOW.timestamp())],
        )
    return database


def found(at: datetime = NOW, *certificates: str) -> dict[str, Check]:
    return {check.name: check for check in examine(at, certificates)}


def test_a_healthy_installation_has_nothing_that_fails_but_what_tests_switch_off(installation):
    checks = found()
    failing = {name for name, check in checks.items() if check.state == "failed"}
    assert failing - {"durability", "disk of the home", "disk of the archive", "disk of the anchors"} == set()
    assert "fsync off" in checks["durability"].said
    assert checks["backup"].state == "warning"
    assert checks["second place"].state == "warning"


def test_days_without_a_partition_are_named(installation):
    later = NOW + timedelta(days=2)
    check = found(later)["partitions of tank_readings"]
    assert check.state == "failed"
    assert business_day(NOW + timedelta(days=5)).isoformat() in check.said


def test_a_door_that_is_shut_and_a_worker_that_sleeps_are_told(installation):
    checks = found(NOW + timedelta(hours=1))
    assert (checks["doors"].state, checks["worker"].state) == ("failed", "failed")
    assert "youjian intake" in checks["doors"].remedy


def test_an_old_schema_says_to_migrate(installation):
    with installation.connect("owner") as conn:
        conn.execute(
            "DELETE FROM ledger.migrations WHERE number = (SELECT max(number) FROM ledger.migrations)"
        )
    check = found()["schema"]
    assert (check.state, check.remedy) == ("failed", "run `youjian migrate`")


def test_a_schema_that_cannot_be_looked_at_holds_up_nothing_else(installation):
    with installation.connect("owner") as conn:
        conn.execute("DROP TABLE ledger.late_days, ledger.sealing_failures")
    checks = found()
    assert checks["days"].state == "failed"
    assert "sealing_failures" in checks["days"].said
    assert checks["doors"].state == "ok"


def certificate(path: Path, ends: datetime) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "door")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(ends - timedelta(days=100))
        .not_valid_after(ends)
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return str(path)


def test_certificates_are_told_before_they_run_out(installation, tmp_path, monkeypatch):
    ends = {"good": 90, "soon": 10, "over": -1}
    places = {name: certificate(tmp_path / name, NOW + timedelta(days=days)) for name, days in ends.items()}
    monkeypatch.setenv("YOUJIAN_CERTIFICATES", f"{places['good']}, {places['soon']}")
    checks = found(NOW, places["over"], str(tmp_path / "none"))
    states = {name: checks[f"certificate {place}"].state for name, place in places.items()}
    assert states == {"good": "ok", "soon": "warning", "over": "failed"}
    assert "cannot be read" in checks[f"certificate {tmp_path / 'none'}"].said


def test_the_command_ends_with_the_worst_and_speaks_json(installation, capsys, monkeypatch):
    assert main(["doctor", "--json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert {"name", "state", "said", "remedy"} == set(told[0])
    monkeypatch.setenv(
        "YOUJIAN_DATABASE_URL", installation.url("owner").replace(installation.name, "nowhere")
    )
    assert main(["doctor"]) == 2
    assert "failed   database: does not answer" in capsys.readouterr().out


def test_a_clock_apart_from_the_database_is_told(installation, monkeypatch):
    from youjian.ledger.health import clock

    class Ahead(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(minutes=5)

    monkeypatch.setattr(clock, "datetime", Ahead)
    with psycopg.connect(installation.url("owner")) as conn:
        check = next(iter(clock.look(conn)))
    assert (check.state, check.said.startswith("300")) == ("failed", True)


def test_a_lost_key_of_the_channels_secrets_fails_once_there_are_secrets(installation, tmp_path):
    with installation.connect("owner") as conn:
        conn.execute(
            "INSERT INTO bureau.notify_channel (name, kind, department, settings, secret, enabled,"
            " per_minute, made_at, error) VALUES ('w', 'webhook', '', '{}', 'sealed', true, 60, now(), '')"
        )
    assert found()["notify.key"].state == "failed"
    key = tmp_path / "notify.key"
    key.write_text("k")
    key.chmod(0o644)
    assert found()["notify.key"].state == "warning"
    key.chmod(0o600)
    assert found()["notify.key"].state == "ok"
