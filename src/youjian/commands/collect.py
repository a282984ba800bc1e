"""The box at a station: reads its devices, keeps every record on disk, sends until the platform has it.

  youjian collect probe tls350 tcp://10.0.0.5:10001   what answers on this line?
  youjian collect check station.toml                  is the file right? (--connect: do the devices answer?)
  youjian collect enrol station.toml --code CODE      make a key, tell the platform, learn who we are
  youjian collect run station.toml [more.toml …]      read devices and send records until stopped
  youjian collect status station.toml                 outbox, devices, clock, last batch
  youjian collect reload station.toml                 let the changed file hold; nothing is lost or doubled
  youjian collect export station.toml --from … --to … --out FILE   a signed file, to be carried by hand
  youjian collect deliver FILE --platform URL         hand such a file to the platform, from any machine
  youjian collect frames station.toml --device NAME   the bytes that records were made from
  youjian collect simulate tls350 --port 10001        a device to try all this with

One TOML file describes one station; docs/collector.md explains every key. Nothing is lost by killing it
at any moment; start it again. No word here and no key of the file drops, hides or alters a record.
"""

import argparse
import sys
from collections.abc import Callable

from youjian.commands import collect_look, collect_run, collect_tools

Action = Callable[[argparse.Namespace], int]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Everything that one can do at the box."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for module in (collect_run, collect_look, collect_tools):
        module.add_actions(actions)


def run(arguments: argparse.Namespace) -> int:
    """Do the action; 0 done, 1 refused or not possible now, 2 the file or the words are wrong."""
    from youjian.collector.config import ConfigError

    act: Action = arguments.act
    try:
        return act(arguments)
    except ConfigError as error:
        print(f"youjian collect: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 1
