"""Vapour recovery: days judged, fills beside fuellings, tests, orders."""
