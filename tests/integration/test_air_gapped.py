"""An installation without a network: a bundle is made, and installed where no packet goes out.

Reduced: the bundle of the smallest installation (no extras). `make bundle` makes the whole one.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


def bundler() -> ModuleType:
    """scripts/bundle.py as a module."""
    spec = importlib.util.spec_from_file_location("youjian_bundle", ROOT / "scripts/bundle.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An unpacked bundle of the smallest installation."""
    if not (ROOT / "console/dist/index.html").is_file():
        pytest.skip("console/dist is not built: run make setup")
    tree = tmp_path_factory.mktemp("bundle") / "youjian"
    made = bundler()
    made.gather_wheels(tree / "wheels", [], PYTHON, os.uname().machine)
    version = next((tree / "wheels").glob("youjian-*.whl")).name.split("-")[1]
    made.copy_files(tree, version, [], PYTHON)
    made.write_sums(tree)
    return tree


def installed(bundle: Path, target: Path, *before: str) -> subprocess.CompletedProcess[str]:
    """What install.sh says."""
    environment = {"PATH": os.environ["PATH"], "PYTHON_PROGRAM": sys.executable, "HOME": str(target.parent)}
    words = [*before, "bash", str(bundle / "install.sh"), str(target)]
    return subprocess.run(words, check=False, capture_output=True, text=True, env=environment, timeout=200)


def isolated() -> list[str]:
    """Words that run a command where there is no network; none where the system does not permit that."""
    words = ["unshare", "--map-root-user", "--net"]
    permitted = shutil.which("unshare") and subprocess.run([*words, "true"], check=False).returncode == 0
    return words if permitted else []


def test_a_bundle_installs_without_a_network_and_once(bundle: Path, tmp_path: Path) -> None:
    alone = isolated()
    if not alone:
        pytest.skip(
            "network namespaces are not permitted here: the installation was not tried without a network"
        )
    done = installed(bundle, tmp_path / "opt", *alone)
    assert done.returncode == 0, done.stderr
    program = tmp_path / "opt/current/bin/youjian"
    told = subprocess.run([program, "--version"], check=True, capture_output=True, text=True)
    assert told.stdout.startswith("youjian ")
    current = tmp_path / "opt/current"
    assert (current / "console/index.html").is_file()
    assert (current / "deploy/systemd/youjian.target").is_file()
    again = installed(bundle, tmp_path / "opt", *alone)
    assert again.returncode == 1
    assert "is installed" in again.stderr
    assert len(list((tmp_path / "opt/releases").iterdir())) == 1


def test_a_bundle_that_is_not_whole_is_refused(bundle: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(bundle, copy)
    with (copy / "LICENSE").open("a", encoding="utf-8") as file:
        file.write("changed")
    done = installed(copy, tmp_path / "opt")
    assert done.returncode == 1
    assert "not whole" in done.stderr
    assert not (tmp_path / "opt").exists()
