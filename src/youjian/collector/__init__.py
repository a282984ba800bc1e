"""The box at a station: drivers, outbox, uplink. Installs without Django, PostgreSQL or Arrow.

`config` reads a station's file, `run` starts one thread per line and one for the way up, `fuellings` decides
what a dispenser's totals mean, `outbox` keeps every record on disk until the platform has acknowledged it.
"""
