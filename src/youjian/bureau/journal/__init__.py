"""Who did and saw what, as a chain of entries that can only grow."""
