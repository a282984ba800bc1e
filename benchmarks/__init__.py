"""Measured on this machine, in one run each; `python -m benchmarks.NAME` prints a table and one last line."""
