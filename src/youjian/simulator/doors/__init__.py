"""The doors of a simulated station: what its devices say on real sockets and lines."""
