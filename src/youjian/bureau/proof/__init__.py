"""Proofs of findings: recomputed from sealed station-days, for the command and for the alert's page."""
