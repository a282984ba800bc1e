"""The station's own pages: today's figures, deliveries, alerts, downtime."""
