"""The machine itself: its power, clock and hardware, its logs and locks, and what systemd is told."""
