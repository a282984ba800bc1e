"""Nothing of the accounts is done by the worker."""
