"""The thresholds of tracks and bias, the loading places, and how long tracks are kept."""

from datetime import timedelta

from django.db import connection

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.journal import services as journal
from youjian.bureau.scope import acting
from youjian.bureau.times import now
from youjian.bureau.transport.contracts import LoadingPlaceIn, TransportSettingsIn, TransportSettingsOut
from youjian.bureau.transport.models import LoadingPlace, TransportSettings, TripLine
from youjian.bureau.transport.trips import settings

_NAMES = tuple(TransportSettingsIn.model_fields)


def shown() -> TransportSettingsOut:
    """The settings with the loading places."""
    kept = settings()
    places = list(LoadingPlace.objects.order_by("name"))
    known = {place.name for place in places}
    told = set(TripLine.objects.filter(test=False).values_list("loading_place", flat=True).distinct())
    return TransportSettingsOut(
        **{name: getattr(kept, name) for name in _NAMES},
        places=[
            LoadingPlaceIn(name=place.name, longitude=place.longitude, latitude=place.latitude)
            for place in places
        ],
        unknown_places=sorted(told - known),
    )


def change(actor: Actor, wanted: TransportSettingsIn) -> None:
    """Set the thresholds anew."""
    with acting(actor):
        kept = settings()
        before = {name: getattr(kept, name) for name in _NAMES}
        TransportSettings.objects.update_or_create(id=1, defaults=wanted.dict())
        journal.record(actor, "transport.settings", "settings", before=before, after=wanted.dict())


def place(actor: Actor, wanted: LoadingPlaceIn) -> None:
    """Say where a loading place is, or that it is elsewhere."""
    with acting(actor):
        values = {"longitude": wanted.longitude, "latitude": wanted.latitude}
        LoadingPlace.objects.update_or_create(name=wanted.name.strip(), defaults=values)
        journal.record(actor, "transport.place", wanted.name.strip(), after=values)


def forget() -> int:
    """Delete tracks past their time within the caller's transaction; returns how many records there were."""
    before = now() - timedelta(days=settings().track_days)
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger.forget_tracks(%s)", [before])
        return int(cursor.fetchone()[0])
