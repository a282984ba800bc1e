"""Regions, companies, stations and what stands on them, read from the ledger."""
