"""Made-up cities: schematic boundaries, and registers of stations that there are not."""
