"""Each new finding gets its alert: one alert for a cause, whatever order the findings came in."""

from collections.abc import Collection, Mapping, Sequence

from youjian.bureau.alerts.batch import Batch, Work
from youjian.bureau.alerts.following import reopen
from youjian.bureau.alerts.grouping import Group, Said, groups_of, place
from youjian.bureau.alerts.models import Alert, AlertFinding, FindingRevision
from youjian.bureau.alerts.saying import layout, said_of
from youjian.bureau.times import now

_ABSORBED = ("多枪同向偏离，归入上级预警。", "All nozzles are off together; part of the wider alert.")


def settle(batch: Batch, revisions: Sequence[FindingRevision]) -> None:
    """Put every finding of the batch to the alert of its cause, raising it where there is none.

    What comes in the order in which it was said joins what is there. What comes late (something said later
    was taken before it) lets the station be put together anew, so that the end is the same.
    """
    stations: dict[str, list[FindingRevision]] = {}
    for revision in revisions:
        stations.setdefault(revision.station_id, []).append(revision)
    registered = layout(stations)
    wanted = {revision.finding_id for revision in revisions}
    known = {key for station_id in stations for key in batch.known(station_id)}
    said = said_of(wanted | known, registered)
    for station_id, listed in stations.items():
        _settle_station(batch, station_id, listed, said)


def _settle_station(
    batch: Batch, station_id: str, revisions: Sequence[FindingRevision], said: Mapping[str, Said]
) -> None:
    known = batch.known(station_id)
    new = {r.finding_id for r in revisions} - set(known)
    if _late(known, revisions, new, said):
        groups = groups_of(said[key] for key in known.keys() | new)
    elif new:
        groups = _standing(batch, station_id, said)
        for key in sorted(new, key=lambda key: said[key].order):
            place(groups, said[key])
    else:
        return
    _assign(batch, station_id, groups)


def _late(
    known: Mapping[str, AlertFinding],
    revisions: Sequence[FindingRevision],
    new: Collection[str],
    said: Mapping[str, Said],
) -> bool:
    """Whether something was said before what was already taken."""
    if not known:
        return False
    last = max((row.said_at, key) for key, row in known.items())
    return any(said[key].order < last for key in new) or any(
        revision.detected_at < last[0] for revision in revisions if revision.finding_id in known
    )


def _standing(batch: Batch, station_id: str, said: Mapping[str, Said]) -> list[Group]:
    """The causes as the station's alerts stand for them."""
    groups = {
        work.alert.pk: Group([said[key] for key in work.findings])
        for work in batch.works
        if work.alert.station_id == station_id and work.findings
    }
    for work in batch.works:
        if work.alert.pk in groups and work.alert.parent_id in groups:
            groups[work.alert.pk].wider = groups[work.alert.parent_id]
    return list(groups.values())


def _assign(batch: Batch, station_id: str, groups: Sequence[Group]) -> None:
    """Give each cause its alert, and each alert its findings."""
    mine = [work for work in batch.works if work.alert.station_id == station_id]
    rows = batch.known(station_id)
    buried = [work for work in mine if batch.repeated(work) is not None]
    works = _works(mine, groups, buried)
    for work in mine:
        if work not in works and work.findings:
            taker = next(w for w, g in zip(works, groups, strict=True) if _holds(g, work.findings))
            work.findings, work.emptied_into = {}, taker.alert
    for group, work in zip(groups, works, strict=True):
        _fill(work, group, rows)
        if all(group.fingerprint != one.alert.fingerprint for one in buried):
            work.alert.fingerprint = group.fingerprint
    for group, work in zip(groups, works, strict=True):
        if group.wider is not None:
            _absorb(work, works[groups.index(group.wider)].alert)
    batch.works += [work for work in works if work not in batch.works]
    for work in works:
        _pass_to_repeated(batch, work)


def _holds(group: Group, rows: Mapping[str, AlertFinding]) -> bool:
    return any(said.finding_id in rows for said in group.members)


def _fill(work: Work, group: Group, rows: Mapping[str, AlertFinding]) -> None:
    """The findings of a cause under its alert; one that had been emptied by late data stands again."""
    emptied = not work.fresh and not work.findings and work.alert.same_as_id is not None
    if emptied and work.alert.closed_by_id is None:
        reopen(work.alert)
    held = {said.finding_id: rows.get(said.finding_id) or _row(said) for said in group.members}
    for said in group.members:
        row = held[said.finding_id]
        work.moved = work.moved or (row.pk is not None and row.said_at != said.said_at)
        row.said_at = said.said_at
    work.moved = work.moved or any(row.alert_id not in {None, work.alert.pk} for row in held.values())
    work.findings = held


def _pass_to_repeated(batch: Batch, work: Work) -> None:
    """What joins an alert that a person closed as a duplicate goes to the alert that it repeats."""
    taker = batch.repeated(work)
    if taker is None:
        return
    for key, row in list(work.findings.items()):
        if row.pk is None or row.alert_id != work.alert.pk:
            batch.hand_over(key, work, taker)
    taker.emptied_into = None


def _absorb(work: Work, wider: Alert) -> None:
    if work.alert.parent is not wider:
        work.alert.parent, work.moved = wider, True
        work.happened.append(("joined", _ABSORBED))


def _works(mine: Sequence[Work], groups: Sequence[Group], buried: Sequence[Work]) -> list[Work]:
    """For each cause its alert: the one it is known by, else one that stood for some of its findings.

    A duplicate that gave the cause's first finding away leaves the cause to the alert that has it.
    """
    named = {work.alert.fingerprint: work for work in mine}
    found = [named.get(group.fingerprint) for group in groups]
    for index, group in enumerate(groups):
        work = found[index]
        if work is not None and work in buried and not _holds(group, work.findings):
            holders = [one for one in mine if one not in found and _holds(group, one.findings)]
            found[index] = holders[0] if holders else work
    free = [work for work in mine if work not in found and work.findings]
    for index, group in enumerate(groups):
        if found[index] is None:
            keys = {said.finding_id for said in group.members}
            held = next((work for work in free if keys & work.findings.keys()), None)
            if held is not None:
                free.remove(held)
            found[index] = held or Work(_raised(group))
    return [work for work in found if work is not None]


def _raised(group: Group) -> Alert:
    return Alert(fingerprint=group.fingerprint, status="open", opened_at=now(), rank=0, level=0)


def _row(said: Said) -> AlertFinding:
    """A finding that joins; the rest comes with the revision that is followed."""
    return AlertFinding(
        finding_id=said.finding_id,
        rule=said.rule,
        subject=said.subject,
        said_at=said.said_at,
        joined_at=now(),
        revision=0,
        status="",
    )
