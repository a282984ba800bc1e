"""Sending what the queue holds to ecology platforms: HJ 212-2017, a packet a record, each acknowledged."""

import logging
import socket
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.db import connection

from youjian.bureau.notify import egress
from youjian.bureau.scope import scoped
from youjian.bureau.times import now
from youjian.bureau.vapour.models import UploadMessage, UploadTarget
from youjian.protocols.hj212 import Fill, Frame, FrameReader, Pressure, encode_fill, encode_pressure
from youjian.protocols.hj212.sending import Sending, packets_of

_LOG = logging.getLogger(__name__)
_MOST_AT_ONCE, _MOST_TRIES = 2000, 12
_LONGEST_PAUSE_MINUTES = 60
OVER_TIME_S = 10.0
_MN_LENGTH = 24


def mn_of(station_id: str) -> str:
    """The device number of a station towards ecology platforms: its id, filled up with zeros.

    >>> mn_of("4101050001")
    '410105000100000000000000'
    """
    return station_id.ljust(_MN_LENGTH, "0")


def send_round(over_time_s: float = OVER_TIME_S) -> int:
    """Send what is due, station by station, with no transaction open meanwhile; returns how many went."""
    with scoped():
        due = list(
            UploadMessage.objects.filter(state="waiting", next_at__lte=now(), target__active=True)
            .select_related("target")
            .order_by("target_id", "station_id", "hour", "kind", "part")[:_MOST_AT_ONCE]
        )
    sent = 0
    for _, mine in groupby(due, key=lambda one: (one.target_id, one.station_id)):
        sent += _send(list(mine), over_time_s)
    return sent


def _send(messages: Sequence[UploadMessage], over_time_s: float) -> int:
    """One station's messages over one connection; the first that fails ends it."""
    target = messages[0].target
    try:
        address = egress.reachable(target.host, target.port, egress.from_environment())
        line = socket.create_connection((address, target.port), timeout=over_time_s)
    except (OSError, egress.NotAllowedError) as error:
        _put_off(messages[0], str(error))
        return 0
    with line:
        for place, message in enumerate(messages):
            if not _one(line, message, over_time_s):
                return place
    return len(messages)


def _one(line: socket.socket, message: UploadMessage, over_time_s: float) -> bool:
    with scoped():
        frames = _frames(message, message.target)
    if len(frames) != message.packets:
        _put_off(message, f"{len(frames)} records, {message.packets} when it was queued", tries=_MOST_TRIES)
        return False
    sending = Sending(packets_of(frames, message.begun), message.acked, over_time_s)
    try:
        _exchange(line, sending)
    except OSError as error:
        sending.trouble = sending.trouble or str(error)
    message.acked, message.repeated = sending.acked, message.repeated + sending.repeated
    if sending.state == "failed":
        _put_off(message, sending.trouble)
        return False
    message.state, message.sent_at, message.trouble = "sent", now(), ""
    with scoped():
        message.save()
    return True


def _exchange(line: socket.socket, sending: Sending) -> None:
    """Send and listen until it is over; raises OSError when the line breaks."""
    reader = FrameReader()
    while sending.state == "going":
        if data := sending.due(time.monotonic()):
            line.sendall(data)
        line.settimeout(sending.over_time_s / 4)
        try:
            came = line.recv(4096)
        except TimeoutError:
            continue
        if not came:
            raise ConnectionError("the platform closed the connection")
        for answer in reader.feed(came):
            if isinstance(answer, Frame):
                sending.received(answer)


def _put_off(message: UploadMessage, trouble: str, tries: int | None = None) -> None:
    """Try again later, each time later; after the last time a person has to."""
    message.tries = message.tries + 1 if tries is None else tries
    message.trouble = trouble[:200]
    message.state = "failed" if message.tries >= _MOST_TRIES else "waiting"
    message.next_at = now() + timedelta(minutes=min(2**message.tries, _LONGEST_PAUSE_MINUTES))
    with scoped():
        message.save()
    _LOG.warning("vapour upload %d: %s", message.pk, trouble)


def _frames(message: UploadMessage, target: UploadTarget) -> list[Frame]:
    """The records of a message, in their order, as frames that `packets_of` numbers."""
    end = message.hour + timedelta(hours=1)
    given = [message.station_id, message.hour, end, message.after, message.after, message.until]
    with connection.cursor() as cursor:
        cursor.execute(_FILLS if message.kind == "fills" else _READINGS, given)
        rows = cursor.fetchall()
    if message.kind == "fills":
        return [_fill(message.station_id, target, row) for row in rows]
    return [_pressure(message.station_id, target, row) for row in rows]


def _fill(
    station_id: str, target: UploadTarget, row: tuple[int, datetime, datetime, int, int, float, float, float]
) -> Frame:
    nozzle, started, ended, fuel, vapour, ratio, fuel_rate, vapour_rate = row
    fill = Fill(
        nozzle_id=nozzle,
        started_at=started,
        ended_at=ended,
        fuel_ml=fuel,
        vapour_ml=vapour,
        ratio=ratio,
        fuel_l_min=fuel_rate,
        vapour_l_min=vapour_rate,
    )
    return encode_fill(fill, mn=mn_of(station_id), qn="", station_id=station_id, pw=target.password)


def _pressure(station_id: str, target: UploadTarget, row: tuple[datetime, float, float | None]) -> Frame:
    at, pressure, ppm = row
    reading = Pressure(at=at, pressure_pa=pressure, vapour_ppm=ppm)
    return encode_pressure(reading, mn=mn_of(station_id), qn="", pw=target.password)


_FILLS = """
SELECT nozzle_id, started_at, ended_at, fuel_ml, vapour_ml, ratio, fuel_l_min, vapour_l_min
FROM ledger.vapour_fills
WHERE station_id = %s AND ended_at >= %s AND ended_at < %s AND NOT test
    AND (%s::timestamptz IS NULL OR received_at > %s) AND received_at <= %s
ORDER BY ended_at, nozzle_id, started_at
"""
_READINGS = """
SELECT at, pressure_pa, vapour_ppm FROM ledger.pressure_readings
WHERE station_id = %s AND at >= %s AND at < %s AND NOT test
    AND (%s::timestamptz IS NULL OR received_at > %s) AND received_at <= %s
ORDER BY at
"""
