"""A station's folder belongs to one process: two would send every record twice."""

import fcntl
import os
from pathlib import Path
from typing import Self


class BusyError(Exception):
    """Another process runs this station."""


class FolderLock:
    """A station's folder held by this process; BusyError when another one has it.

    The folder itself is locked, so that no file stays behind, and the system frees it when we die.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.close()
            raise BusyError(f"another collector runs in {folder}") from None

    def close(self) -> None:
        """Let go of the folder."""
        os.close(self._descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
