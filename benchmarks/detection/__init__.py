"""How well the audit finds what it should: labelled suites of the twin, audited and scored.

    python -m benchmarks.detection [--quick] [--only NAME …] [--jobs 2] [--cache DIR]

Suites are made, audited and kept by their specification and the version of the code that made them, so that
the tables of docs/detection.md can be remade piece by piece.
"""
