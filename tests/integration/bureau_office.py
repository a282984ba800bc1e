"""A small city for the office's tests: two counties, three stations, four people."""

import json
import os
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.conftest import Database
from youjian.bureau import setup
from youjian.contract.findings import Finding, anchor_of_key, finding_id
from youjian.contract.registry import Nozzle, Station, Tank, TankChart
from youjian.ledger.findings import append
from youjian.ledger.registry import replace_registry
from youjian.ledger.scope import EVERYTHING, set_scope

# A key of the tests' own: none is written into the checkout.
os.environ.setdefault("YOUJIAN_SECRET_KEY", "a-key-for-tests-that-signs-nothing-else-0123456789")
setup()

from django.conf import settings  # noqa: E402 - Django's parts can be used once it is set up
from django.test import Client  # noqa: E402

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; a city keeps scrypt

ZHUSHAN, LEPING, LEPING_2 = "3602030017", "3602810001", "3602810002"
STATIONS = (ZHUSHAN, LEPING, LEPING_2)
PASSWORD = "Kiln-and-9-glazes"
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
_BEGINNING = NOON - timedelta(days=900)
_USCC = "91350100M000100Y43"


def furnish(database: Database) -> None:
    """Register, regions and people."""
    with database.connect("bureau") as conn:
        set_scope(conn, EVERYTHING)
        replace_registry(conn, _register())
        conn.cursor().executemany(
            "INSERT INTO ledger.regions (region_code, name, parent_code, level) VALUES (%s, %s, %s, %s)",
            [
                ("3602", "瓷都市", None, "city"),
                ("360203", "珠山区", "3602", "county"),
                ("360281", "乐平市", "3602", "county"),
            ],
        )
    from youjian.bureau.accounts import services

    services.take_departments([{"code": "commerce", "name": "市商务局"}])
    services.take_accounts(
        [
            _person("zhiban", "duty", ["3602"]),
            _person("leping", "liaison", ["360281"]),
            _person("shenji", "auditor", ["3602"]),
            _person("jiancha", "inspector", ["360281"]),
        ]
    )


def _person(username: str, role: str, scope: list[str]) -> dict[str, Any]:
    return {
        "username": username,
        "password": PASSWORD,
        "display_name": f"{username} 某人",
        "department": "commerce",
        "role": role,
        "scope": scope,
    }


def station(station_id: str, name: str) -> Station:
    """A station of the register."""
    return Station(
        station_id=station_id,
        name=name,
        region_code=station_id[:6],
        ownership="private",
        uscc=_USCC,
        licence_no=f"示{station_id}",
        vapour_monitoring=False,
        longitude=117.2,
        latitude=29.3,
        status="operating",
        opened_on=date(2015, 5, 1),
    )


def _register() -> Mapping[str, Any]:
    names = dict(zip(STATIONS, ("三龙加油站", "乐平一站", "乐平二站"), strict=True))
    return {
        "stations": [station(station_id, name) for station_id, name in names.items()],
        "tanks": [
            Tank(
                station_id=s,
                tank_id=1,
                product="92",
                capacity_l=30_000,
                safe_fill_l=27_000,
                diameter_mm=2500,
                density20_kg_m3=735,
            )
            for s in STATIONS
        ],
        "tank_charts": [
            TankChart(
                station_id=s, tank_id=1, valid_from=NOON - timedelta(days=900), height_mm=h, volume_l=h * 12
            )
            for s in STATIONS
            for h in (0.0, 2500.0)
        ],
        "nozzles": [
            Nozzle(station_id=s, nozzle_id=3, dispenser_id=1, tank_id=1, product="92") for s in STATIONS
        ],
    }


class Person(Client):
    """A browser of one person: carries cookies and the CSRF token, speaks JSON."""

    def __init__(self, username: str | None = None) -> None:
        super().__init__(enforce_csrf_checks=True)
        self.token = self.get("/api/v1/auth/csrf").json()["csrf_token"]
        if username is not None:
            assert self.log_in(username).status_code == 200

    def log_in(self, username: str, password: str = PASSWORD) -> Any:
        """Try to log in; the token changes with the session."""
        answer = self.send("/auth/login", {"username": username, "password": password})
        self.token = answer.json().get("csrf_token", self.token)
        return answer

    def see(self, path: str, **headers: str) -> Any:
        """A reading request."""
        return self.get(f"/api/v1{path}", headers=headers or None)

    def send(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """A writing request with the token."""
        return self.post(
            f"/api/v1{path}",
            data=json.dumps(body or {}),
            content_type="application/json",
            headers={"X-CSRFToken": self.token},
        )

    def remove(self, path: str) -> Any:
        """A deleting request with the token."""
        return self.delete(f"/api/v1{path}", headers={"X-CSRFToken": self.token})


def gap(station_id: str = ZHUSHAN, seq: int = 42, **changes: Any) -> Finding:
    """A finding of 12 litres between two fuellings of nozzle 3."""
    rule, subject = "fuelling.totalizer_gap", "nozzle:3"
    evidence = {
        "records": {"fuellings": [{"seq": seq - 1}, {"seq": seq}]},
        "window": {"from": NOON.isoformat(), "to": (NOON + timedelta(minutes=5)).isoformat()},
        "parameters": {"tolerance_ml": 20},
        "figures": {"difference_ml": 12_000},
    }
    fields: dict[str, Any] = {
        "finding_id": finding_id(rule, station_id, subject, anchor_of_key(seq=seq)),
        "revision": 1,
        "status": "open",
        "rule": rule,
        "rule_set": "1",
        "station_id": station_id,
        "subject": subject,
        "started_at": NOON,
        "ended_at": NOON + timedelta(minutes=5),
        "detected_at": NOON + timedelta(minutes=5, seconds=2),
        "severity": "alarm",
        "estimate": 12_000.0,
        "low": 12_000.0,
        "high": 12_000.0,
        "unit": "ml",
        "verdict": "discrepancy",
        "message": "累计泵码增加42.00升，加油记录为30.00升，相差12.00升。",
        "message_en": "The totalizer rose by 42.00 L, the record says 30.00 L: 12.00 L apart.",
        "facts_digest": "0" * 64,
        "evidence": json.dumps(evidence),
    }
    return Finding(**{**fields, **changes})


def say(database: Database, *findings: Finding) -> None:
    """Append findings as intake does."""
    with database.connect("intake") as conn:
        append(conn, findings)


def publish() -> int:
    """One round of the publisher."""
    import threading

    from youjian.bureau.watch.publisher import Publisher

    return Publisher(threading.Event()).publish_once()


def fuel(database: Database, station_id: str, seq: int, totalizer_ml: int, ended_at: datetime) -> None:
    """A fuelling of 30 litres of nozzle 3 in the ledger."""
    with database.connect("intake") as conn:
        conn.execute(
            """
            INSERT INTO ledger.fuellings (station_id, nozzle_id, seq, started_at, ended_at, volume_ml,
                unit_price_fen, amount_fen, totalizer_ml, kind, source, received_at)
            VALUES (%s, 3, %s, %s, %s, 30000, 750, 22500, %s, 'sale', 'live', %s)
            """,
            [station_id, seq, ended_at - timedelta(minutes=1), ended_at, totalizer_ml, ended_at],
        )
