"""record.conflict: two contents under one key."""

from datetime import datetime

import numpy as np

from youjian.contract.findings import Finding, anchor_of_key
from youjian.detection.evidence import Row, Size, Where, Words, finding, rows
from youjian.detection.facts import Facts
from youjian.detection.rule import Rule

_OF_CHAINS = Words(
    "该设备的记录链与平台已知的不符：记录可能在采集终端内被改动、缺失或调换；收到的记录照常保存。",
    "The device's record chain does not fit what is known of it: a record may have been changed, dropped or "
    "replaced in the collector; what came is stored.",
)


def _of_table(table: str) -> Words:
    return Words(
        f"{table} 表同一主键收到内容不同的两份记录，保留先到的一份。",
        f"Two records of {table} with one key differ in content; the first one stands.",
    )


class RecordConflict(Rule):
    """同一主键只能有一份内容.

    Basis: contract. The first content stays, the second is kept in quarantine; a `corrected` fuelling or a
    later declaration is a new version and no conflict. One finding per key, made from the first refusal.

    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import LATER, conflict, facts
    >>> twice = facts(conflict(), conflict(received_at=LATER))
    >>> [f.subject for f in rule("record.conflict").judge(twice, LATER)]
    ['nozzle:3']
    """

    code = "record.conflict"
    tick = "pairwise"
    severities = ("warning",)
    anchor = "table and key of the record: `table`, `key`"
    tables = ("conflicts",)
    explained_by = "采集终端更换后序号重复、设备更正未标记 corrected；请核对两份内容"

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """One finding per key of which another content was refused."""
        refusals = facts.known("conflicts", as_of).sort_by("received_at")
        first: dict[str, Finding] = {}
        for row in rows(refusals, np.ones(refusals.num_rows, dtype=bool)):
            said = self._say(row)
            first.setdefault(said.finding_id, said)
        return list(first.values())

    def _say(self, row: Row) -> Finding:
        where = Where(
            station_id=row["station_id"],
            subject=row["subject"],
            anchor=anchor_of_key(table=row["table"], key=row["key"]),
            started_at=row["at"],
            ended_at=row["at"],
            detected_at=row["received_at"],
        )
        return finding(
            self,
            where,
            Size.exact(1, "count"),
            _OF_CHAINS if row["table"] == "record_chains" else _of_table(row["table"]),
            severity="warning",
            records={"conflicts": [row]},
            figures={"table": row["table"], "key": row["key"]},
        )
