"""Tanker trips, their tracks and e-locks; documents, gauge and trips joined, and what does not match."""
