"""Endurance of the way from a nozzle to the ledger: days on a fast clock, with all that goes wrong.

`python -m benchmarks.soak` runs simulated stations, a collector and the intake as processes of their own on
one fast clock, cuts links, kills, repeats and reorders what is sent, steps clocks, fills the disk, and then
compares the ledger with the simulator's own log.
"""
