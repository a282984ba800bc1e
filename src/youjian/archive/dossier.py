"""A sealed file of many parts (案卷): each digested, the list of them signed, checked without the platform.

    manifest.json     what it is about; name, size, SM3 and SHA-256 of every part; key and signature
    …                 the parts

The signature is over the canonical JSON of everything in the manifest but `signature`.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Annotated, Any
from zipfile import BadZipFile, ZipFile

import msgspec
from msgspec import Meta, Struct

from youjian.archive.bucket import BLOCK
from youjian.archive.digests import sha256, sm3
from youjian.archive.manifest import canonical, pretty
from youjian.archive.problems import Problem
from youjian.archive.signing import PublicKey, Signer, trusted

MANIFEST = "manifest.json"
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
        try:
            manifest = msgspec.json.decode(archive.read(MANIFEST), type=Sealed)
        except (KeyError, BadZipFile, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            return Checked(None, [Problem("unread", MANIFEST, f"no manifest of a dossier: {error}")])
        problems = [*_signature(manifest, keys), *_parts(archive, manifest)]
        if pretty(msgspec.to_builtins(manifest)) != archive.read(MANIFEST):
            problems.append(Problem("changed", MANIFEST, "its text is not the one that is written"))
    return Checked(manifest, problems)


def _opened(path: Path) -> ZipFile:
    try:
        archive = ZipFile(path)
    except BadZipFile as error:
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


def _parts(archive: ZipFile, manifest: Sealed) -> Iterator[Problem]:
    """Every part against its digests; what is missing, and what nothing names or stands there twice."""
    named = {part.name: part for part in manifest.parts}
    there: set[str] = set()
    for info in archive.infolist():
        if info.filename in there or info.filename not in {*named, MANIFEST}:
            yield Problem("added", info.filename, "the manifest does not name it, or not twice")
        there.add(info.filename)
    for name, part in named.items():
        if name not in there:
            yield Problem("missing", name, "the manifest names it")
            continue
        try:
            data = archive.read(name)
        except (BadZipFile, EOFError, OSError, NotImplementedError, ValueError) as error:
            yield Problem("changed", name, f"it cannot be unpacked: {error}")
            continue
        if (len(data), sm3(data), sha256(data)) != (part.size, part.sm3, part.sha256):
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
