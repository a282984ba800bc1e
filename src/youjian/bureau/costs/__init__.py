"""Who pays what: sums shared exactly."""
