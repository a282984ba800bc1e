"""Connectivity (在线率)."""
