"""Sharing: what other departments' systems may read, under which agreement, and what they were given."""
