"""Duty rosters (值班)."""
