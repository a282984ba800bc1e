"""The ten-minute tick, device states and the housekeeping of the worker."""
