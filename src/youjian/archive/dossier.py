"""A sealed file of many parts (案卷): each digested, the list of them signed, checked without the platform.

    manifest.json     what it is about; name, size, SM3 and SHA-256 of every part; key and signature
    …                 the parts

The signature is over the canonical JSON of everything in the manifest but `signature`. Parts are stored as
they are, in the order of their names, the manifest first: the file follows from them byte by byte.
"""

import struct
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Annotated, Any
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError  # noqa: N812 - an exception

import msgspec
from msgspec import Meta, Struct

from youjian.archive.bucket import BLOCK
from youjian.archive.digests import sha256, sm3
from youjian.archive.manifest import canonical, pretty
from youjian.archive.problems import Problem
from youjian.archive.signing import PublicKey, Signer, trusted

MANIFEST = "manifest.json"
_MADE, _UNIX = (1980, 1, 1, 0, 0, 0), 3
_MOST_BYTES = 2_000_000_000
"""No dossier unpacks to more: what says so is not opened."""


class Part(Struct, frozen=True):
    """One file of a dossier."""

    name: str
    size: int
    sm3: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class Sealed(Struct, frozen=True, kw_only=True):
    """The manifest. `about` says in words whose dossier it is; `parts` are in the order of their names."""

    version: int = 1
    about: dict[str, Any]
    parts: list[Part]
    algorithm: str
    key_id: str
    public_key: str
    signature: str = ""


def seal_parts(parts: Mapping[str, bytes], signer: Signer, about: Mapping[str, Any]) -> bytes:
    """The manifest of some parts, signed, as the bytes of its file."""
    listed = [Part(name, len(data), sm3(data), sha256(data)) for name, data in sorted(parts.items())]
    plain = Sealed(
        about=dict(about),
        parts=listed,
        algorithm=signer.algorithm,
        key_id=signer.key_id,
        public_key=signer.public_key.hex(),
    )
    signed = msgspec.structs.replace(plain, signature=signer.sign(signed_bytes(plain)).hex())
    return pretty(msgspec.to_builtins(signed))


def packed(parts: Mapping[str, bytes], manifest: bytes) -> bytes:
    """The dossier's file: nothing in it but what follows from its parts."""
    whole = BytesIO()
    with ZipFile(whole, "w", ZIP_STORED) as archive:
        for name, data in [(MANIFEST, manifest), *sorted(parts.items())]:
            info = ZipInfo(name, _MADE)
            info.create_system = _UNIX
            archive.writestr(info, data)
    return whole.getvalue()


def signed_bytes(manifest: Sealed) -> bytes:
    """What is signed: the canonical JSON of everything but the signature."""
    plain: dict[str, Any] = msgspec.to_builtins(manifest)
    return canonical({name: value for name, value in plain.items() if name != "signature"})


@dataclass(frozen=True)
class Checked:
    """A dossier that was looked through: its manifest, if it can be read, and everything that is wrong."""

    manifest: Sealed | None
    problems: list[Problem]


def check_dossier(path: Path, keys: Collection[PublicKey] = ()) -> Checked:
    """Look through a dossier: every byte of every part, the signature, and nothing beside them.

    With `keys` it must be signed by one of them. Raises OSError, and ValueError for what is no zip file.
    """
    with _opened(path) as archive:
        parts = _read(archive)
    told = parts.pop(MANIFEST, None)
    if not isinstance(told, bytes):
        return Checked(None, [Problem("unread", MANIFEST, f"no manifest of a dossier: {told or 'missing'}")])
    try:
        manifest = msgspec.json.decode(told, type=Sealed)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Checked(None, [Problem("unread", MANIFEST, f"no manifest of a dossier: {error}")])
    problems = [*_signature(manifest, keys), *_parts(parts, manifest)]
    whole = {name: data for name, data in parts.items() if isinstance(data, bytes)}
    if pretty(msgspec.to_builtins(manifest)) != told:
        problems.append(Problem("changed", MANIFEST, "its text is not the one that is written"))
    if not problems and packed(whole, told) != path.read_bytes():
        problems.append(Problem("changed", path.name, "bytes beside the parts were changed"))
    return Checked(manifest, problems)


_UNPACKING = (BadZipFile, ZlibError, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
"""What a damaged zip file makes of being read."""


def _read(archive: ZipFile) -> dict[str, bytes | str]:
    """Every part, or why it cannot be unpacked; of two of one name the last."""
    found: dict[str, bytes | str] = {}
    for info in archive.infolist():
        try:
            found[info.filename] = archive.read(info)
        except _UNPACKING as error:
            found[info.filename] = f"it cannot be unpacked: {error}"
    return found


def _opened(path: Path) -> ZipFile:
    try:
        archive = ZipFile(path)
    except (BadZipFile, UnicodeDecodeError, NotImplementedError, struct.error) as error:
        raise ValueError(f"{path} is no dossier: {error}") from None
    if sum(one.file_size for one in archive.infolist()) > _MOST_BYTES:
        archive.close()
        raise ValueError(f"{path} unpacks to more than {_MOST_BYTES} bytes: it is not opened")
    return archive


def _signature(manifest: Sealed, keys: Collection[PublicKey]) -> Iterator[Problem]:
    try:
        key = PublicKey(manifest.algorithm, bytes.fromhex(manifest.public_key))
        good = key.verifies(signed_bytes(manifest), bytes.fromhex(manifest.signature))
    except ValueError as error:
        yield Problem("unsigned", MANIFEST, str(error))
        return
    if not good or key.key_id != manifest.key_id:
        yield Problem("unsigned", MANIFEST, "the signature is not that of what it says")
    elif keys and not trusted(key, keys):
        yield Problem("unsigned", MANIFEST, f"signed by {key}, which is not a key one trusts")


def _parts(parts: Mapping[str, bytes | str], manifest: Sealed) -> Iterator[Problem]:
    """Every part against its digests; what is missing, and what nothing names."""
    named = {part.name: part for part in manifest.parts}
    for name in parts.keys() - named.keys():
        yield Problem("added", name, "the manifest does not name it")
    for name, part in named.items():
        data = parts.get(name)
        if data is None:
            yield Problem("missing", name, "the manifest names it")
        elif isinstance(data, str):
            yield Problem("changed", name, data)
        elif (len(data), sm3(data), sha256(data)) != (part.size, part.sm3, part.sha256):
            yield Problem("changed", name, "its digests are others than the manifest's")


class ZipStorage:
    """A folder of a dossier as a place that is read: an archive's or that of the anchors."""

    def __init__(self, path: Path, folder: str) -> None:
        self._path, self._folder = path, folder
        with _opened(path) as archive:
            prefix = f"{folder}/"
            self._names = sorted(
                one.removeprefix(prefix) for one in archive.namelist() if one.startswith(prefix)
            )

    def __str__(self) -> str:
        return f"{self._path}!/{self._folder}"

    def read(self, name: str) -> bytes:
        """The whole file. Raises FileNotFoundError."""
        if name not in self._names:
            raise FileNotFoundError(f"{self} has no {name}")
        with ZipFile(self._path) as archive:
            return archive.read(f"{self._folder}/{name}")

    def blocks(self, name: str) -> Iterator[bytes]:
        """The file in pieces. Raises FileNotFoundError."""
        data = BytesIO(self.read(name))
        while block := data.read(BLOCK):
            yield block

    def write(self, name: str, data: bytes) -> None:
        """Raises OSError: a dossier is never written to."""
        raise OSError(f"{self} is read only; {name} ({len(data)} bytes) is not written")

    def names(self, prefix: str = "") -> list[str]:
        """Every file below a folder, sorted; all without one."""
        return [one for one in self._names if not prefix or one.startswith(f"{prefix}/")]

    def children(self, folder: str = "") -> tuple[list[str], list[str]]:
        """The names of files and of folders right below a folder, each sorted."""
        inside = [one.removeprefix(f"{folder}/") if folder else one for one in self.names(folder)]
        files = sorted(one for one in inside if "/" not in one)
        return files, sorted({one.split("/")[0] for one in inside if "/" in one})

    def delete(self, name: str) -> None:
        """Raises OSError: nothing is taken out of a dossier."""
        raise OSError(f"{self} is read only; {name} is not deleted")


class RecordingStorage:
    """A place that remembers what was read of it."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.read_files: dict[str, bytes] = {}

    def __str__(self) -> str:
        return str(self._inner)

    def read(self, name: str) -> bytes:
        """The whole file. Raises FileNotFoundError."""
        data: bytes = self._inner.read(name)
        self.read_files[name] = data
        return data

    def blocks(self, name: str) -> Iterator[bytes]:
        """The file in one piece. Raises FileNotFoundError."""
        yield self.read(name)

    def write(self, name: str, data: bytes) -> None:
        """Put a file there."""
        self._inner.write(name, data)

    def names(self, prefix: str = "") -> list[str]:
        """Every file below a folder."""
        return self._inner.names(prefix)

    def children(self, folder: str = "") -> tuple[list[str], list[str]]:
        """The names of files and of folders right below a folder."""
        return self._inner.children(folder)

    def delete(self, name: str) -> None:
        """Take a file away."""
        self._inner.delete(name)
