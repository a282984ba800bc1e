"""dispenser.tampered: a measuring part was touched without an authorised repair."""

from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from youjian.contract.findings import Finding, anchor_of_key
from youjian.detection import parameters as p
from youjian.detection.evidence import Row, Size, Where, Words, finding, rows
from youjian.detection.facts import Facts
from youjian.detection.repairs import Repairs
from youjian.detection.rule import Rule

_NAMES = {
    "board_id_changed": ("计控主板编号变化", "the main board's identity changed"),
    "encoder_id_changed": ("编码器编号变化", "the encoder's identity changed"),
    "cover_opened": ("机盖打开", "the cover was opened"),
    "self_lock": ("加油机自锁", "the dispenser locked itself"),
    "totalizer_reset": ("累计泵码清零事件", "the totalizer was reset"),
}


class Tampered(Rule):
    """加油机计量部件异动须有经批准的维修.

    Basis: JJG 443 (self-lock, identity of board and encoder) and the seals. An event is explained by a row of
    `maintenance` for the nozzle or its dispenser that covers the moment of the event.

    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import LATER, event, facts, maintenance
    >>> judge = rule("dispenser.tampered").judge
    >>> [f.message for f in judge(facts(event("board_id_changed")), LATER)]
    ['计控主板编号变化，该时段没有经批准的维修申报。']
    >>> judge(facts(event("board_id_changed"), maintenance("dispenser:2", -30, 30)), LATER)
    []
    """

    code = "dispenser.tampered"
    tick = "pairwise"
    severities = ("alarm",)
    anchor = "key of the event: `device`, `at`, `code`"
    tables = ("device_events",)
    optional = ("maintenance", "nozzles")
    explained_by = "maintenance 中覆盖该时刻、针对该枪或该机的授权维修"
    parameters: p.Tampered

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """One finding per event of a dispenser or nozzle that no repair covers."""
        events = facts.known("device_events", as_of)
        of_parts = pc.is_in(events["code"], pa.array(self.parameters.codes))
        on_dispensers = pc.match_substring_regex(events["device"], "^(dispenser|nozzle):")
        touched = rows(events, pc.and_(of_parts, on_dispensers).to_numpy())
        repairs = Repairs(facts, as_of)
        return [
            self._say(row)
            for row in touched
            if not repairs.between(row["station_id"], row["device"], row["at"], row["at"])
        ]

    def _say(self, row: Row) -> Finding:
        zh, en = _NAMES[row["code"]]
        where = Where(
            station_id=row["station_id"],
            subject=row["device"],
            anchor=anchor_of_key(device=row["device"], at=row["at"], code=row["code"]),
            started_at=row["at"],
            ended_at=row["at"],
            detected_at=row["received_at"] or row["at"],
        )
        return finding(
            self,
            where,
            Size.exact(1, "count"),
            Words(
                f"{zh}，该时段没有经批准的维修申报。",
                f"{en[0].upper()}{en[1:]}, with no approved repair announced for the time.",
            ),
            severity="alarm",
            records={"device_events": [row]},
            figures={"code": row["code"], "detail": row["detail"]},
        )
