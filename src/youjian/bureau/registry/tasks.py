"""Nothing of the register is done by the worker."""
