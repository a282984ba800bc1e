"""Commands to collectors (采集终端指令): asked by a person, carried down by intake, answered by the box."""
