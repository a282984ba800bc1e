"""What the office's processes write to their log: what happened, not every question that was asked."""

import logging

_QUIET = {"django.request": logging.ERROR, "axes": logging.ERROR, "procrastinate": logging.WARNING}


def configure() -> None:
    """Log to standard error with time and name; libraries only what somebody has to act on."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name, level in _QUIET.items():
        logging.getLogger(name).setLevel(level)
