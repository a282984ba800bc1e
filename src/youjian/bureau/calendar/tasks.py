"""Nothing of the calendar is done by the worker: it changes when a person takes a notice."""
