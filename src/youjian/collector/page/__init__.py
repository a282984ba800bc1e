"""The page for people who stand beside the box: on loopback alone, read only."""
