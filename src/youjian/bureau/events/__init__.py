"""Numbered events for the console, and the stream that carries them."""
