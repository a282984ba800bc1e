"""Puts the demo city's register and an afternoon of one station's records into a database.

Run as a program, because Django reads the database's address once per process:

    python -m tests.acceptance.seed_city city     register, people, records, one totalizer gap
    python -m tests.acceptance.seed_city reports  what is due of scheduled reports, sent as the worker does
    python -m tests.acceptance.seed_city gap      one more gap, as if it had just come in
"""

import sys
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import msgspec

from youjian.contract.records import Fuelling, Heartbeat, Record, TankReading

STATION = "3602030017"
GAP_NOZZLE, NEW_GAP_NOZZLE = 1, 4
MISSING_ML = 412_340
FIRST_SEQ, RECORDS, GAP_AT = 4101, 12, 8
_PRICE_FEN = 756
_VOLUME_ML = 30_000
_START_ML = 2_230_000_000

Rows = list[tuple[str, Record]]


def fuellings(nozzle_id: int, now: datetime, missing_at: int | None) -> Rows:
    """Twelve fuellings of one nozzle, ten minutes apart; fuel runs unrecorded before one of them."""
    rows: Rows = []
    total = _START_ML + nozzle_id * 10_000_000
    for number in range(RECORDS):
        ended = now - timedelta(minutes=10 * (RECORDS - number))
        total += _VOLUME_ML + (MISSING_ML if number == missing_at else 0)
        rows.append(("fuellings", fuelling(nozzle_id, FIRST_SEQ + number, ended, total)))
    return rows


def fuelling(nozzle_id: int, seq: int, ended: datetime, total: int) -> Fuelling:
    """A sale of 30.00 L."""
    return Fuelling(
        station_id=STATION,
        nozzle_id=nozzle_id,
        seq=seq,
        started_at=ended - timedelta(minutes=2),
        ended_at=ended,
        volume_ml=_VOLUME_ML,
        unit_price_fen=_PRICE_FEN,
        amount_fen=_VOLUME_ML * _PRICE_FEN // 1000,
        totalizer_ml=total,
        kind="sale",
        source="live",
    )


def readings(now: datetime) -> Rows:
    """Levels of two tanks for a day; the third tank's gauge has never spoken."""
    return [
        ("tank_readings", reading(tank, now - timedelta(minutes=15 * step), level(tank, step)))
        for tank in (1, 2)
        for step in range(96)
    ]


def level(tank: int, step: int) -> float:
    """Height in mm so many quarter hours ago: it falls as fuel is sold, in no two tanks and hours alike."""
    return 1_200 + 5.0 * step + (step**3 * (4 + tank)) % 97 / 20


def reading(tank_id: int, at: datetime, height: float) -> TankReading:
    """A reading whose volume the chart has to give."""
    return TankReading(
        station_id=STATION, tank_id=tank_id, at=at, product_mm=height, water_mm=8.0, temp_c=18.4
    )


def heartbeat(now: datetime) -> Heartbeat:
    """A sign of life of the station's collector."""
    return Heartbeat(
        station_id=STATION,
        device="collector",
        at=now,
        clock_offset_s=0.2,
        outbox_depth=0,
        firmware="1.0",
        link="4g",
    )


def store(rows: Rows, now: datetime) -> None:
    """Take records in as a door does, judged by the pairwise rules."""
    from youjian.detection.registry import judge_pairwise
    from youjian.ledger.batch import Batch
    from youjian.ledger.connection import connect
    from youjian.ledger.store import store as take_in

    counted: dict[str, int] = {}
    listed: list[tuple[str, int, Record]] = []
    for table, record in rows:
        listed.append((table, counted.get(table, 0), record))
        counted[table] = counted.get(table, 0) + 1
    with connect("intake") as conn:
        [outcome] = take_in(
            conn, [Batch(door="import", station_id=STATION, records=listed)], now, judge_pairwise
        )
    if outcome.stored != len(rows):
        raise RuntimeError(f"{outcome.stored} of {len(rows)} records stored: {outcome.quarantined}")


def furnish() -> None:
    """The demo city's regions, people and register."""
    from youjian.bureau import setup

    setup()
    from youjian.bureau.accounts.contracts import SYSTEM
    from youjian.bureau.registry.loading import load_profile
    from youjian.bureau.registry.models import City
    from youjian.bureau.scope import scoped

    load_profile(SYSTEM, Path(str(files("youjian.profiles") / "jingdezhen")))
    with scoped():  # vapour recovery is on, so that its pages are among the screens
        city = City.objects.get()
        city.modules = [*(city.modules or ()), "vapour"]
        city.save()


def put_on_duty(now: datetime) -> None:
    """A county's roster with somebody on duty all day."""
    from youjian.bureau.accounts.contracts import SYSTEM
    from youjian.bureau.duty import services
    from youjian.bureau.duty.contracts import PutIn, RosterIn, ShiftIn
    from youjian.contract.fields import business_day

    today = business_day(now)
    all_day = ShiftIn(code="whole", name="全天班", begins="00:00", ends="00:00", days="every")
    wanted = {"department": "county-leping", "region": "360281", "name": "乐平市值班", "from_on": today}
    roster = services.save_roster(SYSTEM, RosterIn(**wanted, shifts=[all_day]))
    services.put(SYSTEM, roster.pk, PutIn(day=today, shift="whole", person="lepingju"))


def propose(now: datetime) -> None:
    """A change of rules that somebody drafted."""
    from youjian.bureau.accounts.selectors import actor_by_username
    from youjian.bureau.rules import services
    from youjian.bureau.rules.contracts import ProposalIn
    from youjian.contract.fields import business_day

    values = {"fuelling.totalizer_gap": {"tolerance_ml": 50}}
    day = business_day(now) + timedelta(days=10)
    services.draft(
        actor_by_username("zhiban"), ProposalIn(effective_from=day, reason="误报偏多", values=values)
    )


def send_reports() -> None:
    """Make and send the scheduled reports that are due, without waiting for the worker's next look."""
    from youjian.bureau.reporting.sending import send_due

    send_due()


def set_aside(now: datetime) -> None:
    """Two records in quarantine: one of a clock that is ahead, one that cannot be read."""
    from youjian.ledger import quarantine
    from youjian.ledger.connection import connect

    ahead = msgspec.json.encode(reading(1, now + timedelta(hours=9), 1500.0))
    head = (now, STATION, f"C{STATION}", "station", "tank_readings")
    with connect("intake") as conn:
        quarantine.put(
            conn,
            [
                (*head, 0, None, "clock", "the device's time is more than 10 min ahead", ahead),
                (*head, 1, None, "invalid", "product_mm is missing", b'{"tank_id": 1}'),
            ],
        )


def seal_days(now: datetime) -> None:
    """The station's days before yesterday sealed and anchored, the first of them with a record since."""
    from youjian.bureau.sealing import services

    old = now - timedelta(days=4)
    store([("tank_readings", reading(1, old, 1_300.0))], now)
    services.seal(now)
    services.anchor(now)
    store([("tank_readings", reading(1, old + timedelta(minutes=15), 1_295.0))], now)


def main(what: str) -> None:
    """Do what the first argument says."""
    from tests.acceptance.seed_metrology import metering
    from tests.acceptance.seed_papers import papers
    from youjian.bureau import setup
    from youjian.commands.demo_cases import furnish_cases
    from youjian.commands.demo_inspections import furnish_inspections
    from youjian.commands.demo_joint import furnish_joint
    from youjian.contract.fields import business_day

    now = datetime.now(UTC).replace(microsecond=0)
    if what == "city":
        furnish()
        put_on_duty(now)
        propose(now)
        honest = fuellings(NEW_GAP_NOZZLE, now, missing_at=None)
        store(
            [*fuellings(GAP_NOZZLE, now, GAP_AT), *honest, *readings(now), ("heartbeats", heartbeat(now))],
            now,
        )
        set_aside(now)
        seal_days(now)
        return
    if what == "papers":
        setup()
        papers(now)
        furnish_inspections([STATION], now)
        furnish_joint([STATION], now)
        furnish_cases(STATION[:4], now)
        metering(business_day(now))
        return
    if what == "reports":
        setup()
        send_reports()
        return
    total = _START_ML + NEW_GAP_NOZZLE * 10_000_000 + (RECORDS + 1) * _VOLUME_ML + MISSING_ML
    store([("fuellings", fuelling(NEW_GAP_NOZZLE, FIRST_SEQ + RECORDS, now, total))], now)


if __name__ == "__main__":
    main(sys.argv[1])
