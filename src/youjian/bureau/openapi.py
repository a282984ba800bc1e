"""Write the OpenAPI document from which the console's client is generated: `python -m
youjian.bureau.openapi [FILE]`.
"""

import json
import os
import sys
from pathlib import Path

import django

DEFAULT = Path(__file__).parents[3] / "console" / "openapi.json"


def document() -> str:
    """The document as text, keys in a stable order."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "youjian.bureau.settings")
    django.setup()
    from youjian.bureau.api import api  # noqa: PLC0415 - needs Django set up

    return json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1) + "\n"


def main(arguments: list[str]) -> int:
    """Write the document to the named file, else to the console's folder."""
    path = Path(arguments[0]) if arguments else DEFAULT
    path.write_text(document(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
