"""The city that is looked at: 2,000 stations on an ordinary afternoon, in a database of its own."""

import os
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from benchmarks.city import big_register
from youjian.ledger.connection import VARIABLES

FACTS = Path(__file__).with_name("facts.sql")
_COLOURS = ("red", "orange", "yellow", "blue")


def furnish(folder: Path, stations: int, nozzles: int) -> None:
    """Register, people and an afternoon's records; Django must be set up on the database."""
    from youjian.bureau.accounts.contracts import SYSTEM  # noqa: PLC0415 - needs Django set up
    from youjian.bureau.registry.loading import load_profile  # noqa: PLC0415

    big_register(folder, stations, nozzles)
    load_profile(SYSTEM, folder)
    with psycopg.connect(os.environ[VARIABLES["owner"]], autocommit=True) as conn:
        for statement in FACTS.read_text(encoding="utf-8").split(";\n"):
            conn.execute(statement.encode())
    _warn()


def _warn() -> None:
    """An open alert at every eighth station, the colours in turn."""
    from youjian.bureau.alerts.models import Alert  # noqa: PLC0415 - needs Django set up
    from youjian.bureau.registry.models import Station  # noqa: PLC0415
    from youjian.bureau.scope import scoped  # noqa: PLC0415

    moment = datetime.now(UTC)
    with scoped():
        stations = list(Station.objects.order_by("station_id").values_list("station_id", flat=True))[::8]
        Alert.objects.bulk_create(
            Alert(
                fingerprint=f"{number:032x}",
                cause="totalizer",
                finding_id=f"{number:032x}",
                revision=1,
                finding_status="open",
                station_id=station_id,
                rule="fuelling.totalizer_gap",
                subject="nozzle:1",
                severity="alarm",
                verdict="discrepancy",
                colour=_COLOURS[number % 4],
                rank=4 - number % 4,
                message="累计泵码与加油记录相差12.00升。",
                estimate=12_000.0,
                low=12_000.0,
                high=12_000.0,
                unit="ml",
                started_at=moment,
                detected_at=moment,
                opened_at=moment,
                measured_at=moment,
                departments=["market"],
            )
            for number, station_id in enumerate(stations)
        )
