"""What is written of verifications: a nozzle's result, which the register gets at the same time."""

import secrets
from datetime import date

from django.db import IntegrityError, transaction

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.metrology.appointments import settle_by_results
from youjian.bureau.metrology.contracts import NozzleResultIn, NozzleResultOut
from youjian.bureau.metrology.editions import edition_on, limits_of
from youjian.bureau.metrology.judging import POINTS, judged, months_later
from youjian.bureau.metrology.models import NozzleVerification
from youjian.bureau.metrology.showing import dispenser_of, result_out, standing_verification
from youjian.bureau.problems import Problem, forbidden
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry import writing
from youjian.bureau.scope import acting
from youjian.bureau.times import now
from youjian.contract.fields import business_day

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def record_result(actor: Actor, wanted: NozzleResultIn) -> NozzleResultOut:
    """Judge a verification under the edition in force that day and keep it; `verifications` gets its row.

    With `dry_run` it is judged alone. Raises Problem 403 without the right, 404 outside the scope, 409 for a
    certificate or mark that is there already, 422 for readings, dates or a nozzle that cannot be.
    """
    if not actor.may("metrology.verify"):
        raise forbidden(permission_name("metrology.verify"))
    with acting(actor):
        register.station_of(actor, wanted.station_id)
        row = _made(actor, wanted)
        if wanted.dry_run:
            return result_out(actor, row)
        _keep(row)
        _tell_register(actor, row)
        settle_by_results(actor, row.station_id)
        journal.record(
            actor,
            "metrology.result",
            f"nozzle_verification:{row.pk}",
            station_id=row.station_id,
            after=_noted(row),
        )
    return result_out(actor, row)


def _made(actor: Actor, wanted: NozzleResultIn) -> NozzleVerification:
    edition = edition_on(wanted.verified_on)
    readings = {point: [round(value * 1000) for value in getattr(wanted, point)] for point in POINTS}
    _check(wanted, edition.readings)
    found = judged(readings, limits_of(edition), appearance_ok=wanted.appearance_ok)
    passed = found.result == "pass"
    until = _until(wanted, edition.interval_months) if passed else wanted.verified_on
    return NozzleVerification(
        station_id=wanted.station_id,
        dispenser_id=dispenser_of(wanted.station_id, wanted.nozzle_id),
        nozzle_id=wanted.nozzle_id,
        verified_on=wanted.verified_on,
        kind=wanted.kind,
        edition=edition,
        readings=readings,
        error_milli=found.error_milli,
        repeatability_milli=found.repeatability_milli,
        appearance_ok=wanted.appearance_ok,
        defects=wanted.defects.strip(),
        result=found.result,
        faults=list(found.faults),
        certificate_no=wanted.certificate_no.strip(),
        mark_no=wanted.mark_no.strip() if passed else "",
        valid_until=until,
        verifier_name=wanted.verifier_name.strip() or actor.display_name,
        code="".join(secrets.choice(_ALPHABET) for _ in range(12)),
        made_at=now(),
        made_by=actor.username,
        made_by_name=actor.display_name,
    )


def _until(wanted: NozzleResultIn, months: int) -> date:
    """Until when a pass holds; a check in use leaves the certificate there is as it is."""
    if wanted.kind == "in_use":
        held = standing_verification(wanted.station_id, wanted.nozzle_id)
        return held.valid_until if held else wanted.verified_on
    longest = months_later(wanted.verified_on, months)
    until = wanted.valid_until or longest
    if not wanted.verified_on < until <= longest:
        raise _bad(
            "bad_until",
            f"有效期须在检定日期之后，且不超过{longest}（检定周期{months}个月）。",
            f"It is valid from the day after the verification to {longest} at most ({months} months).",
        )
    return until


def _check(wanted: NozzleResultIn, readings: int) -> None:
    if wanted.verified_on > business_day(now()):
        raise _bad("future", "检定日期还没有到，请核对。", "The day of the verification has not come yet.")
    if any(len(getattr(wanted, point)) != readings for point in POINTS):
        raise _bad(
            "readings",
            f"每个流量点须有{readings}次读数。",
            f"Each flow point needs {readings} readings.",
        )
    if not wanted.appearance_ok and not wanted.defects.strip():
        raise _bad("defects", "请写明外观或功能的缺陷。", "Please say what was found.")


def _keep(row: NozzleVerification) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        message = pick(
            "该枪当日同一证书编号已登记，或合格标记编号已用过。请核对编号。",
            "This certificate is there already, or its mark was used. Please check the numbers.",
        )
        raise Problem(409, "result_there", message) from None


def _tell_register(actor: Actor, row: NozzleVerification) -> None:
    """A check in use that was passed is no verification: it neither renews nor shortens a certificate."""
    if row.kind == "in_use" and row.result == "pass":
        return
    values = {
        "station_id": row.station_id,
        "nozzle_id": row.nozzle_id,
        "verified_on": row.verified_on,
        "certificate_no": row.certificate_no,
        "result": row.result,
        "error_pct": row.error_milli / 1000,
        "repeatability_pct": row.repeatability_milli / 1000,
        "valid_until": row.valid_until,
    }
    reason = pick("登记检定结果", "Result of a verification")
    writing.write_rows(actor, "verifications", [values], reason=reason, source="form", noted=False)


def _noted(row: NozzleVerification) -> dict[str, object]:
    names = ("nozzle_id", "kind", "result", "error_milli", "repeatability_milli", "faults", "certificate_no")
    dates = {"verified_on": row.verified_on.isoformat(), "valid_until": row.valid_until.isoformat()}
    return {name: getattr(row, name) for name in names} | dates | {"mark_no": row.mark_no}


def _bad(code: str, zh: str, en: str) -> Problem:
    return Problem(422, code, pick(zh, en))
