"""Notification (通知)."""
