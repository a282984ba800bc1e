"""Nothing of the downtimes is done by the worker: its sweep of devices sees the approved ones."""
