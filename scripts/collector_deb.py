"""Builds the collector's Debian package, which brings its Python libraries and needs python3 (3.11 or newer).

    python scripts/collector_deb.py [--out dist] [--python 3.11 3.13] [--machine x86_64|aarch64]

For each Python version its compiled parts are put beside one another: their file names tell the version. The
libraries are those of uv.lock, fetched by uv as for any installation; rooms of the platform are left out.
"""

import argparse
import filecmp
import shutil
import subprocess
import sys
import tempfile
import tomllib
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARTS = ROOT / "scripts" / "collector"
ROOMS = ("contract", "protocols", "collector")
MODULES = ("__init__.py", "cli.py", "py.typed", "commands/__init__.py")
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
UNUSED = ("bin", "*.pyi", "__pycache__", "*.pyx", "*.pxd", "*.h", "INSTALLER", "REQUESTED", "direct_url.json")


def main() -> None:
    """Build it and say where it is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--python", nargs="+", default=["3.11", "3.13"], help="Debian 12 and 13 have these")
    parser.add_argument("--machine", choices=ARCHITECTURES, default="x86_64")
    arguments = parser.parse_args()
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    architecture = ARCHITECTURES[arguments.machine]
    arguments.out.mkdir(parents=True, exist_ok=True)
    package = arguments.out / f"youjian-collector_{version}_{architecture}.deb"
    with tempfile.TemporaryDirectory(prefix="youjian-deb-") as folder:
        tree = Path(folder) / "tree"
        libraries = tree / "usr/lib/youjian"
        for python in arguments.python:
            merge(fetched(Path(folder) / python, python, arguments.machine), libraries)
        copy_program(libraries / "youjian")
        copy_parts(tree, version, architecture, arguments.python)
        words = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(tree), str(package)]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    print(f"{package} {package.stat().st_size / 2**20:.1f} MiB")


def fetched(folder: Path, python: str, machine: str) -> Path:
    """The collector's libraries for one Python version, as uv.lock has them."""
    export = ["uv", "export", "--frozen", "-q", "--no-dev", "--extra", "collector", "--no-hashes"]
    listed = subprocess.run(
        [*export, "--no-emit-project", "--format", "requirements-txt"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    folder.mkdir(parents=True)
    wanted = folder / "requirements.txt"
    wanted.write_text(listed.stdout, encoding="utf-8")
    target = folder / "libraries"
    platform = f"{machine}-manylinux_2_28"
    subprocess.run(
        ["uv", "pip", "install", "-q", "--no-deps", "--only-binary", ":all:", "--link-mode", "copy",
         "--target", str(target), "--python-version", python, "--python-platform", platform,
         "-r", str(wanted)],
        cwd=ROOT, check=True,
    )  # fmt: skip
    return target


def merge(source: Path, target: Path) -> None:
    """Put one version's libraries beside the others'; a file that differs ends the build."""
    for file in sorted(source.rglob("*")):
        inside = file.relative_to(source)
        if not file.is_file() or any(fnmatch(part, name) for part in inside.parts for name in UNUSED):
            continue
        place = target / inside
        if place.exists() and inside.name not in ("RECORD", "WHEEL") and not filecmp.cmp(file, place, False):
            sys.exit(f"collector_deb: {inside} differs between the Python versions")
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place)


def copy_program(target: Path) -> None:
    """The rooms that a box needs, and the one command."""
    source = ROOT / "src" / "youjian"
    for room in ROOMS:
        shutil.copytree(source / room, target / room, ignore=shutil.ignore_patterns("__pycache__"))
    (target / "commands").mkdir()
    for module in [
        *MODULES,
        *(f"commands/{path.name}" for path in (source / "commands").glob("collect*.py")),
    ]:
        if (source / module).exists():
            shutil.copyfile(source / module, target / module)


def copy_parts(tree: Path, version: str, architecture: str, pythons: list[str]) -> None:
    """Launcher, service, example, handbook and what dpkg asks for."""
    put(PARTS / "youjian", tree / "usr/bin/youjian", 0o755)
    put(PARTS / "youjian-collector.service", tree / "usr/lib/systemd/system/youjian-collector.service", 0o644)
    put(PARTS / "station.toml.example", tree / "etc/youjian/station.toml.example", 0o644)
    put(ROOT / "docs/collector.md", tree / "usr/share/doc/youjian-collector/collector.md", 0o644)
    put(ROOT / "LICENSE", tree / "usr/share/doc/youjian-collector/copyright", 0o644)
    for name in ("postinst", "prerm", "postrm"):
        put(PARTS / name, tree / "DEBIAN" / name, 0o755)
    (tree / "DEBIAN/conffiles").write_text("/etc/youjian/station.toml.example\n", encoding="ascii")
    size = sum(file.stat().st_size for file in tree.rglob("*") if file.is_file()) // 1024
    (tree / "DEBIAN/control").write_text(
        f"Package: youjian-collector\nVersion: {version}\nArchitecture: {architecture}\n"
        f"Maintainer: youjian\nInstalled-Size: {size}\nSection: net\nPriority: optional\n"
        f"Depends: python3 (>= {min(pythons, key=numbers)}), libc6 (>= 2.28), passwd\n"
        "Description: the collector at a petrol station\n"
        " Reads dispensers, tank gauges and vapour monitors, keeps every record on disk and\n"
        " sends it until the platform has it. Compiled parts are for Python\n"
        f" {', '.join(pythons)}.\n",
        encoding="utf-8",
    )


def put(source: Path, target: Path, mode: int) -> None:
    """Copy a file to its place with its mode."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(mode)


def numbers(python: str) -> tuple[int, ...]:
    """A version as numbers: 3.9 is before 3.11."""
    return tuple(int(part) for part in python.split("."))


if __name__ == "__main__":
    main()
