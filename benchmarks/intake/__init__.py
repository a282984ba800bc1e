"""Intake at load: what the doors take a second, beside what PostgreSQL alone would take.

`python -m benchmarks.intake` starts an embedded PostgreSQL as in production and a real door, makes and
signs all batches before the clock runs, and lets a client of its own process send them. The same rows go into
the same table of a second database by a bare COPY, in turns, so that both meet the same machine.
"""
