"""What kind of file it is by its bytes, and whether its container is safe to unpack."""

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

from youjian.bureau.sheets import refusals

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 300 * 1024 * 1024
MAX_PARTS = 2_000
_MAX_RATIO, _RATIO_FROM = 200, 64 * 1024 * 1024
_EXTENSIONS = frozenset({".xlsx", ".xls", ".csv"})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DECLARED = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Kind:
    """`xlsx`, `xls` or `csv`; `linked` when the workbook points to other files."""

    format: str
    linked: bool = False


def kind_of(data: bytes, filename: str) -> Kind:
    """What a file is. Raises Refused when it cannot be read safely, or is not what its name says."""
    if len(data) > MAX_BYTES:
        raise refusals.too_big(MAX_BYTES // 1024 // 1024)
    if not data.strip(b"\x00 \r\n\t\xef\xbb\xbf"):
        raise refusals.empty()
    extension = PurePath(filename.replace("\\", "/")).suffix.lower()
    found = _kind(data, extension)
    if extension not in _EXTENSIONS:
        raise refusals.macros() if extension == ".xlsm" else refusals.unknown_kind(extension)
    if f".{found.format}" != extension:
        raise refusals.wrong_extension(extension, f".{found.format}")
    return found


def _kind(data: bytes, extension: str) -> Kind:
    if data[:8] == _OLE:
        return _ole(data)
    if data[:2] == b"PK":
        return _package(data)
    head = data[:2048].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta")):
        raise refusals.web_page()
    if extension != ".csv" or _is_binary(data):
        raise refusals.not_a_workbook() if extension in _EXTENSIONS else refusals.unknown_kind(extension)
    return Kind("csv")


def _is_binary(data: bytes) -> bool:
    return data[:2] not in (b"\xff\xfe", b"\xfe\xff") and b"\x00" in data[:65536]


def _ole(data: bytes) -> Kind:
    """Old workbooks, and new ones behind a password, are compound files."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise refusals.protected()
    if not any(name.encode("utf-16-le") + b"\x00\x00" in data for name in ("Workbook", "Book")):
        raise refusals.not_a_workbook()
    return Kind("xls")


def _package(data: bytes) -> Kind:
    """A zip file that holds a workbook, every part of it looked through once."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = _checked_names(archive)
            for info in archive.infolist():
                _look_through(archive, info)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError) as error:
        raise refusals.not_a_workbook() from error
    return Kind("xlsx", linked=any("externallinks/" in name for name in names))


def _checked_names(archive: zipfile.ZipFile) -> set[str]:
    parts = archive.infolist()
    names = {info.filename.lower() for info in parts}
    if len(parts) > MAX_PARTS or len(names) < len(parts):
        raise refusals.bomb()
    total, packed = sum(p.file_size for p in parts), sum(p.compress_size for p in parts)
    if total > MAX_UNPACKED or (total > _RATIO_FROM and total > _MAX_RATIO * max(packed, 1)):
        raise refusals.bomb()
    if any(info.flag_bits & 1 for info in parts):
        raise refusals.protected()
    if any("vbaproject" in name or "macrosheets/" in name for name in names):
        raise refusals.macros()
    if "xl/workbook.bin" in names:
        raise refusals.unknown_kind(".xlsb")
    if "xl/workbook.xml" not in names or "[content_types].xml" not in names:
        raise refusals.not_a_workbook()
    return names


def _look_through(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """Unpacks a part once, so that a lie about its size shows; no part may declare entities."""
    tail, xml = b"", info.filename.lower().endswith((".xml", ".rels", ".vml"))
    with archive.open(info) as part:
        while chunk := part.read(_CHUNK):
            if xml and _DECLARED.search(tail + chunk):
                raise refusals.declares_entities()
            tail = chunk[-16:]
            if xml and chunk.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise refusals.declares_entities()
