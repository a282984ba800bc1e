"""A tank gauge's console of the TLS-350 family: inventory in both formats and alarms; L, mm, °C."""

from youjian.collector.emulators.world import Tank, World
from youjian.contract.fields import SHANGHAI
from youjian.protocols import tls350


class ConsoleTalk:
    """The console's side of a conversation."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._reader = tls350.CommandReader()

    def feed(self, data: bytes) -> bytes:
        """Replies to the whole commands that are there now."""
        return b"".join(self._reply(command) for command in self._reader.feed(data))

    def idle(self) -> bytes:
        """The reply to a command without an end, once the line is silent."""
        waiting = self._reader.idle()
        return b"" if waiting is None else self._reply(waiting)

    def _reply(self, data: bytes) -> bytes:
        try:
            command = tls350.decode_command(data)
        except tls350.CommandError:
            return b""
        if command.aborts:
            return b""
        self._world.advance()
        return tls350.encode_reply(self._reply_to(command))

    def _reply_to(self, command: tls350.Command) -> tls350.Reply:
        now = self._world.now().astimezone(SHANGHAI).replace(second=0, microsecond=0, tzinfo=None)
        tanks = [tank for tank in self._world.tanks if command.device in (0, tank.tank_id)]
        match command.function:
            case "i201" | "I201":
                display = command.function == "I201"
                return tls350.Inventory(
                    function=command.function,
                    device=command.device,
                    at=now,
                    tanks=[_inventory(tank) for tank in tanks],
                    inactive=[] if tanks or not command.device else [command.device],
                    display=tls350.DisplayForm("console", "YOUJIAN EMULATOR") if display else None,
                )
            case "i101":
                return tls350.Alarms(function="i101", device=0, at=now, alarms=[])
            case "i205":
                numbers = [tank.tank_id for tank in tanks]
                return tls350.Alarms(function="i205", device=command.device, at=now, alarms=[], tanks=numbers)
            case _:
                return tls350.UnknownCommand()


def _inventory(tank: Tank) -> tls350.TankInventory:
    return tls350.TankInventory(
        tank=tank.tank_id,
        status=0,
        volume=tank.volume_l,
        tc_volume=tank.volume_l * (1 - 0.0012 * (tank.temp_c - 15.0)),
        ullage=tank.capacity_l - tank.volume_l,
        height=tank.height_mm,
        water=tank.water_mm,
        temperature=tank.temp_c,
        water_volume=0.0,
        label=f"{tank.product}#",
    )
