"""Taking a city's profile: its names, regions, people, register and devices, all of it or nothing."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import connection

from youjian.bureau.accounts import services as accounts
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.journal import services as journal
from youjian.bureau.registry.changing import changing
from youjian.bureau.registry.models import City
from youjian.bureau.registry.profile import Profile, read_profile
from youjian.bureau.registry.services import checked, need, write_register
from youjian.bureau.times import now
from youjian.ledger.registry import Counts


def load_profile(actor: Actor, profile_dir: Path) -> dict[str, Counts]:
    """Take a city's profile: names and boundaries, regions, people, register, collectors, vapour monitors.

    Doing it again changes nothing but what the files changed; accounts that are there keep their
    password. Raises as `import_registry` does, and ValueError naming the line of a bad profile.
    """
    need(actor, "registry.manage")
    profile = read_profile(profile_dir)
    register = checked(profile.registry)
    with changing(actor, f"载入城市配置 {profile.city.name}", "profile"):
        _write_city(profile)
        accounts.take_departments(profile.departments)
        accounts.take_accounts(profile.accounts)
        counts = write_register(register)
        _write_devices(profile)
        journal.record(
            actor, "registry.profile", f"profile:{profile.city.code}", after={"city": profile.city.name}
        )
    return counts


def _write_city(profile: Profile) -> None:
    centres = {r.region_code: [r.longitude, r.latitude] for r in profile.regions if r.longitude is not None}
    city = profile.city
    fields = {
        "code": city.code,
        "name": city.name,
        "title": city.title,
        "boundaries_note": city.boundaries_note,
        "boundaries": profile.boundaries,
        "centres": centres,
    }
    City.objects.update_or_create(id=1, defaults=fields)
    _execute(_REGION, [_fields(region) for region in profile.regions])


def _write_devices(profile: Profile) -> None:
    _execute(_COLLECTOR, [{**_fields(row), "now": now()} for row in profile.collectors])
    _execute(_VAPOUR_MONITOR, [_fields(row) for row in profile.vapour_monitors])


def _execute(statement: str, rows: Sequence[Mapping[str, Any]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(rows))


def _fields(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__struct_fields__}


_REGION = """
INSERT INTO regions (region_code, name, parent_code, level, valid_from, valid_until)
VALUES (%(region_code)s, %(name)s, %(parent_code)s, %(level)s, %(valid_from)s, %(valid_until)s)
ON CONFLICT (region_code) DO UPDATE SET
    name = excluded.name, parent_code = excluded.parent_code, level = excluded.level,
    valid_from = excluded.valid_from, valid_until = excluded.valid_until
"""
# A profile is the city's word that its boxes passed their joint test: they start accepted and keep their
# state later.
_COLLECTOR = """
INSERT INTO collectors (collector_id, station_id, epoch, state, enrolled_at)
VALUES (%(collector_id)s, %(station_id)s, 1, 'accepted', %(now)s) ON CONFLICT DO NOTHING
"""
_VAPOUR_MONITOR = """
INSERT INTO vapour_monitors (mn, station_id, password, family)
VALUES (%(mn)s, %(station_id)s, %(password)s, %(family)s)
ON CONFLICT (mn) DO UPDATE SET
    station_id = excluded.station_id, password = excluded.password, family = excluded.family
"""
