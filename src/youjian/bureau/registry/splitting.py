"""Which equipment goes and which stays when a station is split: nothing may be torn apart."""

from youjian.bureau.problems import Problem
from youjian.bureau.registry.equipment import KINDS, Equipment, EquipmentKind, Piece, piece_name
from youjian.bureau.registry.life_checks import bad
from youjian.bureau.registry.life_contracts import SplitIn


def chosen_of(equipment: Equipment, order: SplitIn) -> Equipment:
    """The chosen equipment, with the nozzles of chosen dispensers.

    Raises Problem 422 naming a number that is not there, a nozzle that would leave its tank or dispenser
    behind, a tank that would leave a nozzle or a connected tank behind, and when nothing or all is chosen.
    """
    hanging = {
        number for number, n in equipment.pieces["nozzle"].items() if n.dispenser_id in order.dispensers
    }
    chosen: dict[EquipmentKind, set[int]] = {
        "tank": set(order.tanks),
        "dispenser": set(order.dispensers),
        "nozzle": set(order.nozzles) | hanging,
    }
    _check_there(equipment, chosen)
    going = equipment.only(chosen)
    staying = equipment.only({kind: set(equipment.pieces[kind]) - chosen[kind] for kind in KINDS})
    _check_some(going, staying)
    for nozzle in going.pieces["nozzle"].values():
        _check_comes_along(nozzle, going)
    for nozzle in staying.pieces["nozzle"].values():
        if nozzle.tank_id in going.pieces["tank"]:
            raise _nozzle_stays(nozzle)
    _check_manifolds(going, staying)
    return going


def _check_there(equipment: Equipment, chosen: dict[EquipmentKind, set[int]]) -> None:
    for kind in KINDS:
        for number in sorted(chosen[kind] - set(equipment.pieces[kind])):
            name = piece_name(kind, number)
            raise bad(
                "no_such_equipment",
                f"该站没有在用的{name}，请核对编号。",
                f"The station has no {name} in use. Please check the number.",
            )


def _check_some(going: Equipment, staying: Equipment) -> None:
    if not going.all:
        raise bad(
            "nothing_chosen",
            "没有选择划出的设备，请至少选择一台加油机和它的油罐。",
            "Nothing is chosen to go: choose at least a dispenser and its tanks.",
        )
    if not staying.all:
        raise bad(
            "everything_chosen",
            "全部设备都已划出，这不是分立；整站变更请用迁址或合并。",
            "All equipment would go: that is no split. Use move or merge for a whole station.",
        )


def _check_comes_along(nozzle: Piece, going: Equipment) -> None:
    if nozzle.dispenser_id not in going.pieces["dispenser"]:
        raise bad(
            "dispenser_stays",
            f"{nozzle.name}所在的{nozzle.dispenser_id}号加油机没有划出，请一并选择。",
            f"{nozzle.name} hangs on dispenser {nozzle.dispenser_id}, which stays behind. Choose it too.",
        )
    if nozzle.tank_id not in going.pieces["tank"]:
        raise bad(
            "tank_stays",
            f"{nozzle.name}连接的{nozzle.tank_id}号油罐没有划出，请一并选择或先调整枪罐对应。",
            f"{nozzle.name} draws from tank {nozzle.tank_id}, which stays behind. Choose the tank too, "
            "or change the nozzle's tank first.",
        )


def _nozzle_stays(nozzle: Piece) -> Problem:
    return bad(
        "nozzle_stays",
        f"{nozzle.tank_id}号油罐要划出，但留下的{nozzle.name}仍连接它，请一并选择或先调整枪罐对应。",
        f"Tank {nozzle.tank_id} would go, but {nozzle.name}, which stays, draws from it. Choose the nozzle's "
        "dispenser too, or change the nozzle's tank first.",
    )


def _check_manifolds(going: Equipment, staying: Equipment) -> None:
    kept: dict[str | None, Piece] = {
        tank.manifold: tank for tank in staying.pieces["tank"].values() if tank.manifold
    }
    for tank in going.pieces["tank"].values():
        other = kept.get(tank.manifold)
        if other is not None:
            raise bad(
                "manifold_stays",
                f"{tank.name}与留下的{other.name}连通（{tank.manifold}），请一并选择或先解除连通。",
                f"{tank.name} is connected with {other.name}, which stays ({tank.manifold}). Choose both.",
            )
