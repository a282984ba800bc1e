"""The texts of notices as data: listed, looked at with an example, changed, set back."""

from typing import Any

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.scopes import whole_city
from youjian.bureau.journal import services as journal
from youjian.bureau.language import language, pick
from youjian.bureau.notify import words
from youjian.bureau.notify.channels.segments import segments
from youjian.bureau.notify.contracts import WordingIn, WordingOut, WordingPreview
from youjian.bureau.notify.letters import console_url, filled
from youjian.bureau.notify.models import Wording
from youjian.bureau.notify.templates import PLACEHOLDERS, problems
from youjian.bureau.notify.texts import TEXTS
from youjian.bureau.problems import Problem
from youjian.bureau.scope import acting

_ZH = {
    "what": "新预警", "colour": "红色", "shape": "◆", "station": "三龙加油站", "region": "珠山区",
    "station_id": "3602030017", "device": "3号加油枪", "sentence": "累计泵码与加油记录相差12.00升。",
    "measured": "2026-11-22 12:00", "deadline": "2026-11-22 12:30", "departments": "市商务局",
    "level": "1", "number": "42", "person": "王某", "count": "2", "gravest": "橙色",
    "lines": "1. ▲橙色 新预警 三龙加油站\n2. ●黄色 新预警 乐平一站", "subject": "交接班", "text": "请接班。",
}  # fmt: skip
_EN = {
    **_ZH, "what": "New alert", "colour": "Red", "station": "Sanlong station", "region": "Zhushan",
    "device": "Nozzle 3", "sentence": "Totalizer and records are 12.00 L apart.",
    "departments": "commerce", "person": "Wang", "gravest": "Orange",
    "lines": "1. ▲Orange New alert Sanlong\n2. ●Yellow New alert Leping", "subject": "Hand-over",
    "text": "Please take over.",
}  # fmt: skip
_EXAMPLE = {"zh": _ZH, "en": _EN}


def wordings() -> list[WordingOut]:
    """All texts in force."""
    own = {(row.form, row.step, row.language): row for row in Wording.objects.all()}
    return [_out(key, own.get(key)) for key in TEXTS]


def _out(key: tuple[str, str, str], own: Wording | None) -> WordingOut:
    form, step, spoken = key
    subject, text = (own.subject, own.text) if own else TEXTS[key]
    return WordingOut(
        form=form,  # type: ignore[arg-type]
        step=step,  # type: ignore[arg-type]
        language=spoken,  # type: ignore[arg-type]
        subject=subject,
        text=text,
        form_name=words.named(words.FORMS, form, language()),
        step_name=words.named(words.STEPS, step, language()),
        own=own is not None,
        placeholders=list(PLACEHOLDERS[step]),
    )


def preview(wanted: WordingIn) -> WordingPreview:
    """A text with an example's values, and what is wrong with it."""
    found = [pick(*one) for one in problems(wanted.form, wanted.step, wanted.subject, wanted.text)]
    values = {**_EXAMPLE[wanted.language], "link": console_url("/alerts/42")}
    subject, text = filled(wanted.form, wanted.subject, wanted.text, values)
    return WordingPreview(
        subject=subject, text=text, parts=segments(text) if wanted.form == "sms" else None, problems=found
    )


def save(actor: Actor, wanted: WordingIn) -> WordingOut:
    """Put the city's own text in force. Raises Problem 422 naming all that is wrong, 403 without the city."""
    whole_city(actor, "通知模板", "Texts of notification")
    found = problems(wanted.form, wanted.step, wanted.subject, wanted.text)
    if found:
        raise Problem(422, "bad_wording", pick("；", "; ").join(pick(*one) for one in found))
    key: dict[str, Any] = {"form": wanted.form, "step": wanted.step, "language": wanted.language}
    with acting(actor):
        row = Wording.objects.filter(**key).first()
        before = {"subject": row.subject, "text": row.text} if row else None
        after = {"subject": wanted.subject.strip(), "text": wanted.text.strip()}
        row, _ = Wording.objects.update_or_create(**key, defaults=after)
        journal.record(actor, "notify.wording_save", _target(wanted), before=before, after=after)
    return _out((wanted.form, wanted.step, wanted.language), row)


def reset(actor: Actor, wanted: WordingIn) -> WordingOut:
    """Put the platform's own text in force again; nothing happens where it is."""
    whole_city(actor, "通知模板", "Texts of notification")
    with acting(actor):
        own = Wording.objects.filter(form=wanted.form, step=wanted.step, language=wanted.language)
        gone = own.first()
        if gone is not None:
            before = {"subject": gone.subject, "text": gone.text}
            gone.delete()
            journal.record(actor, "notify.wording_reset", _target(wanted), before=before)
    return _out((wanted.form, wanted.step, wanted.language), None)


def _target(wanted: WordingIn) -> str:
    return f"wording:{wanted.form}:{wanted.step}:{wanted.language}"
