"""Nothing of the events is shown but the stream itself."""
