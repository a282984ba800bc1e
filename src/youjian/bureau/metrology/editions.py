"""The editions of JJG 443: which is in force on a day, and how one is set."""

from datetime import date

from django.db.models import QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.metrology.contracts import EditionIn, EditionOut
from youjian.bureau.metrology.judging import Limits
from youjian.bureau.metrology.models import Edition, NozzleVerification
from youjian.bureau.problems import Problem
from youjian.bureau.scope import acting


def edition_on(day: date) -> Edition:
    """The edition in force on a day; raises Problem 422 for a day before the first."""
    found = Edition.objects.filter(valid_from__lte=day).order_by("-valid_from").first()
    if found is None:
        message = pick(
            f"{day}没有现行的检定规程版本，请先在计量设置中登记。",
            f"No edition of JJG 443 is in force on {day}; enter it in the settings first.",
        )
        raise Problem(422, "no_edition", message)
    return found


def limits_of(edition: Edition) -> Limits:
    """An edition's limits."""
    return Limits(edition.mpe_milli, edition.repeatability_milli, edition.range_divisor)


def editions() -> list[EditionOut]:
    """Every edition, the newest first."""
    return [edition_out(row) for row in Edition.objects.order_by("-valid_from")]


def edition_out(row: Edition) -> EditionOut:
    """An edition as it is answered."""
    return EditionOut(
        id=row.pk,
        code=row.code,
        valid_from=row.valid_from,
        mpe_pct=row.mpe_milli / 1000,
        repeatability_pct=row.repeatability_milli / 1000,
        range_divisor=row.range_divisor,
        readings=row.readings,
        interval_months=row.interval_months,
        source=row.source,
    )


def set_edition(actor: Actor, wanted: EditionIn) -> list[EditionOut]:
    """Set an edition from a day on; raises Problem 409 where results were judged by other limits already."""
    with acting(actor):
        before = Edition.objects.filter(valid_from=wanted.valid_from).first()
        if _judged_since(wanted.valid_from).exists():
            message = pick(
                f"{wanted.valid_from}起已有按原版本判定的检定记录，不能改写。请改用以后的日期。",
                f"Results since {wanted.valid_from} were judged by the present edition. Choose a later day.",
            )
            raise Problem(409, "edition_used", message)
        row, _ = Edition.objects.update_or_create(
            valid_from=wanted.valid_from,
            defaults={
                "code": wanted.code.strip(),
                "mpe_milli": round(wanted.mpe_pct * 1000),
                "repeatability_milli": round(wanted.repeatability_pct * 1000),
                "range_divisor": wanted.range_divisor,
                "readings": wanted.readings,
                "interval_months": wanted.interval_months,
                "source": wanted.source.strip(),
            },
        )
        was = edition_out(before).model_dump(mode="json") if before else None
        after = wanted.model_dump(mode="json")
        journal.record(actor, "metrology.edition", f"edition:{row.pk}", before=was, after=after)
    return editions()


def _judged_since(day: date) -> QuerySet[NozzleVerification]:
    """What was judged from a day on until the next edition's."""
    later = Edition.objects.filter(valid_from__gt=day).order_by("valid_from").first()
    found = NozzleVerification.objects.filter(verified_on__gte=day)
    return found.filter(verified_on__lt=later.valid_from) if later else found
