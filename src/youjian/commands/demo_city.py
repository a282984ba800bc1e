"""The demo's city: what is prepared once, what runs, and what is printed."""

import argparse
import csv
import json
import shlex
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from youjian.commands import demo_devices, demo_profile
from youjian.commands.demo_cases import furnish_cases
from youjian.commands.demo_credit import furnish_credit
from youjian.commands.demo_desks import furnish_desks
from youjian.commands.demo_history import Past, fill_ledger, fill_rest, fixed_past
from youjian.commands.demo_inspections import furnish_inspections
from youjian.commands.demo_joint import furnish_joint
from youjian.commands.demo_papers import follow_papers
from youjian.commands.demo_security import furnish_security
from youjian.commands.supervisor import Child, Supervisor
from youjian.ledger.connection import connect
from youjian.ledger.places import archive
from youjian.ledger.server import home
from youjian.simulator.registry import read_registry

_LIMIT_S = 120.0
_PAPERS_S = 60.0
"""How often the transport and tax offices of the simulated city write their papers."""


class City:
    """One demo in one home folder; `opening` brings it up step by step, `watch` keeps it up."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        self.folder = home() / "demo"
        self.profile = demo_profile.load(arguments.profile or demo_profile.shown(self.folder))
        demo_profile.claim(self.folder, self.profile.folder.name)
        self.simulator = self.folder / "simulator"
        self.reporter = self.folder / "reporter"
        self.supervisor = Supervisor()
        simulation = self.profile.simulation
        self.wiring = demo_devices.Wiring(
            arguments.device_port,
            arguments.intake_port,
            arguments.hj212_port,
            tuple(simulation.live),
            frozenset(simulation.direct_vapour),
        )
        for name in ("logs", "simulator", "reporter", "collectors"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)

    @property
    def past(self) -> Past:
        """The history of this demo."""
        days = self.arguments.history_days or self.profile.simulation.history_days
        return fixed_past(self.profile, self.folder, days)

    def fill_history(self) -> int:
        """The background child's work."""
        return fill_rest(self.past, self.reporter, archive())

    def opening(self) -> Iterator[str]:
        """Bring the city up; yields what has been done."""
        from youjian.commands.migrate import migrate_all

        migrate_all(progress=lambda _: None)
        yield "the schema is up to date"
        prepare_register(self.profile.folder)
        furnish_security(datetime.now(UTC))
        furnish_desks(self.profile.simulation.live, datetime.now(UTC))
        furnish_inspections(self.profile.simulation.live, datetime.now(UTC))
        furnish_joint(self.profile.simulation.live, datetime.now(UTC))
        furnish_credit(self.profile.simulation.live, datetime.now(UTC))
        yield f"the register of {self.profile.city_name} is loaded"
        self._start_platform()
        yield "door, office and worker answer"
        past = self.past
        live = self.profile.simulation.live
        for number, station_id in enumerate(fill_ledger(past, live, self.simulator), start=1):
            yield f"history of {station_id}, {number} of {len(live)} live stations"
        self._start_devices(enrolment_codes(self.profile.collectors, self.folder / "codes.csv"))
        yield "simulated devices and their collectors run"
        self._start_rest()

    def watch(self) -> None:
        """Keep everything running; stations that only report start when their history is in."""
        plans, past, told = read_registry(self.profile.registry), self.past, 0.0
        while not self.supervisor.wait(0.5):
            self.supervisor.revive(time.monotonic())
            if past.done("all", "ledger").exists() and not self._has("reporter"):
                self._start_reporter()
            if time.monotonic() - told >= _PAPERS_S:
                told = time.monotonic()
                follow_papers(plans, past.end, self.profile.simulation.seed)
                furnish_cases(self.profile.simulation.live[0][:4], datetime.now(UTC))

    def banner(self, seconds: float) -> str:
        """What a person needs to look around."""
        office = f"http://127.0.0.1:{self.arguments.port}"
        accounts = "\n".join(
            f"    {account.username:<12}{account.password:<16}{account.display_name}"
            for account in self.profile.accounts
        )
        live, others = self.profile.simulation.live, len(self.profile.reporting)
        return (
            f"\n油鉴 youjian: {self.profile.city_name} is up after {seconds:.0f} s.\n\n"
            f"  console   {office}\n  accounts  (demo only)\n{accounts}\n\n"
            f"  {len(live)} stations answer on protocol sockets, the other {others} report as soon\n"
            f"  as their history is filled in, which goes on in the background\n\n"
            f"  logs      {self.folder / 'logs'}\n\n"
            f"  let fuel leave without a record:\n"
            f"    {_command()} simulate inject hidden-sale --station {live[3]}\n\n"
            "  Ctrl-C ends everything and keeps the data.\n"
        )

    def _child(self, name: str, words: list[str], *, once: bool = False) -> Child:
        return Child(name, words, log=self.folder / "logs" / f"{name}.log", once=once)

    def _has(self, name: str) -> bool:
        return any(child.name == name for child in self.supervisor.children)

    def _start_platform(self) -> None:
        a = self.arguments
        doors = ["intake", "--port", str(a.intake_port), "--hj212-port", str(a.hj212_port)]
        self.supervisor.add(self._child("intake", doors))
        self.supervisor.add(self._child("worker", ["worker"]))
        self.supervisor.add(self._child("serve", ["serve", "--port", str(a.port)]))
        for what, port in (("the door", a.intake_port), ("the office", a.port)):
            self._until(lambda port=port: _healthy(port), f"{what} answers on port {port}")

    def _start_devices(self, codes: dict[str, str]) -> None:
        simulation = self.profile.simulation
        self._write_vapour_targets()
        endpoints = self.simulator / "endpoints.json"
        endpoints.unlink(missing_ok=True)
        registry = ["--registry", str(self.profile.registry), "--state", str(self.simulator)]
        pace = ["--seed", str(simulation.seed), "--fill-interval", str(simulation.fill_interval_s)]
        ports = ["--base-port", str(self.wiring.device_port), "--vapour", str(self.folder / "vapour.csv")]
        words = ["simulate", "run", *registry, "--stations", ",".join(simulation.live), *pace, *ports]
        self.supervisor.add(self._child("simulator", words))
        self._until(endpoints.exists, "the simulated devices listen")
        files = self._write_collector_files(json.loads(endpoints.read_text(encoding="utf-8"))["stations"])
        given = [word for s in simulation.live if s in codes for word in ("--code", f"{s}={codes[s]}")]
        self.supervisor.add(self._child("collectors", ["collect", "run", *files, *given]))

    def _start_rest(self) -> None:
        if not self.past.done("all", "audit").exists():
            words = ["demo", "--profile", self.profile.folder.name, "--fill-history"]
            self.supervisor.add(self._child("history", words, once=True))

    def _start_reporter(self) -> None:
        simulation = self.profile.simulation
        registry = ["--registry", str(self.profile.registry), "--state", str(self.reporter)]
        where = [
            "--intake",
            f"http://127.0.0.1:{self.arguments.intake_port}",
            "--codes",
            str(self.folder / "codes.csv"),
        ]
        stations = ["--stations", ",".join(self.profile.reporting), "--seed", str(simulation.seed)]
        self.supervisor.add(self._child("reporter", ["simulate", "report", *registry, *where, *stations]))

    def _write_vapour_targets(self) -> None:
        monitors = demo_devices.monitors(self.profile.folder)
        with (self.folder / "vapour.csv").open("w", newline="", encoding="utf-8") as out:
            writer = csv.writer(out)
            writer.writerow(("station_id", "host", "port", "mn", "password"))
            for station in self.profile.simulation.live:
                if station in monitors:
                    entry = monitors[station]
                    port = self.wiring.vapour_port(station)
                    writer.writerow((station, "127.0.0.1", port, entry["mn"], entry["password"]))

    def _write_collector_files(self, stations: dict[str, Any]) -> list[str]:
        monitors = demo_devices.monitors(self.profile.folder)
        heights = demo_devices.heights(self.profile.registry)
        files: list[str] = []
        for station_id in self.profile.simulation.live:
            path = self.folder / "collectors" / f"{station_id}.toml"
            text = demo_devices.collector_file(
                station_id, stations[station_id], self.wiring, monitors.get(station_id), heights[station_id]
            )
            path.write_text(text, encoding="utf-8")
            files.append(str(path))
        return files

    def _until(self, condition: Callable[[], bool], what: str) -> None:
        """Wait for what a child has to do; raises SystemExit when it does not come or when asked to stop."""
        end = time.monotonic() + _LIMIT_S
        while not condition():
            self.supervisor.revive(time.monotonic())
            if self.supervisor.wait(0.2):
                raise SystemExit(130)
            if time.monotonic() > end:
                raise SystemExit(f"youjian: not within {_LIMIT_S:.0f} s: {what}; see {self.folder / 'logs'}")


def prepare_register(profile_folder: Path) -> None:
    """Load the profile: regions, accounts, register, collectors, monitors.

    It is loaded once: what people change while they look around stays at the next start.
    """
    from youjian.bureau import setup

    setup()
    from youjian.bureau.accounts.contracts import SYSTEM
    from youjian.bureau.registry import loading

    if not loading.is_taken(profile_folder):
        loading.load_profile(SYSTEM, profile_folder)


def enrolment_codes(wanted: dict[str, str], path: Path) -> dict[str, str]:
    """A new one-time code for each collector that has no key yet, also written to `path`; station to code."""
    from youjian.bureau.accounts.contracts import SYSTEM
    from youjian.bureau.registry import services

    with connect("intake") as conn:
        enrolled = {row[0] for row in conn.execute("SELECT collector_id FROM ledger.collector_keys")}
    codes = {
        station_id: services.issue_enrolment_code(SYSTEM, station_id, collector_id).code
        for station_id, collector_id in sorted(wanted.items())
        if collector_id not in enrolled
    }
    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([("station_id", "code"), *codes.items()])
    return codes


def _command() -> str:
    """How to call this program from here, for this home."""
    path = Path(sys.executable).with_name("youjian")
    here = Path.cwd()
    called = str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
    return called if home() == here / ".youjian" else f"YOUJIAN_HOME={shlex.quote(str(home()))} {called}"


def _healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=3) as answer:
            return answer.status == 200
    except (OSError, urllib.error.URLError):
        return False
