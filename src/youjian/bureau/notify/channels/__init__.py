"""The channels: what each kind needs to know, and how it says a letter on the wire."""
