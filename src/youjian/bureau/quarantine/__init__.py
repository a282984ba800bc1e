"""Quarantine (待核数据): what was set aside is read, replayed after a fix, or discarded."""
