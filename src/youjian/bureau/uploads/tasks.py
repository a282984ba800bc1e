"""Nothing of uploads is done by the worker: a file is checked while its sender waits."""
