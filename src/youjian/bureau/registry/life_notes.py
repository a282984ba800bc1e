"""What a person should know before a station goes on under another number."""

from django.db import connection

from youjian.bureau.language import pick
from youjian.bureau.registry.equipment import Equipment


def counted(equipment: Equipment) -> str:
    """How much equipment goes over.

    >>> counted(Equipment("3602030017", {"tank": {}, "dispenser": {}, "nozzle": {}}))
    '0座油罐、0台加油机、0支加油枪'
    """
    tanks, dispensers, nozzles = (len(equipment.pieces[kind]) for kind in ("tank", "dispenser", "nozzle"))
    return pick(
        f"{tanks}座油罐、{dispensers}台加油机、{nozzles}支加油枪",
        f"{tanks} tanks, {dispensers} dispensers, {nozzles} nozzles",
    )


def notes(ending: list[str], to: str, kind: str) -> list[str]:
    """What the verb cannot do by itself: collectors are enrolled anew, running downtimes announced anew."""
    told: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute(_COLLECTORS, {"stations": ending})
        boxes = [row[0] for row in cursor.fetchall()]
        cursor.execute(_RUNNING, {"stations": ending})
        running = cursor.fetchone()[0]
    if boxes:
        names = pick("、", ", ").join(boxes)
        told.append(
            pick(
                f"采集终端{names}须用{to}的入网码重新入网；在此之前上报的数据仍记在原编号下。",
                f"Collectors {names} have to enrol anew with a code of {to}; until then what they send stays "
                "with the old number.",
            )
        )
    if running and kind != "split":
        told.append(
            pick(
                f"原站有{running}项尚未结束的停机申报，不会转到{to}，需要时请重新申报。",
                f"{running} announced downtimes have not ended; they do not go over to {to}.",
            )
        )
    return told


_COLLECTORS = """
SELECT collector_id FROM collectors
WHERE station_id = ANY(%(stations)s) AND state <> 'refused' ORDER BY collector_id
"""
_RUNNING = "SELECT count(*) FROM maintenance WHERE station_id = ANY(%(stations)s) AND ends_at > now()"
