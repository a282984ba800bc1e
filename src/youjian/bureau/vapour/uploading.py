"""Sending what the queue holds to ecology platforms: HJ 212-2017, a packet a record, each acknowledged."""

import socket
import time
from collections.abc import Sequence
from itertools import groupby

from youjian.bureau.notify import egress
from youjian.bureau.scope import scoped
from youjian.bureau.times import now
from youjian.bureau.vapour.models import UploadMessage, UploadTarget
from youjian.bureau.vapour.posting import post_messages
from youjian.bureau.vapour.upload_records import as_queued, put_off, records_of
from youjian.protocols.hj212 import Fill, Frame, FrameReader, encode_fill, encode_pressure
from youjian.protocols.hj212.sending import Sending, packets_of

_MOST_AT_ONCE = 2000
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
    if target.family != "hj212":
        return post_messages(messages)
    try:
        address = egress.reachable(target.host, target.port, egress.from_environment())
        line = socket.create_connection((address, target.port), timeout=over_time_s)
    except (OSError, egress.NotAllowedError) as error:
        put_off(messages[0], str(error))
        return 0
    with line:
        for place, message in enumerate(messages):
            if not _one(line, message, over_time_s):
                return place
    return len(messages)


def _one(line: socket.socket, message: UploadMessage, over_time_s: float) -> bool:
    with scoped():
        frames = _frames(message, message.target)
    if not as_queued(message, len(frames)):
        return False
    sending = Sending(packets_of(frames, message.begun), message.acked, over_time_s)
    try:
        _exchange(line, sending)
    except OSError as error:
        sending.trouble = sending.trouble or str(error)
    message.acked, message.repeated = sending.acked, message.repeated + sending.repeated
    if sending.state == "failed":
        put_off(message, sending.trouble)
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


def _frames(message: UploadMessage, target: UploadTarget) -> list[Frame]:
    """The records of a message, in their order, as frames that `packets_of` numbers."""
    mn, pw = mn_of(message.station_id), target.password
    return [
        encode_fill(one, mn=mn, qn="", station_id=message.station_id, pw=pw)
        if isinstance(one, Fill)
        else encode_pressure(one, mn=mn, qn="", pw=pw)
        for one in records_of(message)
    ]
