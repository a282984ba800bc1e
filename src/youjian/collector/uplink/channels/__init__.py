"""Ways to the platform: each address of the station's file opens a channel of its scheme."""
