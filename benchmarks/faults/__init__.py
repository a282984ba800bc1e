"""Faults on purpose, for real: what breaks, and then an exact count of what the ledger holds.

`python -m benchmarks.faults` runs them in full; `tests/integration/test_faults_*.py` hold reduced ones.
"""
