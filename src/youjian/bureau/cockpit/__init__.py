"""The cockpit (驾驶舱)."""
