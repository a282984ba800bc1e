"""Doctests run over the rooms that need no settings; Django's apps are tested in tests/."""

collect_ignore_glob = ["src/youjian/bureau/*", "src/youjian/commands/*"]
