"""The office that the month is told to: a database, the city's profile, the twin's register."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.soak.world import addresses, migrated
from youjian.ledger.server import EmbeddedServer

PROFILE = Path(__file__).parents[2] / "src/youjian/profiles/jingdezhen"


class City:
    """A database with an office's register in it."""

    def __init__(self, home: Path, server: EmbeddedServer) -> None:
        self.home, self.server = home, server
        self.environment = {**os.environ, **addresses(server), "YOUJIAN_HOME": str(home)}

    def take(self, folder: Path) -> None:
        """Take a profile or a register; raises RuntimeError with what was wrong."""
        words = [sys.executable, "-m", "youjian.cli", "import", str(folder)]
        done = subprocess.run(words, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{folder} was not taken:\n{done.stderr[-2000:]}")

    @contextmanager
    def connection(self, role: str = "owner") -> "Iterator[psycopg.Connection[Any]]":
        """A connection that sees everything."""
        with psycopg.connect(self.server.url(role)) as conn:
            conn.execute("SET youjian.scope = '*'")
            yield conn


@contextmanager
def office(registers: Sequence[Path]) -> Iterator[City]:
    """A city whose register was taken from a profile and from folders; everything ends with the context."""
    home = Path(tempfile.mkdtemp(prefix="youjian-month-", dir="/var/tmp"))
    home.chmod(0o755)
    server = EmbeddedServer(home / "db", {"fsync": "off"})
    try:
        server.start()
        migrated(server)
        city = City(home, server)
        for folder in (PROFILE, *registers):
            city.take(folder)
        yield city
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)
