"""Alerts are raised by the publisher (`watch.publisher`), which is no job: it never ends."""
