"""Rows of metering as they are answered, and the small look-ups that this needs."""

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.metrology.contracts import NozzleResultOut
from youjian.bureau.metrology.models import NozzleVerification
from youjian.bureau.metrology.words import KINDS, RESULTS, document_name, fault_name, percent
from youjian.bureau.problems import not_found
from youjian.bureau.registry import records
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry.models import Verification
from youjian.bureau.sheets.fields import named
from youjian.bureau.times import now


def dispenser_of(station_id: str, nozzle_id: int) -> int:
    """The dispenser that a nozzle stands on by now; raises Problem 404."""
    found = records.nozzles_at(station_id, now()).get(nozzle_id)
    if found is None:
        raise not_found(pick(f"加油站{station_id}的{nozzle_id}号枪", f"Nozzle {nozzle_id} of {station_id}"))
    return found.dispenser_id


def standing_verification(station_id: str, nozzle_id: int) -> Verification | None:
    """The verification that stands for a nozzle: its last; on one day a pass follows what failed."""
    found = Verification.objects.filter(station_id=station_id, nozzle_id=nozzle_id)
    return found.order_by("-verified_on", "-result", "-valid_until", "-certificate_no").first()


def result_out(actor: Actor, row: NozzleVerification) -> NozzleResultOut:
    """A verification with its edition's limits and a sentence."""
    edition = row.edition
    heads = register.station_heads(actor, [row.station_id])
    head = heads.get(row.station_id)
    return NozzleResultOut(
        id=row.pk,
        code=row.code if row.pk else "",
        station_id=row.station_id,
        station_name=head.name if head else row.station_id,
        dispenser_id=row.dispenser_id,
        nozzle_id=row.nozzle_id,
        verified_on=row.verified_on,
        kind=row.kind,
        kind_name=named(KINDS, row.kind),
        edition=edition.code,
        mpe_pct=edition.mpe_milli / 1000,
        repeatability_limit_pct=edition.repeatability_milli / 1000,
        q1=[value / 1000 for value in row.readings["q1"]],
        q2=[value / 1000 for value in row.readings["q2"]],
        error_pct=row.error_milli / 1000,
        repeatability_pct=row.repeatability_milli / 1000,
        appearance_ok=row.appearance_ok,
        defects=row.defects,
        result=row.result,
        result_name=named(RESULTS, row.result),
        faults=[fault_name(fault) for fault in row.faults],
        document_name=document_name(row.result),
        certificate_no=row.certificate_no,
        mark_no=row.mark_no,
        valid_until=row.valid_until,
        verifier_name=row.verifier_name,
        made_by_name=row.made_by_name,
        sentence=_sentence(row),
    )


def _sentence(row: NozzleVerification) -> str:
    figures = pick(
        f"示值误差{percent(row.error_milli)}%，重复性{row.repeatability_milli / 1000:.3f}%",
        f"error {percent(row.error_milli)} %, repeatability {row.repeatability_milli / 1000:.3f} %",
    )
    if row.result == "pass":
        return pick(
            f"按{row.edition.code}合格：{figures}，有效期至{row.valid_until}。",
            f"Passed under {row.edition.code}: {figures}, valid until {row.valid_until}.",
        )
    why = pick("、", ", ").join(fault_name(fault) for fault in row.faults)
    return pick(
        f"按{row.edition.code}不合格：{figures}；{why}。该枪应停止使用。",
        f"Failed under {row.edition.code}: {figures}; {why}. The nozzle has to be out of use.",
    )
