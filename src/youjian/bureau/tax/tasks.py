"""Nothing of the tax desk is done by the worker: comparisons are read from what is kept anyway."""
