"""Drivers: a device's role, its line and its codec, one thread per line."""
