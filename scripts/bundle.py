"""Gathers what an installation without a network needs into one archive: `make bundle`.

    python scripts/bundle.py [--out dist] [--python 3.11] [--machine x86_64|aarch64] [--extra embedded …]

In it: a wheel of every library of uv.lock and of this project, the console as built, deploy/ and docs/, and
install.sh, which installs from them alone. No npm cache is needed: the console is files, built here once.
SHA256SUMS names each file's digest; install.sh checks them before anything else.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MACHINES = ("x86_64", "aarch64")
GLIBC = "manylinux_2_28"
"""Debian 12, openEuler 22.03 and 麒麟 V10 have glibc 2.28 or newer."""
EXTRAS = ("platform", "sm2")


def main() -> None:
    """Build it and say where it is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--python", default=f"{sys.version_info.major}.{sys.version_info.minor}")
    parser.add_argument("--machine", choices=MACHINES, default="x86_64")
    parser.add_argument(
        "--extra", action="append", default=[], help="beside platform and sm2: embedded, cluster"
    )
    arguments = parser.parse_args()
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    if not (ROOT / "console/dist/index.html").is_file():
        raise SystemExit("bundle: console/dist is not built; run make setup")
    name = f"youjian-{version}-{arguments.machine}-py{arguments.python}"
    arguments.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="youjian-bundle-") as folder:
        tree = Path(folder) / name
        extras = [*EXTRAS, *arguments.extra]
        gather_wheels(tree / "wheels", extras, arguments.python, arguments.machine)
        copy_files(tree, version, extras, arguments.python)
        write_sums(tree)
        archive = arguments.out / f"{name}.tar.gz"
        with tarfile.open(archive, "w:gz") as packed:
            packed.add(tree, arcname=name)
    print(f"{archive} {archive.stat().st_size / 2**20:.1f} MiB")


def gather_wheels(folder: Path, extras: list[str], python: str, machine: str) -> None:
    """Every library as uv.lock has it, each with its digest, for that machine alone; and our own wheel."""
    folder.mkdir(parents=True)
    wanted = folder.parent / "requirements.txt"
    words = [word for extra in extras for word in ("--extra", extra)]
    uv = found_uv()
    export = [uv, "export", "--frozen", "-q", "--no-dev", "--no-emit-project", *words]
    listed = subprocess.run(export, cwd=ROOT, check=True, capture_output=True, text=True)
    wanted.write_text(listed.stdout, encoding="utf-8")
    platforms = [f"{kind}_{machine}" for kind in (GLIBC, "manylinux_2_17", "manylinux2014", "linux")]
    pip = [uv, "run", "-q", "--no-project", "--with", "pip", "python", "-m", "pip"]
    fetch = [*pip, "download", "-q", "--disable-pip-version-check", "--no-deps"]
    target = ["--only-binary", ":all:", "--python-version", python, "--implementation", "cp"]
    chosen = [word for platform in platforms for word in ("--platform", platform)]
    subprocess.run([*fetch, *target, *chosen, "-r", str(wanted), "-d", str(folder)], check=True)
    subprocess.run([uv, "build", "-q", "--wheel", "--out-dir", str(folder), str(ROOT)], check=True)
    (folder / ".gitignore").unlink(missing_ok=True)


def found_uv() -> str:
    """uv of this machine, or the one that `make setup` put into .tools."""
    own = ROOT / ".tools/uv/bin/uv"
    return shutil.which("uv") or str(own)


def copy_files(tree: Path, version: str, extras: list[str], python: str) -> None:
    """The console, what a city sets up with, and the installer."""
    for name in ("deploy", "docs"):
        shutil.copytree(ROOT / name, tree / name)
    shutil.copytree(ROOT / "console/dist", tree / "console")
    for name in ("LICENSE", "README.md", "README.zh-CN.md", "CHANGELOG.md"):
        shutil.copy2(ROOT / name, tree / name)
    shutil.copy2(ROOT / "deploy/install.sh", tree / "install.sh")
    said = f"VERSION={version}\nPYTHON={python}\nEXTRAS={','.join(extras)}\n"
    (tree / "bundle.env").write_text(said, encoding="utf-8")


def write_sums(tree: Path) -> None:
    """SHA256SUMS over every file, in the form of `sha256sum --check`."""
    files = sorted(path for path in tree.rglob("*") if path.is_file())
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(tree)}\n" for path in files]
    (tree / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
