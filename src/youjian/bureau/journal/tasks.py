"""Nothing of the journal is done by the worker yet: entries are written where things happen."""
