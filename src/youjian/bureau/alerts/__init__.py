"""Findings that ask a person to act, and what people did about them."""
