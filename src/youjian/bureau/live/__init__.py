"""Live monitoring (实时监测)."""
