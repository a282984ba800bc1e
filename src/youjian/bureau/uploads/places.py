"""The names of regions and stations that a person may write in a file instead of their numbers."""

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.registry import selectors as register
from youjian.bureau.scope import covers
from youjian.bureau.sheets.places import Places


def places_of(actor: Actor) -> Places:
    """All regions, and the stations within the actor's scope."""
    stations = register.stations_of(actor).order_by("station_id").values_list("station_id", "name")
    return Places(dict(sorted(register.region_names().items())), dict(stations))


def own_places_of(actor: Actor) -> Places:
    """The regions and stations within the actor's scope: what a template offers to choose from."""
    known = places_of(actor)
    mine = {code: name for code, name in known.regions.items() if _touches(actor, code)}
    return Places(mine or known.regions, known.stations)


def _touches(actor: Actor, region: str) -> bool:
    return covers(actor.scope, region)
