"""Equipment goes over to another station: rows begin there under new numbers, and end here.

Nothing that was recorded is touched: facts keep station and number, retired tanks, dispensers and nozzles
keep their rows. What goes along: the chart in force, the last verification of a nozzle, the seals in place.
"""

import json
from datetime import date
from typing import Any

from django.db import connection

from youjian.bureau.registry.equipment import Equipment, Numbers
from youjian.contract.fields import day_bounds


def hand_over(
    coming: Equipment, to_station: str, numbers: Numbers, day: date, manifolds: dict[int, str]
) -> None:
    """Begin every piece at the other station on a day, and retire it here.

    `manifolds` renames the manifolds of tanks (by old number) whose name means other tanks over there.
    """
    parameters: dict[str, Any] = {
        "old": coming.station_id,
        "new": to_station,
        "day": day,
        "moment": day_bounds(day)[0],
        "manifolds": _json(manifolds),
        **{kind: _json(mapping) for kind, mapping in numbers.items()},
    }
    with connection.cursor() as cursor:
        for statement in _STATEMENTS:
            cursor.execute(statement.format(**_MAPS), parameters)


def begin_station(model: str, station_id: str, fields: dict[str, Any]) -> None:
    """A new station with everything of another one but `fields`, and how it is run from its first day."""
    given = {**fields, "station_id": station_id}
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, {"model": model, "given": _json(given)})
        cursor.execute(_BEGIN_OPERATION, {"station": station_id})


def change_station(station_id: str, changes: dict[str, Any]) -> None:
    """Change columns of a station's row; names are the table's own."""
    given = {**changes, "station_id": station_id}
    with connection.cursor() as cursor:
        cursor.execute(_CHANGE.format(", ".join(f"{name} = n.{name}" for name in changes)), [_json(given)])


def note_succession(
    predecessor: str,
    successor: str,
    kind: str,
    day: date,
    *,
    reason: str,
    equipment: list[dict[str, Any]],
) -> None:
    """The link between two stations; `equipment` says which old number is which new one."""
    parameters = [predecessor, successor, kind, day, reason, _json(equipment)]
    with connection.cursor() as cursor:
        cursor.execute(_SUCCESSION, parameters)


def take_vapour_monitors(old: str, new: str) -> None:
    """What a vapour monitor sends from now on belongs to the other station."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE vapour_monitors SET station_id = %s WHERE station_id = %s", [new, old])


def _json(values: Any) -> str:
    return json.dumps(values, default=str, ensure_ascii=False)


_CHANGE = """
UPDATE stations AS s SET {} FROM jsonb_populate_record(NULL::stations, %s::jsonb) AS n
WHERE s.station_id = n.station_id
"""
_BEGIN = """
INSERT INTO stations
SELECT (jsonb_populate_record(s, %(given)s::jsonb)).* FROM stations AS s WHERE s.station_id = %(model)s
"""
_BEGIN_OPERATION = """
INSERT INTO operations (station_id, valid_from, uscc, ownership, controlling_group, control, operating_mode)
SELECT station_id, opened_on, uscc, ownership, controlling_group, control, operating_mode
FROM stations WHERE station_id = %(station)s ON CONFLICT DO NOTHING
"""
_SUCCESSION = """
INSERT INTO successions (predecessor, successor, kind, happened_on, reason, equipment)
VALUES (%s, %s, %s, %s, %s, %s::jsonb)
"""
_NUMBERS = (
    "(SELECT key::smallint AS was, value::smallint AS is_now FROM jsonb_each_text(%({kind})s::jsonb)) AS m"
)
_MAPS = {f"{kind}s": _NUMBERS.format(kind=kind) for kind in ("tank", "dispenser", "nozzle")}
_STATEMENTS = (
    """
    INSERT INTO tanks
    SELECT (jsonb_populate_record(t, jsonb_build_object('station_id', %(new)s::text, 'tank_id', m.is_now,
        'manifold', coalesce(%(manifolds)s::jsonb ->> m.was::text, t.manifold)))).*
    FROM tanks AS t JOIN {tanks} ON m.was = t.tank_id WHERE t.station_id = %(old)s
    """,
    """
    INSERT INTO tank_charts
    SELECT (jsonb_populate_record(c, jsonb_build_object('station_id', %(new)s::text, 'tank_id', m.is_now,
        'valid_from', greatest(c.valid_from, %(moment)s)))).*
    FROM tank_charts AS c JOIN {tanks} ON m.was = c.tank_id
    WHERE c.station_id = %(old)s AND c.valid_from >= coalesce((
        SELECT max(f.valid_from) FROM tank_charts AS f
        WHERE f.station_id = c.station_id AND f.tank_id = c.tank_id AND f.valid_from <= %(moment)s
    ), '-infinity')
    """,
    # A dispenser may be known by its nozzles alone.
    """
    INSERT INTO dispensers (station_id, dispenser_id)
    SELECT %(old)s, m.was FROM {dispensers} WHERE true ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO dispensers
    SELECT (jsonb_populate_record(d, jsonb_build_object('station_id', %(new)s::text, 'dispenser_id',
        m.is_now))).*
    FROM dispensers AS d JOIN {dispensers} ON m.was = d.dispenser_id WHERE d.station_id = %(old)s
    """,
    """
    INSERT INTO nozzles
    SELECT (jsonb_populate_record(n, jsonb_build_object('station_id', %(new)s::text, 'nozzle_id', m.is_now,
        'valid_from', %(moment)s::timestamptz,
        'tank_id', (%(tank)s::jsonb ->> n.tank_id::text)::smallint,
        'dispenser_id', (%(dispenser)s::jsonb ->> n.dispenser_id::text)::smallint))).*
    FROM (
        SELECT DISTINCT ON (nozzle_id) * FROM nozzles WHERE station_id = %(old)s
        ORDER BY nozzle_id, valid_from DESC NULLS LAST
    ) AS latest JOIN nozzles AS n ON n.station_id = latest.station_id AND n.nozzle_id = latest.nozzle_id
        AND n.valid_from IS NOT DISTINCT FROM latest.valid_from
    JOIN {nozzles} ON m.was = n.nozzle_id
    """,
    """
    INSERT INTO verifications
    SELECT (jsonb_populate_record(v, jsonb_build_object('station_id', %(new)s::text, 'nozzle_id',
        m.is_now))).*
    FROM verifications AS v JOIN {nozzles} ON m.was = v.nozzle_id
    WHERE v.station_id = %(old)s AND v.verified_on = (
        SELECT max(l.verified_on) FROM verifications AS l
        WHERE l.station_id = v.station_id AND l.nozzle_id = v.nozzle_id
    )
    """,
    """
    INSERT INTO seals
    SELECT (jsonb_populate_record(s, jsonb_build_object('station_id', %(new)s::text, 'dispenser_id',
        m.is_now))).*
    FROM seals AS s JOIN {dispensers} ON m.was = s.dispenser_id
    WHERE s.station_id = %(old)s AND s.removed_on IS NULL
    """,
    """
    UPDATE tanks AS t SET retired_on = %(day)s FROM {tanks}
    WHERE t.station_id = %(old)s AND t.tank_id = m.was
    """,
    """
    UPDATE dispensers AS d SET retired_on = %(day)s FROM {dispensers}
    WHERE d.station_id = %(old)s AND d.dispenser_id = m.was
    """,
    """
    UPDATE nozzles AS n SET retired_on = %(day)s FROM {nozzles}
    WHERE n.station_id = %(old)s AND n.nozzle_id = m.was AND NOT EXISTS (
        SELECT FROM nozzles AS l WHERE l.station_id = n.station_id AND l.nozzle_id = n.nozzle_id
            AND coalesce(l.valid_from, '-infinity') > coalesce(n.valid_from, '-infinity')
    )
    """,
)
