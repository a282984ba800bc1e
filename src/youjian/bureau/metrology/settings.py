"""The city's choices in metering; before anybody chose, those of its profile."""

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.journal import services as journal
from youjian.bureau.metrology.contracts import MetrologyDesk, MetrologyDeskIn
from youjian.bureau.metrology.models import MetrologySettings
from youjian.bureau.registry import selectors as register
from youjian.bureau.scope import acting

_STRICT = "zhengzhou"
"""The profile whose rule refuses new dispensers without e-CQS function or remote-supervision kit."""


def settings() -> MetrologySettings:
    """What holds: the city's row, else the profile's rule."""
    found = MetrologySettings.objects.filter(id=1).first()
    if found is not None:
        return found
    strict = register.city().profile == _STRICT
    source = "郑州市成品油监管规定（read）" if strict else ""
    return MetrologySettings(
        require_ecqs=strict, require_remote_kit=strict, notice_to=["税务部门"], source=source
    )


def desk() -> MetrologyDesk:
    """The settings as they are answered."""
    row = settings()
    return MetrologyDesk(
        require_ecqs=row.require_ecqs,
        require_remote_kit=row.require_remote_kit,
        notice_to=row.notice_to,
        source=row.source,
    )


def set_desk(actor: Actor, wanted: MetrologyDeskIn) -> MetrologyDesk:
    """Choose what new dispensers need and who gets a breach's notice."""
    with acting(actor):
        before = desk().model_dump()
        values = wanted.model_dump()
        MetrologySettings.objects.update_or_create(id=1, defaults=values)
        journal.record(actor, "metrology.settings", "metrology_settings", before=before, after=values)
    return desk()
