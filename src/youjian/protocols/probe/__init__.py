"""Tank probes on RS-485 that speak Modbus: figures by a declared map of registers; framing is `modbus`.

Magnetostrictive probes of many makers differ only in that map: a level as int32 in 1/65536 mm or as float32,
temperatures as int16 in 1/16 °C, at several points, one word first or the other.
"""

from youjian.protocols.probe.values import Field, Kind, WordOrder, blocks, registers_of, value_in

__all__ = ["Field", "Kind", "WordOrder", "blocks", "registers_of", "value_in"]
