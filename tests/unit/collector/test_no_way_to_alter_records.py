"""No key of a station's file and no word of the command drops, hides or alters a record.

Each is listed here with what it can do; one that is new must be looked at by a person and written down.
"""

import argparse
from pathlib import Path

import msgspec
import pytest

from youjian.collector.config import ConfigError, StationConfig, load
from youjian.commands import collect

KEYS = {
    "station_id": "whose records; another station's folder and key are others",
    "platform": "where records go; they are kept until acknowledged with a signed chain",
    "home": "where records are kept",
    "link": "told in heartbeats",
    "uplink": "how the platform is reached",
    "outbox_mib": "beyond it telemetry is thinned, its digests stay on the chain; fuellings and events never",
    "frames_mib": "room for raw frames beside the records",
    "clock_jump_s": "0.5 to 60 s: from where a step of the clock is an event; small steps add up",
    "status": "where the page is",
    "verify_tls": "how the platform is known; records are signed anyway",
    "ca_file": "how the platform is known",
    "device": "what is read; its digest is told at each start and reload",
}
WORDS = {
    "run": {"files", "code", "log_level", "log_format", "with_parent"},
    "enrol": {"file", "code", "platform"},
    "reload": {"file"},
    "check": {"file", "connect"},
    "status": {"file", "json"},
    "probe": {"driver", "address", "json", "option"},
    "simulate": {"driver", "port", "pty", "to", "nozzles", "tanks", "rate"},
    "frames": {"file", "device", "start", "end", "json"},
    "export": {"file", "start", "end", "out"},
    "deliver": {"path", "platform", "ca_file"},
}


def test_every_key_of_the_file_is_listed() -> None:
    assert {field.encode_name for field in msgspec.structs.fields(StationConfig)} == set(KEYS)


def test_every_word_of_the_command_is_listed() -> None:
    parser = argparse.ArgumentParser()
    collect.add_arguments(parser)
    [actions] = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    found = {
        name: {action.dest for action in sub._actions if action.dest != "help"}
        for name, sub in actions.choices.items()
    }
    assert found == WORDS


@pytest.mark.parametrize(
    "line", ["clock_jump_s = 3600", "clock_jump_s = 0", "outbox_mib = 0", "frames_mib = 0"]
)
def test_bounds_keep_a_key_from_switching_something_off(tmp_path: Path, line: str) -> None:
    path = tmp_path / "station.toml"
    path.write_text(
        f'station_id = "3602030017"\nplatform = ["http://a"]\n{line}\n[[device]]\ndriver = "taxport"\n'
        'name = "d"\nurl = "tcp://127.0.0.1:1"\nnozzles = [{nozzle_id = 1, address = 1}]\n'
    )
    with pytest.raises(ConfigError, match=line.split(" ", maxsplit=1)[0]):
        load(path)
