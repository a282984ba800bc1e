"""Stations that go on under another number: moved into another county, merged, split.

Each verb checks, says what it will do, and does it in one transaction; with `dry_run` it stops before doing.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.registry import handover, life_notes
from youjian.bureau.registry import life_checks as checks
from youjian.bureau.registry.changing import changing
from youjian.bureau.registry.equipment import Equipment, Numbers, equipment_of, last_trade, numbers_for
from youjian.bureau.registry.life_contracts import (
    LifeEffect,
    LifeIn,
    LifeOut,
    MergeIn,
    MoveIn,
    NewStation,
    Renumbered,
    SplitIn,
)
from youjian.bureau.registry.lifecycle import move_within
from youjian.bureau.registry.models import Station
from youjian.bureau.registry.splitting import chosen_of

Kind = Literal["move", "merge", "split"]


def move(actor: Actor, station_id: str, order: MoveIn) -> LifeOut:
    """Move a station (迁址): within its county under its number, into another one as a new station.

    Raises Problem 409 when it is closed or the new number is taken, 403 when that lies outside the scope, 422
    for a bad day or region, and when another county is named without a new number and licence.
    """
    with changing(actor, checks.said(order), "lifecycle", order.effective_on):
        station = checks.locked(actor, [station_id])[station_id]
        checks.check_open(station)
        checks.check_day(order.effective_on, station)
        number = order.new_station_id
        if (order.region_code or number or station_id)[:6] == station_id[:6] and number in ("", station_id):
            return move_within(actor, station, order)
        if not number or not order.licence_no.strip():
            raise checks.bad(
                "needs_new_number",
                "迁往其他县区须按新的经营许可登记：请填写新编号和新许可证号。",
                "In another county the station needs a new licence: give its new number and licence number.",
            )
        new = NewStation(
            station_id=number,
            name=station.name,
            licence_no=order.licence_no,
            licence_valid_until=order.licence_valid_until,
            region_code=order.region_code,
            address=order.address,
            longitude=order.longitude,
            latitude=order.latitude,
        )
        coming = equipment_of(station_id)
        return _Succession(actor, order, "move", [station], [coming], new=new).carry_out()


def merge(actor: Actor, order: MergeIn) -> LifeOut:
    """Make one station of several (合并): `into` goes on, or a new one begins; the others close.

    Raises Problem as `move` does; a station that is named twice or `into` not among them is refused with 422.
    """
    with changing(actor, checks.said(order), "lifecycle", order.effective_on):
        stations = checks.locked(actor, order.station_ids)
        if len(stations) != len(order.station_ids):
            raise checks.bad(
                "same_station",
                "合并的加油站里有重复的编号，请核对。",
                "A station is named twice among those to be merged.",
            )
        if bool(order.into) == (order.new_station is not None) or (order.into and order.into not in stations):
            raise checks.bad(
                "which_goes_on",
                "请指明合并后由其中哪一座站继续经营，或填写一座新站（二者选一）。",
                "Say which of these stations goes on, or describe a new one: one of the two.",
            )
        for station in stations.values():
            checks.check_open(station)
            checks.check_day(order.effective_on, station)
        ending = [stations[i] for i in order.station_ids if i != order.into]
        coming = [equipment_of(station.station_id) for station in ending]
        into = stations.get(order.into)
        return _Succession(
            actor, order, "merge", ending, coming, new=order.new_station, into=into
        ).carry_out()


def split(actor: Actor, station_id: str, order: SplitIn) -> LifeOut:
    """Let chosen equipment go on as a new station (分立); the rest stays.

    Raises Problem as `move` does, and 422 when a chosen nozzle's tank or dispenser stays behind, or a staying
    nozzle's tank goes.
    """
    with changing(actor, checks.said(order), "lifecycle", order.effective_on):
        station = checks.locked(actor, [station_id])[station_id]
        checks.check_open(station)
        checks.check_day(order.effective_on, station)
        coming = chosen_of(equipment_of(station_id), order)
        return _Succession(actor, order, "split", [station], [coming], new=order.new_station).carry_out()


class _Succession:
    """One succession: what goes over from which stations to where, checked, told and carried out."""

    def __init__(
        self,
        actor: Actor,
        order: LifeIn,
        kind: Kind,
        ending: Sequence[Station],
        coming: Sequence[Equipment],
        *,
        new: NewStation | None = None,
        into: Station | None = None,
    ) -> None:
        self.actor, self.order, self.day = actor, order, order.effective_on
        self.kind: Kind = kind
        self.ending, self.coming, self.new, self.into = ending, coming, new, into
        self.to = new.station_id if new else into.station_id if into else ""
        self.numbers: list[Numbers] = []
        self.manifolds: list[dict[int, str]] = []

    def carry_out(self) -> LifeOut:
        self._check()
        self._number()
        told = self._told()
        if not self.order.dry_run:
            self._write()
            parts = [*self.ending, *([self.into] if self.into else [])]
            checks.tell(self.actor, told, parts, self.order)
        return told

    def _check(self) -> None:
        if self.new is not None:
            checks.check_number(self.actor, self.to)
            checks.check_region(self._region(self.new), self.to)
            closing = [] if self.kind == "split" else [station.station_id for station in self.ending]
            checks.check_licence(self.new.licence_no, closing)
            checks.check_place(self.new.longitude, self.new.latitude)
        for station, equipment in zip(self.ending, self.coming, strict=True):
            for piece in equipment.all:
                what = f"{checks.titled(station)}{pick('的', ', ')}{piece.name}"
                checks.check_records(self.day, piece.last_record, what)
                checks.check_records(self.day, piece.valid_from, what)
            if self.kind != "split":
                checks.check_records(self.day, last_trade(station.station_id), checks.titled(station))
            _check_whole(station, equipment)

    def _number(self) -> None:
        """The next free numbers, station after station: what came over before counts as taken."""
        there = (
            equipment_of(self.to)
            if self.into
            else Equipment(self.to, {"tank": {}, "dispenser": {}, "nozzle": {}})
        )
        largest = dict(there.largest)
        named = {piece.manifold for piece in there.all if piece.manifold}
        for equipment in self.coming:
            numbers = numbers_for(equipment, largest)
            self.numbers.append(numbers)
            self.manifolds.append(_renamed_manifolds(equipment, named))
            largest |= {kind: max(mapping.values()) for kind, mapping in numbers.items() if mapping}
            named |= {piece.manifold for piece in equipment.all if piece.manifold}

    def _told(self) -> LifeOut:
        equipment = [
            piece for pair in zip(self.coming, self.numbers, strict=True) for piece in self._renumbered(*pair)
        ]
        return LifeOut(
            verb=self.kind,
            done=not self.order.dry_run,
            station_id=self.to,
            effective_on=self.day,
            effects=[LifeEffect(station_id=i, text=text) for i, text in self._effects()],
            equipment=equipment,
            notes=life_notes.notes([s.station_id for s in self.ending], self.to, self.kind),
        )

    def _renumbered(self, equipment: Equipment, numbers: Numbers) -> list[Renumbered]:
        return [
            Renumbered(
                kind=piece.kind,
                from_station=equipment.station_id,
                from_number=piece.number,
                to_station=self.to,
                to_number=numbers[piece.kind][piece.number],
                product=piece.product,
            )
            for piece in equipment.all
        ]

    def _effects(self) -> list[tuple[str, str]]:
        told: list[tuple[str, str]] = []
        if self.new is not None:
            name = pick(f"{self.new.name}（{self.to}）", f"{self.new.name} ({self.to})")
            told.append((self.to, pick(f"{name}自{self.day}起建档营业。", f"{name} begins on {self.day}.")))
        for station, equipment in zip(self.ending, self.coming, strict=True):
            counted = life_notes.counted(equipment)
            going = pick(
                f"{checks.titled(station)}的{counted}自{self.day}起转到{self.to}，原编号退役，历史记录不变。",
                f"{checks.titled(station)}: {counted} go over to {self.to} on {self.day}; "
                "the old numbers are retired, records stay as they are.",
            )
            told.append((self.to, going))
            if self.kind != "split":
                zh = f"{checks.titled(station)}自{self.day}起关停，档案和历史记录全部保留。"
                en = f"{checks.titled(station)} closes on {self.day}; its register and all its past stay."
                told.append((station.station_id, pick(zh, en)))
        return told

    def _write(self) -> None:
        if self.new is not None:
            fields = _fields(self.new, self._region(self.new), self.day)
            handover.begin_station(self.ending[0].station_id, self.to, fields)
        parts = zip(self.ending, self.coming, self.numbers, self.manifolds, strict=True)
        for station, equipment, numbers, manifolds in parts:
            handover.hand_over(equipment, self.to, numbers, self.day, manifolds)
            pieces = [
                {"kind": p.kind, "from": p.from_number, "to": p.to_number}
                for p in self._renumbered(equipment, numbers)
            ]
            reason = checks.said(self.order)
            handover.note_succession(
                station.station_id, self.to, self.kind, self.day, reason=reason, equipment=pieces
            )
            if self.kind != "split":
                handover.change_station(station.station_id, {"status": "closed", "closed_on": self.day})
        if self.kind == "move":
            handover.take_vapour_monitors(self.ending[0].station_id, self.to)

    def _region(self, new: NewStation) -> str:
        if new.region_code:
            return new.region_code
        known = self.ending[0].region_code
        return known if known[:6] == new.station_id[:6] else new.station_id[:6]


def _fields(new: NewStation, region: str, day: date) -> dict[str, Any]:
    """What the new station does not have from the one before it."""
    place = {
        name: value
        for name in ("address", "longitude", "latitude")
        if (value := getattr(new, name)) not in (None, "")
    }
    return {
        **place,
        "name": new.name.strip(),
        "licence_no": new.licence_no.strip(),
        "licence_valid_until": new.licence_valid_until,
        "licence_renewal_applied_on": None,
        "region_code": region,
        "status": "operating",
        "opened_on": day,
        "closed_on": None,
    }


def _renamed_manifolds(equipment: Equipment, taken: set[str]) -> dict[int, str]:
    """Tanks that share a level here must not seem to share it with tanks over there."""
    return {
        number: f"{equipment.station_id}:{tank.manifold}"
        for number, tank in equipment.pieces["tank"].items()
        if tank.manifold is not None and tank.manifold in taken
    }


def _check_whole(station: Station, equipment: Equipment) -> None:
    for nozzle in equipment.pieces["nozzle"].values():
        if nozzle.tank_id not in equipment.pieces["tank"]:
            raise checks.bad(
                "tank_stays",
                f"{checks.titled(station)}的{nozzle.name}连接的{nozzle.tank_id}号油罐没有一起转走，请一并选择或先调整枪罐对应。",
                f"{checks.titled(station)}: {nozzle.name} draws from tank {nozzle.tank_id}, which stays. "
                "Choose the tank too, or change the nozzle's tank first.",
            )
