"""Records that are dropped, invented or broken."""

from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youjian.simulator.twin.clock import DAY, HOUR, micros
from youjian.simulator.twin.folder import in_order
from youjian.simulator.twin.frauds.order import Fraud
from youjian.simulator.twin.frauds.stock import chosen_share
from youjian.simulator.twin.signs import inside
from youjian.simulator.twin.world import World


@dataclass
class FalseReturn(Fraud):
    """Sales booked as test returns: the fuel never comes back. `size` is litres of each, once a day."""

    def on_fills(self, world: World) -> None:
        """Turn the fill nearest to the size into a return, on each of five days."""
        fills, kind = world.fills, world.fills.kind.copy()
        tank = self.tank(world.spec)
        for day in range(5):
            first = self.order.onset + day * DAY
            among = np.flatnonzero(
                (fills.tank == tank.tank_id)
                & (fills.kind == 0)
                & inside(fills.started, [(first, first + DAY)])
            )
            if not len(among):
                continue
            row = among[int(np.argmin(np.abs(fills.drawn_l[among] - self.order.size)))]
            kind[row] = 1
            litres = float(fills.drawn_l[row])
            world.label(
                f"nozzle:{fills.nozzle[row]}",
                self.order.name,
                ("fuelling.false_return", "stock.hidden_sales"),
                size=(round(litres, 2), "litres"),
                times=(float(fills.started[row]), float(fills.ended[row])),
                litres=litres,
            )
        world.fills = replace(fills, kind=kind)


@dataclass
class Dropped(Fraud):
    """Whole fills vanish on the way to the platform: `size` percent of a tank's litres from the onset on.

    With `renumbered` the sequence is closed and only the totalizer tells.
    """

    renumbered: bool = False

    def on_tables(self, world: World) -> None:
        """Take rows out of the finished table."""
        world.tables["fuellings"] = self._without(world, world.tables["fuellings"], self._rows(world))

    def _rows(self, world: World) -> np.ndarray:
        """Fuellings to drop, the first and last of each nozzle kept so that the hole is seen."""
        fills, tank = world.fills, self.tank(world.spec)
        inner = np.zeros(len(fills), bool)
        inner[1:-1] = (fills.nozzle[1:-1] == fills.nozzle[:-2]) & (fills.nozzle[1:-1] == fills.nozzle[2:])
        which = inner & (fills.tank == tank.tank_id) & (fills.started >= self.order.onset) & (fills.kind == 0)
        open_ = np.flatnonzero(which & ~fills.hidden)
        return open_[chosen_share(self.rng(world.spec), fills.drawn_l[open_], self.order.size / 100)]

    def _without(self, world: World, content: pa.Table, rows: np.ndarray) -> pa.Table:
        fills, shift = world.fills, world.spec.shift(world.fills.nozzle, world.fills.started)
        code = "fuelling.totalizer_gap" if self.renumbered else "fuelling.sequence_gap"
        accepts = ("stock.hidden_sales", "vapour.volume_mismatch", "stock.month_variance")
        rules = (code, "fuelling.totalizer_gap", "fuelling.sequence_gap", *accepts)
        for row in rows.tolist():
            litres = float(fills.drawn_l[row])
            world.label(
                f"nozzle:{fills.nozzle[row]}",
                self.order.name,
                tuple(dict.fromkeys(rules)),
                size=(round(float(fills.recorded_ml[row]) / 1000, 3), "litres"),
                times=(float(fills.started[row] + shift[row]), float(fills.ended[row] + shift[row])),
                litres=litres,
            )
        kept = ~_rows_of(content, fills.nozzle[rows], micros(fills.started[rows] + shift[rows]))
        left = content.filter(pa.array(kept))
        return renumbered(left) if self.renumbered else left


def _rows_of(content: pa.Table, nozzle: np.ndarray, started: np.ndarray) -> np.ndarray:
    """Rows of a table of fuellings by nozzle and start."""
    key = content["nozzle_id"].to_numpy() * 10**17 + content["started_at"].cast(pa.int64()).to_numpy()
    return np.isin(key, nozzle * 10**17 + started)


def renumbered(content: pa.Table) -> pa.Table:
    """Sequences closed again, nozzle by nozzle; duplicates keep one number."""
    nozzle, seq = content["nozzle_id"].to_numpy(), content["seq"].to_numpy()
    fresh = np.concatenate(([False], (nozzle[1:] == nozzle[:-1]) & (seq[1:] != seq[:-1])))
    head = np.concatenate(([True], nozzle[1:] != nozzle[:-1]))
    steps = np.cumsum(fresh)
    start = np.maximum.accumulate(np.where(head, np.arange(len(seq)), 0))
    made = seq[start] + steps - steps[start]
    return content.set_column(
        content.schema.get_field_index("seq"), content.schema.field("seq"), pa.array(made)
    )


@dataclass
class Unplugged(Fraud):
    """The collector is unplugged for `size` hours; sales go on and never reach the platform."""

    def on_readings(self, world: World) -> None:
        """Neither readings nor heartbeats."""
        span = self.span(world)
        world.signs.silent.append(span)
        for tank_id, seen in world.readings.items():
            world.readings[tank_id] = seen.take(~inside(seen.at, [span]))
        world.signs.event(world.spec, "collector", span[1] + 20, "port_connected")

    def on_tables(self, world: World) -> None:
        """The fuellings of the span are missing for good."""
        fills, span = world.fills, self.span(world)
        gone = inside(fills.ended, [span])
        shift = world.spec.shift(fills.nozzle, fills.started)
        content = world.tables["fuellings"]
        which = _rows_of(content, fills.nozzle[gone], micros((fills.started + shift)[gone]))
        world.tables["fuellings"] = content.filter(pa.array(~which))
        world.tables["vapour_fills"] = _not_within(world.tables["vapour_fills"], "ended_at", span)
        world.tables["pressure_readings"] = _not_within(world.tables["pressure_readings"], "at", span)
        world.label(
            "collector",
            self.order.name,
            (
                "collector.offline_trading",
                "collector.offline",
                "fuelling.sequence_gap",
                "gauge.fault",
                "stock.hidden_sales",
            ),
            size=(self.order.size, "hours"),
            times=span,
            litres=float(fills.drawn_l[gone].sum()),
        )

    def span(self, world: World) -> tuple[float, float]:
        """When it is unplugged."""
        return self.order.onset, min(self.order.onset + self.order.size * HOUR, world.spec.end - HOUR)


def _not_within(content: pa.Table, column: str, span: tuple[float, float]) -> pa.Table:
    at = content[column].cast(pa.int64()).to_numpy() / 1e6
    return content.filter(pa.array(~inside(at, [span])))


@dataclass
class BoardSwap(Fraud):
    """A dispenser's board is swapped without a record: identity changes, totalizers begin anew, and from
    then on its nozzles deliver `size` percent less than shown."""

    def on_fills(self, world: World) -> None:
        """Short from then on."""
        fills, mine = world.fills, self._nozzles(world)
        which = np.isin(fills.nozzle, mine) & (fills.started >= self.order.onset)
        drawn = np.where(which, fills.drawn_l / (1 + self.order.size / 100), fills.drawn_l)
        world.fills = replace(fills, drawn_l=drawn)
        device = f"dispenser:{self.nozzle(world.spec).dispenser_id}"
        world.signs.event(world.spec, device, self.order.onset - 120, "cover_opened")
        world.signs.event(world.spec, device, self.order.onset, "board_id_changed", "B7F2 -> 19C4")
        world.label(
            device,
            self.order.name,
            ("dispenser.tampered", "fuelling.totalizer_reset", "meter.bias"),
            size=(self.order.size, "percent"),
            times=(self.order.onset, None),
            litres=float((fills.drawn_l - drawn).sum()),
        )

    def on_tables(self, world: World) -> None:
        """Totalizers count from a small number."""
        content = world.tables["fuellings"]
        nozzle, total = content["nozzle_id"].to_numpy(), content["totalizer_ml"].to_numpy().copy()
        shift = max(world.spec.dispenser_clock_s.values()) + 60
        started = content["started_at"].cast(pa.int64()).to_numpy() / 1e6
        for nozzle_id in self._nozzles(world):
            after = np.flatnonzero((nozzle == nozzle_id) & (started >= self.order.onset + shift))
            if len(after) and after[0] > 0 and nozzle[after[0] - 1] == nozzle_id:
                first = after[0]
                total[after] -= total[first] - content["volume_ml"][int(first)].as_py()
                self._tell(world, nozzle_id, float(started[first]))
        place = content.schema.get_field_index("totalizer_ml")
        world.tables["fuellings"] = content.set_column(place, content.schema.field(place), pa.array(total))

    def _tell(self, world: World, nozzle_id: int, at: float) -> None:
        rules = ("fuelling.totalizer_reset", "dispenser.tampered", "fuelling.totalizer_gap")
        subject, name = f"nozzle:{nozzle_id}", self.order.name
        world.label(subject, name, rules, size=(1.0, "count"), times=(at, None), litres=0.0)

    def _nozzles(self, world: World) -> list[int]:
        chosen = self.nozzle(world.spec).dispenser_id
        return [n.nozzle_id for n in world.spec.nozzles if n.dispenser_id == chosen]


@dataclass
class Broken(Fraud):
    """One record a day that breaks an identity of its own: money, time, order or key."""

    what: str = "amount"

    def on_tables(self, world: World) -> None:
        """Change some rows of the finished table."""
        content = world.tables["fuellings"]
        ended = content["ended_at"].cast(pa.int64()).to_numpy() / 1e6
        rng = self.rng(world.spec)
        open_ = np.flatnonzero(ended[1:] >= self.order.onset) + 1
        count = min(int(self.order.size), len(open_))
        rows = np.sort(rng.choice(open_, count, replace=False))
        changed = content.slice(0, 0)
        for row in rows.tolist():
            one = content.slice(row, 1).to_pylist()[0]
            told = self._bend(content, row, one)
            if told is not None:
                code, bent = told
                changed = pa.concat_tables([changed, pa.Table.from_pylist([bent], schema=content.schema)])
                self._tell(world, code, bent)
        world.tables["fuellings"] = self._put(content, changed)

    def _bend(self, content: pa.Table, row: int, one: dict) -> tuple[str, dict] | None:
        if self.what == "amount":
            return "fuelling.amount_mismatch", {**one, "amount_fen": one["amount_fen"] + 137}
        if self.what == "flow":
            brief = max(0.05, one["volume_ml"] / 1000 / 260 * 60)
            start = pc.subtract(
                content["ended_at"][row], pa.scalar(int(brief * 1000) * 1000, pa.duration("us"))
            )
            return "fuelling.implausible_flow", {**one, "started_at": start.as_py()}
        if self.what == "conflict":
            again = (one["received_at"] or one["ended_at"]) + timedelta(minutes=2)
            return "record.conflict", {**one, "volume_ml": one["volume_ml"] + 1000, "received_at": again}
        before = content.slice(row - 1, 1).to_pylist()[0]
        if before["nozzle_id"] != one["nozzle_id"] or before["seq"] == one["seq"]:
            return None
        middle = before["started_at"] + (before["ended_at"] - before["started_at"]) / 2
        return "fuelling.overlap", {**one, "started_at": middle}

    def _put(self, content: pa.Table, changed: pa.Table) -> pa.Table:
        if self.what == "conflict":
            return in_order("fuellings", pa.concat_tables([content, changed]))
        key = content["nozzle_id"].to_numpy() * 10**10 + content["seq"].to_numpy()
        gone = changed["nozzle_id"].to_numpy() * 10**10 + changed["seq"].to_numpy()
        kept = content.filter(pa.array(~np.isin(key, gone)))
        return in_order("fuellings", pa.concat_tables([kept, changed]))

    def _tell(self, world: World, code: str, bent: dict) -> None:
        times = (bent["started_at"].timestamp(), bent["ended_at"].timestamp())
        subject = f"nozzle:{bent['nozzle_id']}"
        world.label(subject, self.order.name, (code,), size=(1.0, "count"), times=times, litres=0.0)
