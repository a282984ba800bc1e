"""Probe of a vapour monitor that speaks HJ 212: listen until it calls, or call it, and say what it sends.

Nothing is acknowledged, so the monitor keeps what it sent and sends it again to the collector. Who it is,
which family's codes it uses and how it computes its checksum is said with what shows it.
"""

import contextlib
import re
import socket
import time
from collections import Counter
from collections.abc import Generator, Mapping
from urllib.parse import urlsplit

from youjian.collector.desk import utc_now
from youjian.collector.probing.options import check_names, line_address, seconds
from youjian.collector.probing.report import FoundNozzle, ProbeError, ProbeReport, UsageError
from youjian.collector.transport import Transport, TransportError, open_transport
from youjian.protocols import hj212
from youjian.protocols.vapour import parse_time

OPTIONS = {
    "wait_s": "how long to wait for frames, s",
    "frames": "how many frames are enough",
    "mn": "the monitor's number: with it and `password` real-time data are asked for (2011)",
    "password": "the monitor's password, for the question",
}
Pieces = Generator[bytes, None, None]
_CHUNK = 4096
_EVIDENCE = {
    "hj212": "code i41101",
    "chongqing": "codes i41…-Info",
    "guangzhou": "ST=61 or items qNNNN-…",
    "hefei": "items Wq1 to Wq4",
}
_CALM = ("0", "N")
_QUIET_S = 8.0
"""So long a monitor that has said something may be silent before the probe ends."""
_VERSIONS = {0: "2005", 1: "2017", 2: "2025"}


class _Patience:
    """How long to wait still: the whole time for a first frame, not so long for another."""

    def __init__(self, wait_s: float) -> None:
        self._end = time.monotonic() + wait_s

    @property
    def left(self) -> float:
        """Seconds to wait still."""
        return self._end - time.monotonic()

    def heard(self) -> None:
        """A frame was read."""
        self._end = min(self._end, time.monotonic() + _QUIET_S)


class _Findings:
    """What the frames have shown so far."""

    def __init__(self) -> None:
        self.frames = 0
        self.mns: Counter[str] = Counter()
        self.families: Counter[str] = Counter()
        self.factors: set[str] = set()
        self.nozzles: set[int] = set()
        self.alarms: dict[str, str] = {}
        self.versions: set[int] = set()
        self.checksums: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.offsets: list[float] = []
        self.codes: Counter[str] = Counter()

    def add(self, item: hj212.Frame | hj212.FrameError) -> None:
        """Note what one frame or damaged frame shows."""
        self.frames += 1
        if item.mn:
            self.mns[item.mn] += 1
        if isinstance(item, hj212.FrameError):
            self.refused[item.reason] += 1
            if item.wrong_crc:
                self.checksums[item.wrong_crc] += 1
            return
        self.checksums["the CRC of HJ 212"] += 1
        self.codes[item.cn] += 1
        if item.flag is not None:
            self.versions.add(item.version)
        said = parse_time(item.qn or "") or parse_time(item.cp.get("DataTime", ""))
        if said is not None:
            self.offsets.append((said - utc_now()).total_seconds())
        self._add_upload(item)

    def _add_upload(self, frame: hj212.Frame) -> None:
        upload = hj212.vapour_upload(frame)
        if upload.family is None:
            return
        self.families[upload.family] += 1
        self.factors |= set(hj212.factors_seen(frame))
        self.nozzles |= {fill.nozzle_id for fill in upload.fills}
        self.nozzles |= {switch.nozzle for switch in upload.switches}
        self.alarms |= upload.alarms


def probe(address: str, options: Mapping[str, str]) -> ProbeReport:
    """What a monitor sends within the time; ProbeError when nothing came that can be read."""
    check_names(options, OPTIONS)
    wait_s = seconds(options, "wait_s", 60.0, most=3600.0)
    enough = _enough(options)
    _check_who(options)
    reader, findings = hj212.FrameReader(), _Findings()
    patience = _Patience(wait_s)
    received = 0
    with contextlib.closing(_pieces(address, options, patience)) as pieces:
        for data in pieces:
            received += len(data)
            for item in reader.feed(data):
                findings.add(item)
                patience.heard()
            if findings.frames >= enough or (findings.frames and received > 1_000_000):
                break
    if not findings.frames:
        raise ProbeError(_nothing(address, wait_s, received))
    return _report(findings, reader)


def _enough(options: Mapping[str, str]) -> int:
    text = options.get("frames", "5")
    if not text.isdigit() or not 1 <= int(text) <= 1000:
        raise ProbeError(f"option frames={text!r}: give a number from 1 to 1000")
    return int(text)


def _pieces(address: str, options: Mapping[str, str], patience: _Patience) -> Pieces:
    if address.strip().startswith("tcp-listen://"):
        return _from_callers(address.strip(), options, patience)
    return _from_line(line_address(address), options, patience)


def _from_callers(address: str, options: Mapping[str, str], patience: _Patience) -> Pieces:
    """Bytes of whoever calls, one caller after another."""
    try:
        parts = urlsplit(address)
        place = (parts.hostname or "", parts.port or 0)
    except ValueError as error:
        raise ProbeError(f"{address!r} is no address: {error}") from None
    if not place[1]:
        raise ProbeError(f"{address!r} is no address: give tcp-listen://0.0.0.0:9212")
    try:
        server = socket.create_server(place)
    except OSError as error:
        raise ProbeError(
            f"cannot listen on {address}: {error.strerror}; a running collector holds its port"
        ) from None
    with server:
        while (left := patience.left) > 0:
            server.settimeout(left)
            try:
                caller, _ = server.accept()
            except TimeoutError:
                return
            with caller:
                yield from _of_caller(caller, options, patience)


def _of_caller(caller: socket.socket, options: Mapping[str, str], patience: _Patience) -> Pieces:
    with contextlib.suppress(OSError):
        caller.sendall(_question(options))
        while (left := patience.left) > 0:
            caller.settimeout(left)
            data = caller.recv(_CHUNK)
            if not data:
                return
            yield data


def _from_line(url: str, options: Mapping[str, str], patience: _Patience) -> Pieces:
    try:
        line: Transport = open_transport(url)
    except TransportError as error:
        raise ProbeError(f"{error}") from None
    try:
        with contextlib.suppress(TransportError):
            if question := _question(options):
                line.write(question)
            while (left := patience.left) > 0:
                if data := line.read(left):
                    yield data
    finally:
        line.close()


def _check_who(options: Mapping[str, str]) -> None:
    """What is sent to an unknown device is one frame and nothing that it could take for something else."""
    for name in ("mn", "password"):
        if re.search(r"[^ -~]|[;&,]", options.get(name, "")):
            raise UsageError(f"option {name}: printable characters without ; & and , only")


def _question(options: Mapping[str, str]) -> bytes:
    """Asks for real-time data where the monitor's number is given, else nothing."""
    mn = options.get("mn")
    if not mn:
        return b""
    frame = hj212.Frame(
        qn=hj212.qn_of(utc_now()), st="31", cn="2011", pw=options.get("password", ""), mn=mn, flag=5
    )
    return hj212.encode_frame(frame)


def _nothing(address: str, wait_s: float, received: int) -> str:
    if received:
        return f"{received} bytes came at {address} within {wait_s:g} s, none of them an HJ 212 frame"
    return (
        f"nothing came at {address} within {wait_s:g} s: is this address set in the monitor? "
        "A longer wait is --option wait_s=600"
    )


def _report(findings: _Findings, reader: hj212.FrameReader) -> ProbeReport:
    notes = [f"{findings.frames} frames, codes {_listed(findings.codes) or 'none'}"]
    notes += [f"MN {mn}: {count} frames" for mn, count in findings.mns.most_common(5)]
    notes.append(_family_note(findings))
    if findings.factors:
        notes.append("factors: " + ", ".join(sorted(findings.factors)))
    if findings.offsets:
        notes.append(f"clock: {max(findings.offsets):+.0f} s against this box (the newest of its frames)")
    notes += [f"checksum: {name}, {count} frames" for name, count in findings.checksums.most_common()]
    notes += [f"refused as {reason}: {count} frames" for reason, count in findings.refused.most_common()]
    notes += [f"frames ended by {name}: {count}" for name, count in reader.deviations.items()]
    if findings.versions:
        names = sorted(_VERSIONS.get(version, str(version)) for version in findings.versions)
        notes.append(f"edition by Flag: {', '.join(names)}")
    notes.append("units of A/L and pressure are not in the frames: declare ratio_unit and pressure_unit")
    mn = findings.mns.most_common(1)
    return ProbeReport(
        model=f"HJ 212 monitor {mn[0][0]}" if mn else "HJ 212 monitor without MN",
        nozzles=[FoundNozzle(nozzle_id=number) for number in sorted(findings.nozzles)],
        alarms=[
            f"{name}: {text}" for name, text in sorted(findings.alarms.items()) if text not in ("0", "N")
        ],
        notes=notes,
    )


def _family_note(findings: _Findings) -> str:
    if not findings.families:
        return "family: none told, no code of a vapour family was seen"
    (family, count), *others = findings.families.most_common()
    also = f"; also {_listed(Counter(dict(others)))}" if others else ""
    return f"family: {family}, by {_EVIDENCE.get(family, 'its codes')} in {count} frames{also}"


def _listed(counted: Counter[str]) -> str:
    return ", ".join(f"{name} ({count})" for name, count in sorted(counted.items()))
