"""The watch is not read by itself: what it says is in the findings and the device states."""
