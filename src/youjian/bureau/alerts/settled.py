"""Changing what a city settles about its alerts: by the profile, or by a person in the editor."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast

import msgspec

from youjian.bureau.accounts.contracts import Actor, NamedCode
from youjian.bureau.accounts.models import Department
from youjian.bureau.alerts.causes import CAUSES
from youjian.bureau.alerts.contracts import DeskChoicesOut, DeskLineOut, DeskSectionOut
from youjian.bureau.alerts.defaults import DEFAULTS
from youjian.bureau.alerts.entries import SECTIONS, Entry, RouteEntry, SectionName, line_of, values_of
from youjian.bureau.alerts.models import DeskEntry
from youjian.bureau.alerts.routing import offices
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.registry.models import Station
from youjian.bureau.registry.selectors import region_names
from youjian.bureau.scope import acting
from youjian.bureau.times import now
from youjian.contract.codes import RULE_CODES

Source = Literal["profile", "person"]


def sections() -> list[DeskSectionOut]:
    """Every section with the lines that hold, in the order in which they are tried."""
    kept: dict[str, list[DeskEntry]] = {}
    for row in DeskEntry.objects.order_by("section", "position", "id"):
        kept.setdefault(row.section, []).append(row)
    return [_section(name, kept.get(name, [])) for name in SECTIONS]


def _section(name: SectionName, rows: Sequence[DeskEntry]) -> DeskSectionOut:
    if rows:
        lines = [DeskLineOut(code=row.code, values=row.values) for row in rows]
        last = max(rows, key=lambda row: row.changed_at)
        return DeskSectionOut(
            section=name,
            source=last.source,
            changed_at=last.changed_at,
            changed_by=last.changed_by,
            lines=lines,
        )
    lines = [DeskLineOut(code=line.code, values=values_of(line)) for line in DEFAULTS[name]]
    return DeskSectionOut(section=name, source="platform", changed_at=None, changed_by="", lines=lines)


def settle_section(actor: Actor, section: str, values: Sequence[Mapping[str, Any]], reason: str) -> None:
    """Replace the lines of a section; none: those that come with the platform hold again.

    Raises Problem 404 for a section that there is none of, 422 naming the line and what is wrong with it.
    Alerts there are keep their colour; departments and deadlines follow at the next change of each.
    """
    if section not in SECTIONS:
        raise Problem(404, "not_found", pick(f"没有设置项{section}。", f"There is no section {section}."))
    name = cast("SectionName", section)
    lines = [_line(name, index, dict(one)) for index, one in enumerate(values, 1)]
    _check_codes(lines)
    _check_departments(lines)
    with acting(actor):
        before = [row.values for row in DeskEntry.objects.filter(section=name).order_by("position")]
        _write(name, lines, "person", actor.username)
        after = {"lines": [values_of(line) for line in lines], "reason": reason}
        journal.record(actor, "alert.settle", f"alert_desk:{name}", before={"lines": before}, after=after)


def take_sections(given: Mapping[SectionName, Sequence[Entry]]) -> None:
    """Take a profile's sections within the running transaction; what a person settled since stays."""
    by_person = set(DeskEntry.objects.filter(source="person").values_list("section", flat=True))
    for name, lines in given.items():
        if name not in by_person:
            _write(name, lines, "profile", "")


def _write(name: SectionName, lines: Sequence[Entry], source: Source, who: str) -> None:
    DeskEntry.objects.filter(section=name).delete()
    moment = now()
    DeskEntry.objects.bulk_create(
        DeskEntry(
            section=name,
            code=line.code,
            position=position,
            values=values_of(line),
            source=source,
            changed_at=moment,
            changed_by=who,
        )
        for position, line in enumerate(lines, 1)
    )


def _line(name: SectionName, number: int, values: dict[str, Any]) -> Entry:
    try:
        return line_of(name, values)
    except (msgspec.ValidationError, ValueError) as error:
        raise _bad(
            pick(f"第{number}行：{error}", f"Line {number}: {error}"), _field(number, str(error))
        ) from None


def _field(number: int, said: str) -> str:
    """Where on the form an error stands: the line's index and the field that the message names, if any.

    >>> _field(2, "Expected `int` >= 1 - at `$.minutes`"), _field(1, "say the one or the other")
    ('lines.1.minutes', 'lines.0.code')
    """
    named = re.search(r"`\$\.(\w+)", said) or re.search(r"(?:required|unknown) field `(\w+)`", said)
    return f"lines.{number - 1}.{named[1] if named else 'code'}"


def _check_codes(lines: Sequence[Entry]) -> None:
    codes = [line.code for line in lines]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        message = pick(f"编号重复：{'、'.join(twice)}", f"A code stands twice: {', '.join(twice)}")
        raise _bad(message, f"lines.{len(codes) - 1 - codes[::-1].index(twice[0])}.code")


def _check_departments(lines: Sequence[Entry]) -> None:
    named = {
        code for line in lines if isinstance(line, RouteEntry) for code in (line.department, *line.informed)
    }
    missing = sorted(named - offices().active)
    if missing:
        listed = "、".join(missing)
        raise _bad(pick(f"没有在用部门：{listed}", f"There is no department in use: {', '.join(missing)}"))


def _bad(message: str, field: str = "") -> Problem:
    """A refusal that names the field of the form, as `lines.INDEX.FIELD`."""
    fields = [{"name": field, "message": message}] if field else []
    return Problem(422, "bad_line", message, {"fields": fields})


def choices() -> DeskChoicesOut:
    """What the lists of the form hold: causes, rules, departments in use, regions, kinds of ownership."""
    named = Department.objects.filter(is_active=True).order_by("code").values_list("code", "name")
    return DeskChoicesOut(
        causes=[NamedCode(code=one.code, name=pick(one.name, one.name_en)) for one in CAUSES.values()],
        rules=[NamedCode(code=one.code, name=pick(one.name, one.name_en)) for one in RULE_CODES.values()],
        departments=[NamedCode(code=code, name=name) for code, name in named],
        regions=[NamedCode(code=code, name=name) for code, name in sorted(region_names().items())],
        ownerships=sorted({one for one in Station.objects.values_list("ownership", flat=True) if one}),
    )
