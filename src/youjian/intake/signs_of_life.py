"""Heartbeats and boots as records: what the collector says of itself and of its devices."""

from dataclasses import replace
from datetime import datetime, timedelta

from youjian.contract.fields import Device
from youjian.contract.records import Heartbeat, Record
from youjian.intake.offers import Heads, Loose
from youjian.ledger.batch import Batch
from youjian.ledger.collectors import Collector
from youjian.protocols.station import Boot, HeartbeatReport

COLLECTOR: Device = "collector"
USABLE_CLOCK = timedelta(minutes=10)
PRESENT = "ok"
"""The state of a device that answers; any other is told to the log and is no sign of life."""


def of_heartbeat(
    report: HeartbeatReport, collector: Collector, arrived_at: datetime, peer: str = "unknown"
) -> Loose:
    """The collector's own heartbeat, one for each device that answers it, and the heads of its chains.

    The clock offset is the collector's time less the platform's at arrival. A device has no clock of its own
    in the report, so its offset is 0.
    """
    own = Heartbeat(
        station_id=collector.station_id,
        device=COLLECTOR,
        at=_moment(report.at, arrived_at),
        clock_offset_s=(report.at - arrived_at).total_seconds(),
        outbox_depth=report.outbox_depth,
        firmware=report.firmware,
        link=report.link,
        signal_dbm=report.signal_dbm,
    )
    heads = Heads(collector.collector_id, collector.epoch, report.chain_heads, peer)
    loose = _loose(collector, [own, *_of_devices(report, own.at, collector.station_id)])
    return replace(loose, heads=heads) if report.chain_heads else loose


def of_boot(boot: Boot, collector: Collector, arrived_at: datetime) -> Loose:
    """A boot is a sign of life of the collector."""
    own = Heartbeat(
        station_id=collector.station_id,
        device=COLLECTOR,
        at=_moment(boot.at, arrived_at),
        clock_offset_s=(boot.at - arrived_at).total_seconds(),
        outbox_depth=boot.outbox_depth,
        firmware=boot.firmware,
    )
    return _loose(collector, [own])


def _of_devices(report: HeartbeatReport, at: datetime, station_id: str) -> list[Heartbeat]:
    return [
        Heartbeat(
            station_id=station_id,
            device=device,
            at=at,
            clock_offset_s=0.0,
            outbox_depth=0,
            firmware=report.firmware,
        )
        for device, state in report.devices.items()
        if state == PRESENT and device != COLLECTOR
    ]


def _moment(said: datetime, arrived_at: datetime) -> datetime:
    """The device's time, or the platform's when a record of that time would be set aside for its clock.

    A clock that is wildly wrong must not hide itself: the heartbeat is stored and its offset judged.
    """
    return said if abs(said - arrived_at) < USABLE_CLOCK else arrived_at


def _loose(collector: Collector, beats: list[Heartbeat]) -> Loose:
    records: list[tuple[str, int, Record]] = [("heartbeats", n, beat) for n, beat in enumerate(beats)]
    return Loose(
        Batch(
            door="station",
            station_id=collector.station_id,
            records=records,
            test=collector.state == "pending",
        )
    )
