"""Judges the vapour days of a database as the worker does: `python -m tests.acceptance.seed_vapour`."""


def main() -> None:
    """Judge the last twelve days."""
    from youjian.bureau import setup

    setup()
    from youjian.bureau.vapour.keeping import keep_days

    keep_days(12)


if __name__ == "__main__":
    main()
