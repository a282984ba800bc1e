"""Devices to try a collector with, each with a small world of its own: `youjian collect simulate`.

They stand on real sockets and pseudo terminals and speak through the codecs' encoding side. The simulator of
whole stations (`youjian simulate`) is another thing: it needs the platform's installation.
"""

from youjian.collector.emulators.catalogue import EMULATORS, Emulated, Wish, WishError, emulate

__all__ = ["EMULATORS", "Emulated", "Wish", "WishError", "emulate"]
