"""dispenser.tax_state: the tax function of a nozzle is not initialised, or names another taxpayer."""

import itertools
from collections.abc import Iterable
from datetime import datetime

import msgspec
import numpy as np

from youjian.contract.findings import Finding, anchor_of_episode
from youjian.contract.known import same_as_next
from youjian.detection import parameters as p
from youjian.detection.evidence import Row, Size, Where, Words, finding, rows
from youjian.detection.facts import Facts, latest_revisions
from youjian.detection.moments import between, micros
from youjian.detection.pairs import integers
from youjian.detection.repairs import Repairs
from youjian.detection.rule import Rule

_SHOWN = 4


class States:
    """The states of all nozzles in the order of reading, and which of them are not as they should be."""

    def __init__(self, facts: Facts, as_of: datetime) -> None:
        table = facts.history("tax_states")
        stations = facts.known("stations", as_of)
        taxpayers = dict(zip(stations["station_id"].to_pylist(), stations["uscc"].to_pylist(), strict=True))
        ours = [taxpayers.get(s) for s in table["station_id"].to_pylist()]
        told = zip(ours, table["initialised"].to_pylist(), table["chip_taxpayer"].to_pylist(), strict=True)
        wrong = np.array([_wrong(*state) for state in told], dtype=bool)
        kept = ~_repaired(facts, rows(table, wrong), wrong, as_of)
        self.taxpayers = taxpayers
        self.table = table.filter(kept)
        self.wrong = wrong[kept]
        self.known = integers(self.table, "known_at")
        ends = np.flatnonzero(~same_as_next(self.table, ("station_id", "nozzle_id"))) + 1
        bounds = [0, *ends.tolist(), self.table.num_rows]
        self.nozzles = [slice(a, b) for a, b in itertools.pairwise(bounds) if self.wrong[a:b].any()]


class TaxState(Rule):
    """税控功能须已初始化，且纳税人识别号与登记一致.

    Basis: the tax function of each nozzle (`tax_states`) and the register's `uscc`. The latest state
    known of a nozzle counts; states read within an approved repair do not. An old 15-digit number is the
    same taxpayer's when it ends in the organisation code of the `uscc`. One episode of a nozzle lasts
    until a later state is as it should be; its estimate is the number of states in a row that were not.

    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import LATER, facts, station, tax_state
    >>> held = facts(station(), tax_state(initialised=False))
    >>> [f.message for f in rule("dispenser.tax_state").judge(held, LATER)]
    ['该枪税控功能未初始化。']
    """

    code = "dispenser.tax_state"
    tick = "watch"
    severities = ("alarm",)
    anchor = "number of the episode of the nozzle: `episode`"
    tables = ("stations", "tax_states")
    optional = ("maintenance", "nozzles")
    explained_by = "maintenance 中覆盖读取时刻的授权维修；之后读到正常状态自动结束"
    parameters: p.NoParameters

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """The nozzles whose latest state is wrong, and the end of what was said of those mended."""
        states = self._states(facts, as_of)
        if not states.nozzles:
            return []
        said = list(latest_revisions(facts.findings(self.code, as_of)).values())
        found: list[Finding] = []
        for part in states.nozzles:
            known = np.flatnonzero(states.known[part] <= micros(as_of)) + part.start
            if not known.size:
                continue
            good = np.flatnonzero(~states.wrong[known])
            tail = known[good[-1] + 1 :] if good.size else known
            [last] = rows(states.table.drop_columns(["known_at"]), known[-1:])
            mine = [f for f in said if (f.station_id, f.subject) == (last["station_id"], _subject(last))]
            still = next((f for f in mine if f.status == "open"), None)
            if tail.size:
                number = len(mine) + 1 if still is None else msgspec.json.decode(still.evidence)["episode"]
                found.append(self._say(states, tail, number, as_of))
            elif still is not None:
                over = msgspec.structs.replace(
                    still, status="ended", ended_at=last["read_at"], detected_at=as_of
                )
                found.append(over)
        return found

    def moments(self, facts: Facts, start: datetime, end: datetime) -> Iterable[datetime]:
        """When a state is known that is not like the one read before it, or that came out of order."""
        states = self._states(facts, end)
        named: list[int] = []
        for part in states.nozzles:
            known, wrong = states.known[part], states.wrong[part]
            changed = np.diff(wrong, prepend=False)
            in_order = bool(np.all(np.diff(known) >= 0))
            named += (known[changed] if in_order else known).tolist()
        return between(named, start, end)

    def _states(self, facts: Facts, as_of: datetime) -> States:
        return facts.derived(self.code, lambda: States(facts, as_of))

    def _say(self, states: States, tail: np.ndarray, number: int, as_of: datetime) -> Finding:
        listed = rows(states.table.drop_columns(["known_at"]), tail)
        first, last = listed[0], listed[-1]
        where = Where(
            station_id=last["station_id"],
            subject=_subject(last),
            anchor=anchor_of_episode(number),
            started_at=first["read_at"],
            ended_at=None,
            detected_at=as_of,
        )
        taxpayer = states.taxpayers.get(last["station_id"])
        return finding(
            self,
            where,
            Size.exact(len(listed), "count"),
            _words(last, taxpayer),
            severity="alarm",
            records={"tax_states": listed if len(listed) <= _SHOWN else [first, last]},
            figures={"states": len(listed), "taxpayer": taxpayer, "initialised": last["initialised"]},
            episode=number,
        )


def _subject(row: Row) -> str:
    return f"nozzle:{row['nozzle_id']}"


def _wrong(taxpayer: str | None, initialised: bool, chip: str | None) -> bool:
    if not initialised:
        return True
    return chip is not None and taxpayer is not None and not same_taxpayer(chip, taxpayer)


def same_taxpayer(chip: str, uscc: str) -> bool:
    """Whether a chip's number is a taxpayer's, filled up or in the old form of region and organisation code.

    >>> chips = ("91350100M000100Y4300", "350100M000100Y4", "350100M000100Y5")
    >>> [same_taxpayer(chip, "91350100M000100Y43") for chip in chips]
    [True, True, False]
    >>> same_taxpayer("91361655N1XUK1N200", "91361655N1XUK1N200")
    True
    """
    number = chip.strip(" \0").upper()
    if number.startswith(uscc):
        return not number[len(uscc) :].strip("0 ")
    return len(number) == len(uscc) - 3 and number[-9:] == uscc[8:17]


def _repaired(facts: Facts, listed: list[Row], wrong: np.ndarray, as_of: datetime) -> np.ndarray:
    """Which rows are wrong and were read within an approved repair of their nozzle or dispenser."""
    repairs = Repairs(facts, as_of)
    within = [
        bool(repairs.between(row["station_id"], _subject(row), row["read_at"], row["read_at"]))
        for row in listed
    ]
    mask = np.zeros(len(wrong), dtype=bool)
    mask[np.flatnonzero(wrong)[np.array(within, dtype=bool)]] = True
    return mask


def _words(last: Row, taxpayer: str | None) -> Words:
    if not last["initialised"]:
        return Words("该枪税控功能未初始化。", "The nozzle's tax function is not initialised.")
    chip = last["chip_taxpayer"]
    return Words(
        f"该枪税控芯片的纳税人识别号为{chip}，登记为{taxpayer}，两者不一致。",
        f"The nozzle's tax chip names taxpayer {chip}; the register names {taxpayer}.",
    )
