"""The worker has nothing to do for lists."""
