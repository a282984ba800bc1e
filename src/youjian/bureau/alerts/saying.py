"""What the findings of a station say, as grouping wants it: from the ledger's revisions and the register."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from youjian.bureau.alerts.grouping import Said
from youjian.bureau.alerts.models import FindingRevision
from youjian.bureau.registry.models import Nozzle, Tank
from youjian.detection.books.products import family

OF_BOOKS = ("stock.month_variance", "tax.purchase_mismatch", "tax.product_mismatch")
_BEGINNING = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Layout:
    """Which nozzle drew from which tank through which dispenser, and when; what each tank holds."""

    nozzles: Mapping[tuple[str, int], Sequence[Nozzle]]
    products: Mapping[tuple[str, int], str]

    def nozzle(self, station_id: str, number: int, moment: datetime) -> Nozzle | None:
        """The mapping that held at a moment; before the first the first."""
        rows = self.nozzles.get((station_id, number), ())
        begun = [row for row in rows if (row.valid_from or _BEGINNING) <= moment]
        return begun[-1] if begun else rows[0] if rows else None

    def parts(self, station_id: str, subject: str, moment: datetime) -> frozenset[str]:
        """A subject with what it belonged to at a moment."""
        kind, _, number = subject.partition(":")
        parts = {subject}
        if kind == "nozzle" and (row := self.nozzle(station_id, int(number), moment)):
            parts |= {f"tank:{row.tank_id}", f"dispenser:{row.dispenser_id}", _product(row.product)}
        elif kind == "tank" and (product := self.products.get((station_id, int(number)))):
            parts.add(_product(product))
        return frozenset(parts)


def layout(station_ids: Collection[str]) -> Layout:
    """The register of some stations."""
    nozzles: dict[tuple[str, int], list[Nozzle]] = {}
    for row in Nozzle.objects.filter(station_id__in=station_ids):
        nozzles.setdefault((row.station_id, row.nozzle_id), []).append(row)
    for rows in nozzles.values():
        rows.sort(key=lambda row: row.valid_from or _BEGINNING)
    tanks = Tank.objects.filter(station_id__in=station_ids)
    return Layout(nozzles, {(row.station_id, row.tank_id): row.product for row in tanks})


def said_of(finding_ids: Collection[str], registered: Layout) -> dict[str, Said]:
    """Findings as they were first said, with the ends that were named since."""
    columns = (
        "finding_id", "revision", "rule", "station_id", "subject", "started_at", "ended_at", "detected_at",
        "estimate", "unit",
    )  # fmt: skip
    rows = FindingRevision.objects.filter(finding_id__in=finding_ids).order_by("finding_id", "revision")
    revisions: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows.values(*columns):
        revisions.setdefault(row["finding_id"], []).append(row)
    families = _families(row for rows in revisions.values() for row in rows[:1])
    return {
        finding_id: _said(listed, registered, families.get(finding_id))
        for finding_id, listed in revisions.items()
    }


def _said(revisions: Sequence[Mapping[str, Any]], registered: Layout, of_family: str | None) -> Said:
    first = revisions[0]
    parts = registered.parts(first["station_id"], first["subject"], first["started_at"])
    return Said(
        finding_id=first["finding_id"],
        rule=first["rule"],
        subject=first["subject"],
        parts=parts | {f"product:{of_family}"} if of_family else parts,
        said_at=first["detected_at"],
        started_at=first["started_at"],
        ends=tuple((row["detected_at"], row["ended_at"]) for row in revisions),
        litres=first["estimate"] / 1000 if first["unit"] == "ml" and first["estimate"] is not None else None,
    )


def _families(firsts: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The family of products of what the month's books say; it stands among their figures only."""
    wanted = [row["finding_id"] for row in firsts if row["rule"] in OF_BOOKS]
    if not wanted:
        return {}
    rows = FindingRevision.objects.filter(finding_id__in=wanted, revision=1)
    figures = {row.finding_id: json.loads(row.evidence).get("figures", {}) for row in rows}
    return {key: told["family"] for key, told in figures.items() if isinstance(told.get("family"), str)}


def _product(product: str) -> str:
    return f"product:{family(product)}"
