"""What was bought and how it came: deliveries, trips, invoices, declarations entered and imported."""
