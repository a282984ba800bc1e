"""Django's own commands, for developers.

python -m youjian.bureau.manage makemigrations alerts --name what_it_does
python -m youjian.bureau.manage makemigrations --check --dry-run
"""

import os
import sys

from django.conf import settings
from django.core.management import execute_from_command_line

from youjian.ledger.connection import BASE_VARIABLE


def main() -> None:
    """Run one of Django's commands with this project's settings; without a database where none is named."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "youjian.bureau.settings")
    if not os.environ.get(BASE_VARIABLE):
        settings.DATABASES["default"] = {"ENGINE": "django.db.backends.dummy"}
    execute_from_command_line(["youjian.bureau.manage", *sys.argv[1:]])


if __name__ == "__main__":
    main()
