"""How the register stands: what a person wants to know before looking into one of its lists."""

from datetime import timedelta
from typing import Any

from django.db import connection
from ninja import Schema

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.times import day_start, now
from youjian.contract.fields import business_day

LICENCE_WARNING = timedelta(days=90)
VERIFICATION_WARNING = timedelta(days=30)
_WEEK = timedelta(days=7)


class RegisterStanding(Schema):
    """Counts over the register within a scope. Days ahead: licences 90, verifications 30.

    Equipment counts while it is in use at a station that is not closed; `never_verified` are nozzles in use
    without any verification, `failed` those that did not pass their last one.
    """

    stations: int
    operating: int
    suspended: int
    closed: int
    online: int
    licences_lapsed: int
    licences_lapsing: int
    companies: int
    tanks: int
    tanks_without_chart: int
    tanks_retired: int
    charts: int
    dispensers: int
    dispensers_without_serial: int
    dispensers_outside_ecqs: int
    nozzles: int
    verifications_lapsed: int
    verifications_lapsing: int
    never_verified: int
    failed: int
    seals: int
    seals_broken: int
    collectors: int
    collectors_pending: int
    stations_without_collector: int
    price_caps: int
    price_caps_ahead: int
    changes_today: int
    changes_week: int
    people_week: int


def register_standing(actor: Actor) -> RegisterStanding:
    """The counts of today within the actor's scope, in one query."""
    today = business_day(now())
    patterns = ["%" if prefix == "*" else f"{prefix}%" for prefix in actor.scope]
    parameters: dict[str, Any] = {
        "scope": patterns,
        "now": now(),
        "day_start": day_start(),
        "week_start": day_start() - _WEEK,
        "today": today,
        "licence_day": today + LICENCE_WARNING,
        "verification_day": today + VERIFICATION_WARNING,
    }
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, parameters)
        row = cursor.fetchone() or ()
        names = [column.name for column in cursor.description or ()]
    return RegisterStanding(**dict(zip(names, row, strict=True)))


# A nozzle that is connected otherwise has another row: the one that applies now counts. Of its verifications
# the last one does.
_STANDING = """
WITH mine AS MATERIALIZED (
    SELECT station_id, uscc, status, licence_valid_until AS until
    FROM stations WHERE station_id LIKE ANY (%(scope)s)
), at_work AS MATERIALIZED (
    SELECT station_id FROM mine WHERE status <> 'closed'
), up AS (
    SELECT station_id FROM device_states WHERE device = 'collector' AND status = 'up'
), charted AS MATERIALIZED (
    SELECT DISTINCT station_id, tank_id, valid_from FROM tank_charts WHERE station_id LIKE ANY (%(scope)s)
), tank_list AS (
    SELECT coalesce(t.retired_on <= %(today)s, false) AS retired, c.station_id IS NOT NULL AS drawn
    FROM tanks AS t JOIN at_work USING (station_id)
    LEFT JOIN (SELECT DISTINCT station_id, tank_id FROM charted) AS c USING (station_id, tank_id)
), dispenser_list AS (
    SELECT d.serial_no, d.ecqs_linked FROM dispensers AS d JOIN at_work USING (station_id)
    WHERE d.retired_on IS NULL OR d.retired_on > %(today)s
), applying AS (
    SELECT DISTINCT ON (n.station_id, n.nozzle_id) n.station_id, n.nozzle_id, n.retired_on
    FROM nozzles AS n JOIN at_work USING (station_id)
    WHERE n.valid_from IS NULL OR n.valid_from <= %(now)s
    ORDER BY n.station_id, n.nozzle_id, n.valid_from DESC NULLS LAST
), checked AS (
    SELECT DISTINCT ON (station_id, nozzle_id) station_id, nozzle_id, result, valid_until AS until
    FROM verifications WHERE station_id LIKE ANY (%(scope)s)
    ORDER BY station_id, nozzle_id, verified_on DESC, certificate_no DESC
), nozzle_list AS (
    SELECT c.result, c.until FROM applying AS a LEFT JOIN checked AS c USING (station_id, nozzle_id)
    WHERE a.retired_on IS NULL OR a.retired_on > %(today)s
), seal_list AS (
    SELECT s.removed_on, s.removed_reason FROM seals AS s JOIN at_work USING (station_id)
), boxes AS MATERIALIZED (
    SELECT station_id, state FROM collectors
    WHERE station_id LIKE ANY (%(scope)s) AND state <> 'refused'
), noted AS (
    SELECT at, username FROM register_changes
    WHERE at >= %(week_start)s AND (station_id IS NULL OR station_id LIKE ANY (%(scope)s))
), stations_counted AS (
    SELECT count(*) AS stations,
        count(*) FILTER (WHERE status = 'operating') AS operating,
        count(*) FILTER (WHERE status = 'suspended') AS suspended,
        count(*) FILTER (WHERE status = 'closed') AS closed,
        count(up.station_id) FILTER (WHERE status = 'operating') AS online,
        count(*) FILTER (WHERE status <> 'closed' AND until < %(today)s) AS licences_lapsed,
        count(*) FILTER (
            WHERE status <> 'closed' AND until BETWEEN %(today)s AND %(licence_day)s) AS licences_lapsing,
        count(DISTINCT uscc) AS companies
    FROM mine LEFT JOIN up USING (station_id)
), tanks_counted AS (
    SELECT count(*) FILTER (WHERE NOT retired) AS tanks,
        count(*) FILTER (WHERE NOT retired AND NOT drawn) AS tanks_without_chart,
        count(*) FILTER (WHERE retired) AS tanks_retired,
        (SELECT count(*) FROM charted) AS charts
    FROM tank_list
), dispensers_counted AS (
    SELECT count(*) AS dispensers,
        count(*) FILTER (WHERE serial_no IS NULL) AS dispensers_without_serial,
        count(*) FILTER (WHERE ecqs_linked IS NOT TRUE) AS dispensers_outside_ecqs
    FROM dispenser_list
), nozzles_counted AS (
    SELECT count(*) AS nozzles,
        count(*) FILTER (WHERE result = 'pass' AND until < %(today)s) AS verifications_lapsed,
        count(*) FILTER (WHERE result = 'pass'
            AND until BETWEEN %(today)s AND %(verification_day)s) AS verifications_lapsing,
        count(*) FILTER (WHERE result IS NULL) AS never_verified,
        count(*) FILTER (WHERE result = 'fail') AS failed
    FROM nozzle_list
), seals_counted AS (
    SELECT count(*) FILTER (WHERE removed_on IS NULL) AS seals,
        count(*) FILTER (WHERE removed_reason = 'found_broken') AS seals_broken
    FROM seal_list
), boxes_counted AS (
    SELECT count(*) AS collectors,
        count(*) FILTER (WHERE state = 'pending') AS collectors_pending,
        (SELECT count(*) FROM at_work WHERE station_id NOT IN (SELECT station_id FROM boxes))
            AS stations_without_collector
    FROM boxes
), caps_counted AS (
    SELECT count(DISTINCT (region_code, product)) FILTER (WHERE effective_from <= %(now)s) AS price_caps,
        count(*) FILTER (WHERE effective_from > %(now)s) AS price_caps_ahead
    FROM price_caps
), changes_counted AS (
    SELECT count(*) FILTER (WHERE at >= %(day_start)s) AS changes_today,
        count(*) AS changes_week,
        count(DISTINCT username) FILTER (WHERE username <> 'platform') AS people_week
    FROM noted
)
SELECT * FROM stations_counted, tanks_counted, dispensers_counted, nozzles_counted, seals_counted,
    boxes_counted, caps_counted, changes_counted
"""
