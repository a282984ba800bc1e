"""e-CQS (强制检定): its ledger beside ours, field for field, and what is decided where they differ."""
