"""Proving findings: a finding recomputed from sealed station-days, and compared figure by figure."""
