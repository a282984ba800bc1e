"""The table of targets: every codec of the repository. A package of `protocols` without one fails a test."""

import gzip
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import msgspec

from benchmarks.fuzz import seeds
from benchmarks.fuzz.harness import BrokenPromiseError, Line, Target, judge_line, tolerate
from youjian.collector.uplink import modem
from youjian.contract.tables import TABLES
from youjian.contract.validation import decode as decode_record
from youjian.protocols import forecourt, hj212, modbus, probe, station, taxport, tls350, vapourxml
from youjian.protocols.station import messages, mqtt

_LIMIT = 1024 * 1024
_NOW = datetime(2026, 11, 22, tzinfo=UTC)
NOT_FED = {
    "vapour": "tables and units of vapour families; takes what hj212 and vapourxml have read",
}
"""Packages of `protocols` that are handed no bytes, and why."""


# the tax port


def _read_taxport(frame: bytes) -> None:
    answer = tolerate(lambda: taxport.decode_answer(frame), (taxport.TaxPortError,))
    tolerate(lambda: taxport.decode_request(frame), (taxport.TaxPortError,))
    if isinstance(answer, taxport.TaxInfo):
        taxport.join_tax_info(answer)
        taxport.is_whole(answer)


_TAXPORT = Line(
    open=taxport.FrameReader,
    feed=lambda reader, data: reader.feed(data),
    read=_read_taxport,
    errors=(taxport.TaxPortError,),
    good=taxport.encode_answer(taxport.GrandTotal(1_234_560, 5_000)),
    limit=64,
    quiet=lambda reader: reader.flush(),
)


def _taxport_frame(data: bytes) -> None:
    for read in (taxport.decode_answer, taxport.decode_request):
        tolerate(lambda read=read: read(data), (taxport.TaxPortError,))


# the tank gauge


def _read_tls(message: tls350.Message) -> None:
    reply = tls350.parse(message, near=datetime(2026, 11, 22))  # noqa: DTZ001  the console's wall clock
    if isinstance(reply, tls350.DisplayReport):
        tls350.display_alarms(reply)


_TLS = Line(
    open=tls350.MessageReader,
    feed=lambda reader, data: reader.feed(data),
    read=_read_tls,
    errors=(tls350.TlsError,),
    good=seeds.hexadecimal("tls350")[1],
    limit=256 * 1024,
    quiet=lambda reader: reader.idle(),
)
_TLS_COMMANDS = Line(
    open=tls350.CommandReader,
    feed=lambda reader, data: reader.feed(data),
    read=tls350.decode_command,
    errors=(tls350.CommandError,),
    good=tls350.encode_command("i201"),
    limit=1024,
    quiet=lambda reader: reader.idle(),
    pending=lambda reader: len(reader._buffer),
)


# HJ 212


def _read_hj212(found: hj212.Frame | hj212.FrameError) -> None:
    for answer in hj212.answers_for(found, True, True):
        hj212.encode_frame(answer)
    if isinstance(found, hj212.Frame):
        hj212.kind_of(found)
        hj212.vapour_upload(found)
        hj212.factors_seen(found)


class _Packets:
    """Frames joined to messages, as a door does it."""

    def __init__(self) -> None:
        self.reader = hj212.FrameReader()
        self.joining = hj212.Reassembler()
        self.now = 0.0

    def feed(self, data: bytes) -> list[Any]:
        self.now += 1.0
        found = self.reader.feed(data)
        for one in found:
            self.joining.expire(self.now)
            if isinstance(one, hj212.Frame):
                packets = self.joining.add(one, self.now)
                for frame in hj212.merged(packets or []):
                    hj212.vapour_upload(frame)
        return found

    @property
    def pending(self) -> int:
        return self.reader.pending


_HJ212 = Line(
    open=_Packets,
    feed=lambda reader, data: reader.feed(data),
    read=_read_hj212,
    errors=(),
    good=seeds.hj212_frames()[0],
    limit=1100,
    quiet=lambda reader: reader.feed(b"\r\n\r\n"),
)
_CIPHER = hj212.AreaCipher("0123456789abcdeffedcba9876543210")


def _hj212_secret(data: bytes) -> None:
    tolerate(lambda: _CIPHER.open(data.decode("latin-1")), (ValueError,))


# vapour uploads in XML and JSON

_XML_ERRORS = (vapourxml.EnvelopeError, vapourxml.ContentError, vapourxml.XmlError)


def _read_vapourxml(body: bytes) -> None:
    found = tolerate(lambda: vapourxml.decode_message(body), _XML_ERRORS)
    tolerate(lambda: vapourxml.read_answer(body), _XML_ERRORS)
    if isinstance(found, vapourxml.Envelope):
        vapourxml.encode_answer(found, "ok")
        rows = tolerate(lambda: vapourxml.rows_of(found), _XML_ERRORS)
        if isinstance(rows, list):
            vapourxml.vapour_upload(found.type, rows, _NOW)


_POSTED = vapourxml.encode_message(
    vapourxml.Envelope(
        data_id="1", user_id="2", time="20261122030405", type="01", content="PFJPV1M+PC9ST1dTPg=="
    )
)
_REQUESTS = Line(
    open=vapourxml.RequestReader,
    feed=lambda reader, data: reader.feed(data),
    read=lambda request: _read_vapourxml(request.body),
    errors=(vapourxml.RequestError,),
    good=b"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}",
    limit=(256 + 16) * 1024,
)


def _vapour_requests(data: bytes) -> None:
    """A refused request ends the connection, so that nothing need be found behind it."""
    reader = vapourxml.RequestReader()
    tolerate(lambda: [_REQUESTS.read(one) for one in reader.feed(data)], _REQUESTS.errors)
    if reader.pending > _REQUESTS.limit:
        raise BrokenPromiseError(f"{reader.pending} bytes kept")


def _post(body: bytes) -> bytes:
    return b"POST /x HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(body) + body


# forecourt controllers

_FIELDS: dict[forecourt.FieldName, forecourt.Column] = {
    "number": forecourt.Column(name="no"),
    "nozzle": forecourt.Column(name="gun"),
    "volume": forecourt.Column(name="litres", decimals=2),
    "amount": forecourt.Column(name="yuan"),
    "ended_at": forecourt.Column(name="at"),
    "state": forecourt.Column(name="state"),
    "tank": forecourt.Column(name="tank"),
    "height": forecourt.Column(name="mm"),
    "fault": forecourt.Column(name="fault"),
}
_CSV = forecourt.Layout(fields=_FIELDS, columns=tuple(column.name for column in _FIELDS.values()))
_JSON = forecourt.Layout(fields=_FIELDS, format="json")
_SALE = forecourt.Transaction(nozzle="1", volume_ml=30_000, amount_fen=22_680, ended_at=_NOW, number="7")


def _read_forecourt(line: forecourt.Line) -> None:
    if line.error is not None and not isinstance(line.error, forecourt.ForecourtError):
        raise BrokenPromiseError(repr(line.error))


def _forecourt(layout: forecourt.Layout) -> Line:
    return Line(
        open=lambda: forecourt.LineReader(layout),
        feed=lambda reader, data: reader.feed(data),
        read=_read_forecourt,
        errors=(),
        good=forecourt.encode_line(layout, _SALE),
        limit=forecourt.LONGEST_LINE,
        quiet=lambda reader: reader.reset(),
    )


# Modbus


def _modbus(data: bytes) -> None:
    """The first byte chooses the framing; a reader is for one answer."""
    framing: modbus.Framing = "tcp" if data[:1] and data[0] % 2 else "rtu"
    reader = modbus.AnswerReader(framing, 1, modbus.HOLDING_REGISTERS)
    for start in range(1, len(data), 16):
        found = tolerate(lambda at=start: reader.feed(data[at : at + 16]), (modbus.ModbusError,))
        if isinstance(found, bytes):
            modbus.registers_of(found)
            modbus.bits_of(found, 2000)
    if len(reader._buffer) > 1024:
        raise BrokenPromiseError(f"{len(reader._buffer)} bytes kept")
    modbus.parse_read(framing, data[1:])


def _modbus_examples() -> list[bytes]:
    return [
        bytes((choice,)) + made
        for choice, framing in enumerate(("rtu", "tcp"))
        for made in (
            modbus.encode_answer(framing, 1, modbus.HOLDING_REGISTERS, bytes(range(8))),
            modbus.exception_answer(framing, 1, modbus.HOLDING_REGISTERS, 2),
            modbus.encode_read(framing, 1, modbus.HOLDING_REGISTERS, 0, 4),
        )
    ]


# probes on RS-485


def _probe(data: bytes) -> None:
    """The first bytes choose how a figure is kept; what follows are registers."""
    kinds: tuple[probe.Kind, ...] = ("int16", "uint16", "int32", "uint32", "float32")
    order: probe.WordOrder = "low_first" if data[:1] and data[0] & 1 else "high_first"
    kept = probe.Field(register=len(data) % 7, kind=kinds[sum(data[:2]) % 5], divide=65536.0, none=(32767,))
    registers = dict(enumerate(modbus.registers_of(data[2:])))
    value = probe.value_in(registers, kept, order)
    if value is not None and probe.value_in(probe.registers_of(value, kept, order), kept, order) != value:
        raise BrokenPromiseError(f"{value} does not survive its registers")


# the station API


def _headers(data: bytes) -> None:
    lines = data.decode("latin-1").splitlines()
    named = dict(line.partition(":")[::2] for line in lines)
    stripped = {name: value.strip() for name, value in named.items()}
    for kind in (station.BatchHeaders, station.MessageHeaders):
        read = tolerate(lambda kind=kind: kind.from_mapping(stripped), (station.HeaderError,))
        if isinstance(read, station.BatchHeaders | station.MessageHeaders):
            station.signing_input(read)
            read.to_mapping()


def _bodies(data: bytes) -> None:
    """The first byte chooses message and notation."""
    choice = data[0] if data else 0
    kind = messages.MESSAGES[choice % len(messages.MESSAGES)]
    notation = (station.JSON, station.MSGPACK)[choice % 2]
    found = tolerate(lambda: station.decode_body(data[1:], kind, notation), (station.BodyError,))
    if found is not None:
        station.encode_body(found, station.JSON)  # type: ignore[arg-type]
    if isinstance(found, station.BatchBody):
        for table, raws in found.records.items():
            for raw in raws:
                _record(table, raw, notation)


def _record(table: str, raw: msgspec.Raw, notation: str) -> None:
    plain = tolerate(lambda: station.record_object(raw, notation), (station.BodyError,))
    if table in TABLES:
        tolerate(lambda: decode_record(TABLES[table], plain), (ValueError,))


def _packing(data: bytes) -> None:
    """The first byte chooses the content encoding."""
    encoding = (None, "gzip", "zstd", "identity")[(data[0] if data else 0) % 4]
    unpacked = tolerate(lambda: station.unpack(data[1:], encoding), (station.BodyError,))
    if isinstance(unpacked, bytes) and len(unpacked) > _LIMIT:
        raise BrokenPromiseError(f"{len(unpacked)} bytes unpacked")


def _mqtt(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    pairs = [line.partition(":")[::2] for line in text.splitlines()]
    mqtt.place_of(text)
    for read in (lambda: mqtt.read_question(pairs, None), lambda: mqtt.read_answer(pairs)):
        tolerate(read, (station.HeaderError,))


def _keys(data: bytes) -> None:
    for read in (station.load_private_key, station.Ed25519Verifier):
        found = tolerate(lambda read=read: read(data), (ValueError,))
        if isinstance(found, station.Ed25519Verifier):
            found.verify(b"text", data)


def _station_bodies() -> list[bytes]:
    page = seeds.station_bodies()
    packed = [msgspec.msgpack.encode(msgspec.json.decode(body)) for body in page]
    return [
        bytes((choice,)) + body
        for choice in range(len(messages.MESSAGES))
        for body in (packed if choice % 2 else page)
    ]


# the modem


class _Modem(modem.AnswerReader):
    """The answer's lines as one thing found."""

    def lines_of(self, data: bytes) -> list[list[str]]:
        found = self.feed(data)
        return [] if found is None else [found]


def _read_modem(lines: list[str]) -> None:
    modem.signal_dbm(lines)
    modem.access(lines)
    modem.iccid(lines)


def _modem(data: bytes) -> None:
    reader = _Modem()
    for start in range(0, len(data), 7):
        for lines in reader.lines_of(data[start : start + 7]):
            _read_modem(lines)
    if len(reader._kept) > 4096 or len(reader._lines) > 65:
        raise BrokenPromiseError("the modem's reader keeps more than it may")


_MODEM_SEEDS = [
    b"\r\n+CSQ: 18,99\r\n\r\nOK\r\n",
    b'+COPS: 0,0,"CHINA MOBILE",7\r\nOK\r\n',
    b"+QCCID: 89860012017300000001\r\n\r\nOK\r\n",
    b"+CESQ: 99,99,255,255,20,53\r\nOK\r\n",
]


_BODY_EXAMPLES = [_POSTED, b'{"TYPE":"01","BUSINESSCONTENT":"<ROWS/>"}']
_COMMANDS = [b"\x01i20100\r\n", b"\x01123456i21801", b"\x01S602011REGULAR\r"]


def _packed_examples() -> list[bytes]:
    return seeds.behind(1, [gzip.compress(body, mtime=0) for body in seeds.station_bodies()])


def _stream(line: Line) -> Callable[[bytes], object]:
    return partial(judge_line, line)


TARGETS: tuple[Target, ...] = (
    Target(
        "taxport-stream", "taxport", _stream(_TAXPORT), lambda: seeds.behind(0, seeds.hexadecimal("taxport"))
    ),
    Target("taxport-frame", "taxport", _taxport_frame, lambda: seeds.hexadecimal("taxport")),
    Target("tls350-stream", "tls350", _stream(_TLS), lambda: seeds.behind(0, seeds.hexadecimal("tls350"))),
    Target("tls350-commands", "tls350", _stream(_TLS_COMMANDS), lambda: seeds.behind(3, _COMMANDS)),
    Target("hj212-stream", "hj212", _stream(_HJ212), lambda: seeds.behind(0, seeds.hj212_frames())),
    Target("hj212-secret", "hj212", _hj212_secret, lambda: [b"AAAAAAAAAAAAAAAAAAAAAA==", b"0" * 32]),
    Target("vapourxml-requests", "vapourxml", _vapour_requests, lambda: [_post(_POSTED), _post(b"{}")]),
    Target("vapourxml-bodies", "vapourxml", _read_vapourxml, lambda: list(_BODY_EXAMPLES)),
    Target(
        "forecourt-csv",
        "forecourt",
        _stream(_forecourt(_CSV)),
        lambda: seeds.behind(0, [forecourt.encode_header(_CSV) + forecourt.encode_line(_CSV, _SALE)]),
    ),
    Target(
        "forecourt-json",
        "forecourt",
        _stream(_forecourt(_JSON)),
        lambda: seeds.behind(0, [forecourt.encode_line(_JSON, _SALE)]),
    ),
    Target("modbus", "modbus", _modbus, _modbus_examples),
    Target("probe", "probe", _probe, lambda: [bytes(range(20)), b"\x01\x02\x05\x7d\x33\x33"]),
    Target("station-headers", "station", _headers, seeds.station_headers),
    Target("station-bodies", "station", _bodies, _station_bodies),
    Target("station-packing", "station", _packing, _packed_examples),
    Target("station-mqtt", "station", _mqtt, lambda: [b"Path: /station/v1/boot", b"Status: 200"]),
    Target("station-keys", "station", _keys, lambda: [bytes(range(32))]),
    Target("modem", "modem", _modem, lambda: list(_MODEM_SEEDS)),
)
BY_NAME = {target.name: target for target in TARGETS}
