"""Nothing of the watch is shown to other apps."""
