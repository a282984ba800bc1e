"""The watch has no address of its own."""
