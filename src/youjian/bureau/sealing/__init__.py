"""The sealing of station-days as the office runs and shows it."""
