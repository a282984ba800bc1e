"""Inspections on site (现场检查): by checklist, off line too, signed by both sides, never changed."""
