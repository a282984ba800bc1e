"""The Django project: accounts, registry, alerts, journal; it shows what detection found and carries it
to a decision.
"""

import os


def setup() -> None:
    """Load Django with this project's settings; doing it again changes nothing.

    Call it when the database's address is in the environment: the settings read it once.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "youjian.bureau.settings")
    import django  # noqa: PLC0415 - importing this package must not need Django's settings

    django.setup()
