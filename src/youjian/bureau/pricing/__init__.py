"""Maximum retail prices, prices seen, anomalies."""
