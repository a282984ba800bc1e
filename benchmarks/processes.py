"""What a run of the demo costs: the processes that belong to a home folder, and their memory (Linux)."""

from pathlib import Path


def of_home(home: Path) -> dict[int, str]:
    """Every living process whose environment names this home, and its children; pid to command line."""
    parents: dict[int, int] = {}
    commands: dict[int, str] = {}
    mine: set[int] = set()
    needle = f"YOUJIAN_HOME={home}".encode()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            pid = int(entry.name)
            parents[pid] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            commands[pid] = (
                (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
            )
            if needle in (entry / "environ").read_bytes().split(b"\0"):
                mine.add(pid)
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    while True:
        more = {
            pid for pid, parent in parents.items() if parent in mine and pid not in mine and pid in commands
        }
        if not more:
            return {pid: commands[pid] for pid in sorted(mine) if commands.get(pid)}
        mine |= more


def proportional_mib(pids: dict[int, str]) -> float:
    """Memory of these processes, shared pages counted once (PSS), in MiB."""
    total = 0
    for pid in pids:
        try:
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    return total / 1024
