"""The files of deploy/ say what this version understands: commands, options, settings, their own grammar."""

import argparse
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from youjian.cli import build_parser
from youjian.intake.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
PROGRAM = "/opt/youjian/current/bin/youjian"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
ENVIRONMENT = sorted((DEPLOY / "environment").glob("*.env"))
_ASKED = re.compile(r'\benvironment\.(?:text|items|switch|number)\(\s*"([A-Z0-9_]+)"')
_NAMED = re.compile(r"""["'](YOUJIAN_[A-Z0-9_]+)["']""")


def lines(unit: Path, key: str) -> list[str]:
    """The values of a key in a unit."""
    found = (line.partition("=") for line in unit.read_text(encoding="utf-8").splitlines())
    return [value for name, _, value in found if name == key]


def known_variables() -> set[str]:
    """Every variable that the source asks for."""
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py")]
    asked = {f"YOUJIAN_{name}" for text in sources for name in _ASKED.findall(text)}
    inside = (ROOT / "src/youjian/bureau/environment.py").read_text(encoding="utf-8")
    asked |= {f"YOUJIAN_{name}" for name in re.findall(r'(?:text|number)\("([A-Z_]+)"', inside)}
    named = {name for text in sources for name in _NAMED.findall(text)}
    return asked | named | {PREFIX + name.upper() for name in Settings.__struct_fields__}


def variables(file: Path) -> Iterator[str]:
    """Settings of a file, those too that are commented out."""
    for line in file.read_text(encoding="utf-8").splitlines():
        if match := re.match(r"#?(YOUJIAN_[A-Z0-9_]+)=", line):
            yield match[1]


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_every_unit_starts_a_command_with_options_that_there_are(unit: Path) -> None:
    (command,) = lines(unit, "ExecStart")
    program, job, *words = shlex.split(command.replace("%i", "1"))
    assert program == PROGRAM
    given = build_parser(job).parse_args([job, *words])
    assert isinstance(given, argparse.Namespace)


def test_the_two_doors_share_their_ports_and_have_one_of_their_own() -> None:
    (command,) = lines(DEPLOY / "systemd/youjian-intake@.service", "ExecStart")
    one, two = (
        build_parser("intake").parse_args(shlex.split(command.replace("%i", number))[1:]) for number in "12"
    )
    assert one.reuse_port
    assert (one.port, one.hj212_port) == (two.port, two.hj212_port)
    assert (one.own_port, two.own_port, one.name, two.name) == (8101, 8102, "intake-1", "intake-2")
    wanted = " ".join(lines(DEPLOY / "systemd/youjian.target", "Wants"))
    assert {"youjian-intake@1.service", "youjian-intake@2.service"} <= set(wanted.split())


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_every_unit_reads_files_that_are_there_and_holds_no_rights(unit: Path) -> None:
    for place in lines(unit, "EnvironmentFile"):
        assert (DEPLOY / "environment" / Path(place).name).is_file(), place
    assert lines(unit, "User") == ["youjian"]
    assert lines(unit, "CapabilityBoundingSet") == [""]
    assert lines(unit, "NoNewPrivileges") == ["yes"]
    assert lines(unit, "ProtectSystem") == ["strict"]


def test_every_process_that_serves_is_kept_from_the_owner_s_password() -> None:
    for name in ("intake@", "office", "worker"):
        read = {
            Path(place).name for place in lines(DEPLOY / f"systemd/youjian-{name}.service", "EnvironmentFile")
        }
        assert "owner.env" not in read
        texts = [(DEPLOY / "environment" / file).read_text(encoding="utf-8") for file in read]
        assert any(re.search(r"^YOUJIAN_DATABASE_URL=", text, re.MULTILINE) for text in texts)


@pytest.mark.parametrize("file", ENVIRONMENT, ids=lambda file: file.name)
def test_every_setting_is_one_that_the_source_asks_for(file: Path) -> None:
    assert set(variables(file)) <= known_variables()


def test_every_setting_of_the_office_stands_in_a_file() -> None:
    """Doors have a page of their own for theirs (docs/intake.md), which a test of intake holds."""
    told = {name for file in ENVIRONMENT for name in variables(file)}
    own = {name for name in known_variables() if not name.startswith(PREFIX)}
    assert own - told == set()


def test_timers_have_their_service() -> None:
    for timer in (unit for unit in UNITS if unit.suffix == ".timer"):
        assert timer.with_suffix(".service").is_file()
        assert len(lines(timer, "OnCalendar")) == 1


def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("systemd-analyze is not installed: the units were not verified")
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace(PROGRAM, "/bin/true")
        (tmp_path / unit.name.replace("@.", "@1.")).write_text(text, encoding="utf-8")
    names = [str(path) for path in tmp_path.iterdir()]
    search = {"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [tool, "verify", "--man=no", *names], check=False, capture_output=True, text=True, env=search
    )
    assert done.returncode == 0, done.stderr
    assert str(tmp_path) not in done.stderr


def test_nginx_accepts_its_file(tmp_path: Path) -> None:
    tool = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if tool is None:
        pytest.skip("nginx is not installed: deploy/nginx/youjian.conf was not verified by it")
    text = (DEPLOY / "nginx/youjian.conf").read_text(encoding="utf-8")
    names = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -x509 -subj /CN=test -days 1"
    for name in ("office", "door"):
        words = ["openssl", "req", *names.split(), "-keyout", f"{name}.key", "-out", f"{name}.pem"]
        subprocess.run(words, check=True, capture_output=True, cwd=tmp_path)
    (tmp_path / "site.conf").write_text(text.replace("/etc/youjian/tls", str(tmp_path)), encoding="utf-8")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = " ".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in kinds)
    site = f"http {{ access_log off; {places} include {tmp_path}/site.conf; }}"
    whole = f"pid {tmp_path}/pid; error_log stderr; events {{}} {site}"
    (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
    done = subprocess.run(
        [tool, "-t", "-c", tmp_path / "nginx.conf"], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_the_proxy_replaces_what_a_visitor_claims_and_streams_events() -> None:
    """What the file must say whether or not nginx is here: braces balance, both protocols, no buffering."""
    text = re.sub(r"#.*", "", (DEPLOY / "nginx/youjian.conf").read_text(encoding="utf-8"))
    assert text.count("{") == text.count("}")
    assert all(line.strip().endswith((";", "{", "}")) for line in text.splitlines() if line.strip())
    assert "$proxy_add_x_forwarded_for" not in text
    events = text[text.index("/api/v1/events") :]
    assert "proxy_buffering off" in events[: events.index("}")]
    ports = re.findall(r"listen (?:\[::\]:)?(\d+)", text)
    assert sorted(ports) == sorted(["80", "443", "8443"] * 2)
