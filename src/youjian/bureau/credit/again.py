"""Do a draw again from its list: `python -m youjian.bureau.credit.again list.txt SEED COUNT [EACH]`."""

import sys
from pathlib import Path

from youjian.bureau.credit.lots import digest_of, draw, read_list


def main(given: list[str]) -> int:
    """Print the list's digest and what is drawn from it; returns the exit status."""
    if len(given) not in (3, 4):
        print(__doc__, file=sys.stderr)  # noqa: T201
        return 2
    text = Path(given[0]).read_bytes().decode()
    print(f"list_digest {digest_of(text)}")  # noqa: T201
    tickets, people = read_list(text)
    each = int(given[3]) if given[3:] else 2
    for place, lot in enumerate(draw(tickets, people, given[1], int(given[2]), each), start=1):
        print(place, lot.station_id, *lot.inspectors, sep="\t")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
