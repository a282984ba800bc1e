"""Stations that answer on real device protocols, with labels for what is fraudulent.

  youjian simulate run --registry DIR --state DIR        live stations: tank gauge, dispensers, vapour monitor
  youjian simulate inject hidden-sale --station ID       make something happen at a live station
  youjian simulate scenarios                             what can be made to happen, and what it shows
  youjian simulate report --registry DIR --state DIR --intake URL --codes FILE
                                                         stations that report through the station API
  youjian simulate history --registry DIR --station ID --days 30 --out DIR
                                                         past days of one station as Parquet tables
  youjian simulate notify-server                         robots, WeCom, DingTalk, SMS gateway and webhook
                                                         that take notices and show them on a page

The simulator keeps its own account beside the state: fuellings.jsonl is what really left every nozzle,
deliveries.jsonl what really came, labels.jsonl what was injected, attacks.jsonl who tried to write to a
gauge.
"""

import argparse
import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The sub-commands and their options."""
    jobs = parser.add_subparsers(dest="simulation", metavar="WHAT", required=True)
    _run_arguments(
        jobs.add_parser("run", help="live stations on real sockets, until Ctrl-C", description=_RUN)
    )
    _inject_arguments(
        jobs.add_parser("inject", help="switch a scenario on at a live station", description=_INJECT)
    )
    jobs.add_parser("scenarios", help="list the scenarios and what each shows")
    _report_arguments(
        jobs.add_parser("report", help="many stations through the station API", description=_REPORT)
    )
    _history_arguments(jobs.add_parser("history", help="past days of one station", description=_HISTORY))
    _notify_arguments(
        jobs.add_parser("notify-server", help="takes notices as vendors do", description=_NOTIFY)
    )


def run(args: argparse.Namespace) -> int:
    """Do one of the sub-commands; 2 when the input cannot be used."""
    try:
        return _JOBS[args.simulation](args)
    except (ValueError, OSError) as error:
        print(f"youjian simulate {args.simulation}: {error}", file=sys.stderr)
        return 2


_RUN = """Every station gets a TLS-350 console and a tax port per dispenser on TCP. The control door is
BASE_PORT, station number i has its gauge on BASE_PORT + 10 + 20*i and its dispensers on the ports after it;
endpoints.json in the state folder lists them. Started again with the same state folder, stations go on where
they stood."""
_INJECT = "The simulator must be running on the same state folder. Subjects that are not named are chosen."
_REPORT = """The stations live in this process and send fuellings, readings and heartbeats as a collector
would: signed batches, acknowledged before anything is forgotten. CODES is a CSV file with the columns
station_id and code: one enrolment code per station, used once; afterwards the key is kept in the state
folder."""
_HISTORY = (
    "Writes one Parquet file per table and labels.json into OUT; the station's end state goes to STATE."
)


_NOTIFY = """Answers as the group robots of WeCom, DingTalk and Feishu, applications of WeCom and DingTalk
with to-dos, the SMS gateway and a webhook's receiver do, and checks tokens and signatures as they do. Its one
secret for all of them is printed. What came is shown on its page and under /received; POST /control lets it
fail."""


def _run_arguments(parser: argparse.ArgumentParser) -> None:
    _common_arguments(parser)
    parser.add_argument("--base-port", type=int, default=15000, help="first TCP port (default %(default)s)")
    parser.add_argument("--host", default="127.0.0.1", help="address of the doors (default %(default)s)")
    parser.add_argument("--speed", type=float, default=1.0, help="simulated seconds per second (default 1)")
    parser.add_argument(
        "--serial", action="store_true", help="a pseudo-terminal per dispenser beside its port"
    )
    parser.add_argument(
        "--vapour", type=Path, metavar="FILE",
        help="CSV station_id,host,port,mn,password: where each vapour monitor connects to (none: no monitor)",
    )  # fmt: skip


def _inject_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scenario", help="one of `youjian simulate scenarios`")
    parser.add_argument(
        "--state", type=Path, metavar="DIR", help="the simulator's state folder (default: that of the demo)"
    )
    parser.add_argument("--station", required=True, help="station_id of a station that runs there")
    parser.add_argument("--nozzle", type=int, help="nozzle_id (default: the first idle one)")
    parser.add_argument("--tank", type=int, help="tank_id (default: the first)")
    parser.add_argument("--dispenser", type=int, help="dispenser_id (default: the first)")
    parser.add_argument("--litres", type=float, default=30.0, help="how much (default %(default)s)")
    parser.add_argument("--percent", type=float, default=2.0, help="meter error of short-measure (default 2)")
    parser.add_argument("--minutes", type=float, default=10.0, help="how long; 0: for good (default 10)")
    parser.add_argument(
        "--next-sale-in", type=float, default=10.0, help="seconds until the next honest customer (default 10)"
    )


def _report_arguments(parser: argparse.ArgumentParser) -> None:
    _common_arguments(parser)
    parser.add_argument(
        "--intake", required=True, metavar="URL", help="the platform's door, http://host:8100"
    )
    parser.add_argument("--codes", type=Path, metavar="FILE", help="CSV station_id,code: enrolment codes")


def _history_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--registry", type=Path, required=True, metavar="DIR", help="folder of contract CSVs")
    parser.add_argument("--station", required=True, help="station_id")
    parser.add_argument("--days", type=float, default=30.0, help="how many days up to now (default 30)")
    parser.add_argument("--seed", type=int, default=1, help="same seed, same station (default 1)")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the tables go")
    parser.add_argument("--state", type=Path, metavar="DIR", help="state folder from which `run` goes on")


def _notify_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default %(default)s)")
    parser.add_argument("--port", type=int, default=15080, help="port (default %(default)s)")


def _common_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--registry", type=Path, required=True, metavar="DIR", help="folder of contract CSVs")
    parser.add_argument("--stations", metavar="A,B", help="comma-separated station_ids (default: all)")
    parser.add_argument(
        "--state", type=Path, required=True, metavar="DIR", help="where state and logs are kept"
    )
    parser.add_argument("--seed", type=int, default=1, help="same seed, same stations (default 1)")
    parser.add_argument(
        "--fill-interval", type=float, metavar="SECONDS",
        help="mean time between fuellings of one nozzle (default: by product and hour as at real stations)",
    )  # fmt: skip


def _run(args: argparse.Namespace) -> int:
    from youjian.simulator.doors.vapour import read_targets
    from youjian.simulator.live import LiveSettings, run_live
    from youjian.simulator.registry import chosen, read_registry

    settings = LiveSettings(
        state_dir=args.state,
        base_port=args.base_port,
        host=args.host,
        speed=args.speed,
        seed=args.seed,
        fill_interval_s=args.fill_interval,
        serial=args.serial,
        vapour=read_targets(args.vapour) if args.vapour else {},
    )
    plans = chosen(read_registry(args.registry), args.stations)
    asyncio.run(run_live(plans, settings, _announce))
    return 0


def _announce(endpoints: dict[str, dict[str, dict[str, object]]]) -> None:
    for station_id, doors in endpoints["stations"].items():
        print(f"{station_id}  {msgspec.json.encode(doors).decode()}")
    print("ready", flush=True)


def _inject(args: argparse.Namespace) -> int:
    from youjian.simulator.doors.control import request_injection
    from youjian.simulator.scenarios import Injection

    path = (args.state or _demo_state()) / "endpoints.json"
    if not path.exists():
        raise ValueError(f"{path} is not there: is the simulator running on this state folder?")
    port = msgspec.json.decode(path.read_bytes())["control"]["port"]
    wanted = Injection(
        scenario=args.scenario,
        station=args.station,
        nozzle=args.nozzle,
        tank=args.tank,
        dispenser=args.dispenser,
        litres=args.litres,
        percent=args.percent,
        minutes=args.minutes,
        next_sale_in=args.next_sale_in,
    )
    print(msgspec.json.encode(request_injection(port, wanted)).decode())
    return 0


def _demo_state() -> Path:
    """Where `youjian demo` keeps its simulated stations."""
    from youjian.ledger.server import home

    return home() / "demo" / "simulator"


def _scenarios(_args: argparse.Namespace) -> int:
    from youjian.simulator.scenarios import CATALOGUE

    for entry in CATALOGUE.values():
        print(f"{entry.name}\n    {entry.does}\n    shows: {entry.shows}")
    return 0


def _report(args: argparse.Namespace) -> int:
    from youjian.simulator.registry import chosen, read_registry
    from youjian.simulator.reporter import ReporterSettings, read_codes, run_reporter

    settings = ReporterSettings(
        state_dir=args.state,
        intake=args.intake,
        codes=read_codes(args.codes) if args.codes else {},
        seed=args.seed,
        fill_interval_s=args.fill_interval,
    )
    run_reporter(chosen(read_registry(args.registry), args.stations), settings)
    return 0


def _history(args: argparse.Namespace) -> int:
    import pyarrow.parquet as pq

    from youjian.simulator.history import station_history
    from youjian.simulator.registry import read_registry
    from youjian.simulator.store import put_state

    end = datetime.now(UTC).replace(microsecond=0)
    start = end - timedelta(days=args.days)
    past = station_history(read_registry(args.registry), args.station, start, end, args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    for name, table in past.tables.items():
        pq.write_table(table, args.out / f"{name}.parquet")
        print(f"{name}: {table.num_rows} rows")
    (args.out / "labels.json").write_bytes(msgspec.json.encode(past.labels))
    if args.state:
        put_state(args.state, past.end_state)
    return 0


def _notify_server(args: argparse.Namespace) -> int:
    from youjian.simulator.notify.server import NotifyServer
    from youjian.simulator.notify.services import SECRET, SERVICES

    with NotifyServer(args.host, args.port) as server:
        print(f"{server.url}  secret: {SECRET}")
        for path, name, _ in SERVICES:
            print(f"  {name:16} {server.url}{path}")
        print("ready", flush=True)
        server.serve_forever()
    return 0


_JOBS = {
    "run": _run, "inject": _inject, "scenarios": _scenarios, "report": _report, "history": _history,
    "notify-server": _notify_server,
}  # fmt: skip
