"""An archive in object storage (S3 and what speaks like it), through Arrow's file systems or fsspec."""

import os
from collections.abc import Iterator
from contextlib import suppress

import pyarrow as pa
from pyarrow import fs

BLOCK = 4 << 20
"""So many bytes of a file are in memory at once when it is only digested."""


class BucketStorage:
    """Files below a prefix of a file system of Arrow. An object is put whole, or not at all.

    Each process opens the file system for itself: its threads and connections do not survive a fork.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._opened: tuple[int, fs.FileSystem, str] | None = None

    def __str__(self) -> str:
        return self._url.partition("?")[0]

    def __getstate__(self) -> dict[str, object]:
        return {"_url": self._url, "_opened": None}

    @property
    def _files(self) -> fs.FileSystem:
        if self._opened is None or self._opened[0] != os.getpid():
            self._opened = (os.getpid(), *_open(self._url))
        return self._opened[1]

    @property
    def _root(self) -> str:
        files = self._files
        root = self._opened[2] if self._opened else ""
        return root.rstrip("/") if files.type_name == "local" else root.strip("/")

    def create(self) -> None:
        """Make the bucket or folder when it is not there and the storage lets one."""
        self._files.create_dir(self._root)

    def read(self, name: str) -> bytes:
        """The whole object. Raises FileNotFoundError, and OSError when the storage does not answer."""
        with self._files.open_input_stream(self._path(name), compression=None) as stream:
            return stream.read()

    def blocks(self, name: str) -> Iterator[bytes]:
        """The object in pieces. Raises FileNotFoundError."""
        with self._files.open_input_stream(self._path(name), compression=None) as stream:
            while block := stream.read(BLOCK):
                yield block

    def write(self, name: str, data: bytes) -> None:
        """Put an object. Raises OSError when the storage does not take it."""
        with self._files.open_output_stream(self._path(name), compression=None) as stream:
            stream.write(data)

    def names(self, prefix: str = "") -> list[str]:
        """Every object below a prefix, sorted."""
        return sorted(name for name, inner in self._listed(prefix, recursive=True) if not inner)

    def children(self, folder: str = "") -> tuple[list[str], list[str]]:
        """The names of objects and of prefixes right below a prefix, each sorted."""
        listed = [(name.rsplit("/", 1)[-1], inner) for name, inner in self._listed(folder, recursive=False)]
        return sorted(n for n, inner in listed if not inner), sorted(n for n, inner in listed if inner)

    def delete(self, name: str) -> None:
        """Take an object away."""
        with suppress(FileNotFoundError):
            self._files.delete_file(self._path(name))

    def _listed(self, folder: str, *, recursive: bool) -> list[tuple[str, bool]]:
        selector = fs.FileSelector(self._path(folder).rstrip("/"), allow_not_found=True, recursive=recursive)
        skip = len(self._root) + 1
        return [
            (info.path[skip:], info.type == fs.FileType.Directory)
            for info in self._files.get_file_info(selector)
        ]

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"


def open_bucket(url: str) -> BucketStorage:
    """The storage at a URL. Raises ValueError when the scheme or an option is none."""
    _open(url)
    return BucketStorage(url)


def _open(url: str) -> tuple[fs.FileSystem, str]:
    try:
        files, root = fs.FileSystem.from_uri(url)
    except pa.ArrowInvalid as error:
        return _by_fsspec(url, error)
    return files, root


def _by_fsspec(url: str, refused: pa.ArrowInvalid) -> tuple[fs.FileSystem, str]:
    """Schemes that Arrow does not know itself, where fsspec is installed and does."""
    try:
        import fsspec  # noqa: PLC0415 - a platform without it can do with Arrow's own

        files, root = fsspec.core.url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise ValueError(f"{url.partition('?')[0]} cannot be opened: {refused}; {error}") from None
    return fs.PyFileSystem(fs.FSSpecHandler(files)), root
