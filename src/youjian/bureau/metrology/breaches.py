"""The notice of a metering breach: prepared when a person established it and handling began, then sent."""

from django.db import IntegrityError, transaction

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.metrology.contracts_measured import BreachIn, BreachOut
from youjian.bureau.metrology.models import BreachNotice, NozzleVerification
from youjian.bureau.metrology.selectors import results_of
from youjian.bureau.metrology.settings import settings
from youjian.bureau.metrology.words import FAULT_WORDS, NOTICE_STATES, percent
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry.models import Station
from youjian.bureau.scope import acting, within
from youjian.bureau.sheets.fields import named
from youjian.bureau.times import now
from youjian.contract.fields import business_day


def prepare(actor: Actor, wanted: BreachIn) -> BreachOut:
    """Prepare the notice of a breach that a failed verification established.

    Raises Problem 404 for no such verification, 409 for one that was passed or has its notice, 422 for
    handling that begins before the verification or in days to come. A finding alone cannot be noticed.
    """
    with acting(actor):
        result = results_of(actor).filter(id=wanted.result_id).first()
        if result is None:
            raise not_found(pick(f"检定记录{wanted.result_id}", f"Verification {wanted.result_id}"))
        _check(result, wanted)
        station = register.station_of(actor, result.station_id)
        row = BreachNotice(
            station_id=result.station_id,
            nozzle_id=result.nozzle_id,
            result=result,
            handling_no=wanted.handling_no.strip(),
            handling_on=wanted.handling_on,
            recipients=settings().notice_to,
            text=_text(station, result, wanted),
            prepared_at=now(),
            prepared_by=actor.username,
            prepared_by_name=actor.display_name,
        )
        _save(row)
        after = {"handling_no": row.handling_no, "recipients": row.recipients, "result_id": result.pk}
        _note(actor, row, "prepare", after)
    return shown(row, station.name)


def send(actor: Actor, number: int) -> BreachOut:
    """Send a notice that was prepared; raises Problem 404, 409 for one that was sent."""
    with acting(actor):
        found = BreachNotice.objects.select_for_update().filter(within(actor.scope), id=number)
        row = found.first()
        if row is None:
            raise not_found(pick(f"处理通报{number}", f"Notice {number}"))
        if row.status == "sent":
            raise Problem(409, "sent", pick("该通报已发送。", "This notice was sent already."))
        row.status, row.sent_at, row.sent_by_name = "sent", now(), actor.display_name
        row.save(update_fields=["status", "sent_at", "sent_by_name"])
        _note(actor, row, "send", {"recipients": row.recipients})
    return shown(row, register.station_of(actor, row.station_id).name)


def notice(actor: Actor, number: int) -> BreachOut:
    """A notice; raises Problem 404."""
    row = BreachNotice.objects.filter(within(actor.scope), id=number).first()
    if row is None:
        raise not_found(pick(f"处理通报{number}", f"Notice {number}"))
    return shown(row, register.station_of(actor, row.station_id).name)


def _check(result: NozzleVerification, wanted: BreachIn) -> None:
    if result.result != "fail":
        raise Problem(
            409,
            "not_established",
            pick(
                "该检定合格，没有认定问题，不能通报。",
                "This verification was passed: no breach was established.",
            ),
        )
    if not result.verified_on <= wanted.handling_on <= business_day(now()):
        raise Problem(
            422,
            "handling_day",
            pick(
                "处理日期须在检定日期以后、今天以前。",
                "Handling begins between the verification and today.",
            ),
        )


def _text(station: Station, result: NozzleVerification, wanted: BreachIn) -> str:
    """The notice as it goes out, in the language of the office."""
    faults = "；".join(FAULT_WORDS[fault.partition("_")[0]][0] for fault in result.faults)
    return (
        f"{station.name}（{station.station_id}，统一社会信用代码{station.uscc}）{result.nozzle_id}号枪于"
        f"{result.verified_on}经检定不合格（{result.certificate_no}，{result.edition.code}）："
        f"示值误差{percent(result.error_milli)}%，{faults}。"
        f"现已依法处理（{wanted.handling_no.strip()}，{wanted.handling_on}），特此通报，供核实涉税情况。"
    )


def _save(row: BreachNotice) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        message = pick("该检定记录已有通报。", "This verification has its notice already.")
        raise Problem(409, "notice_there", message) from None


def shown(row: BreachNotice, station_name: str) -> BreachOut:
    """A row as it is answered."""
    return BreachOut(
        id=row.pk,
        station_id=row.station_id,
        station_name=station_name,
        nozzle_id=row.nozzle_id,
        result_id=row.result_id,
        certificate_no=row.result.certificate_no,
        handling_no=row.handling_no,
        handling_on=row.handling_on,
        recipients=row.recipients,
        text=row.text,
        status=row.status,
        status_name=named(NOTICE_STATES, row.status),
        prepared_at=row.prepared_at,
        prepared_by_name=row.prepared_by_name,
        sent_at=row.sent_at,
        sent_by_name=row.sent_by_name,
    )


def _note(actor: Actor, row: BreachNotice, verb: str, after: dict[str, object]) -> None:
    target = f"breach_notice:{row.pk}"
    journal.record(actor, f"metrology.notice_{verb}", target, station_id=row.station_id, after=after)
