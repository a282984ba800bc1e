"""What a collector says of itself in a boot or heartbeat, for the one row that the platform keeps of it."""

from datetime import datetime

from youjian.intake.requests import Signed
from youjian.ledger.collector_states import SelfReport
from youjian.protocols.station import Boot, HeartbeatReport, MessageHeaders


def of_heartbeat(
    message: Signed[MessageHeaders], report: HeartbeatReport, arrived_at: datetime
) -> SelfReport:
    """All of it. The clock's offset is what the door saw, the way there included."""
    return SelfReport(
        collector_id=message.headers.collector_id,
        station_id=message.key.collector.station_id,
        epoch=message.headers.epoch,
        sent_at=message.headers.sent_at,
        heard_at=arrived_at,
        firmware=report.firmware,
        outbox_depth=report.outbox_depth,
        clock_offset_s=(report.at - arrived_at).total_seconds(),
        devices=report.devices,
        link=report.link,
        signal_dbm=report.signal_dbm,
        iccid=report.iccid,
        last_record_at=report.last_record_at,
    )


def of_boot(message: Signed[MessageHeaders], boot: Boot, arrived_at: datetime) -> SelfReport:
    """What a boot tells; the rest stays as the last heartbeat had it."""
    return SelfReport(
        collector_id=message.headers.collector_id,
        station_id=message.key.collector.station_id,
        epoch=message.headers.epoch,
        sent_at=message.headers.sent_at,
        heard_at=arrived_at,
        firmware=boot.firmware,
        outbox_depth=boot.outbox_depth,
        clock_offset_s=(boot.at - arrived_at).total_seconds(),
        devices=boot.devices,
        whole=False,
    )
