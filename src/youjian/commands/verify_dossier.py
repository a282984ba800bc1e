"""`youjian verify DOSSIER.zip`: whether every byte of a case's dossier is as it was signed."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from youjian.archive.dossier import Checked, check_dossier
from youjian.archive.signing import PublicKey, read_public_keys
from youjian.archive.sm2 import Sm2MissingError


def run(path: Path, key_files: Sequence[Path], *, as_json: bool) -> int:
    """Look through a dossier and say what is wrong: status 0 nothing, 1 something, 2 it cannot be read."""
    try:
        keys = [key for one in key_files for key in read_public_keys(one)]
        checked = check_dossier(path, keys)
    except (OSError, ValueError, Sm2MissingError) as error:
        print(f"youjian verify: {error}", file=sys.stderr)
        return 2
    if as_json:
        print(json.dumps(_as_json(checked, keys), ensure_ascii=False, indent=2))
    else:
        _say(checked, keys)
    return 1 if checked.problems else 0


def _say(checked: Checked, keys: Sequence[PublicKey]) -> None:
    manifest = checked.manifest
    if manifest is not None:
        told = ", ".join(
            f"{name} {value}" for name, value in manifest.about.items() if isinstance(value, str)
        )
        size = sum(part.size for part in manifest.parts)
        print(f"dossier: {told}")
        print(f"looked at: {len(manifest.parts)} parts, {size} bytes")
        trust = "trusted" if keys else "not pinned: compare it with the city's, or give --trusted-key"
        print(f"signed with: {manifest.algorithm} {manifest.public_key} ({trust})")
    for problem in checked.problems:
        print(
            "".join(
                c if c.isprintable() else "?" for c in f"{problem.kind:8} {problem.path}: {problem.detail}"
            )
        )
    found = len(checked.problems)
    print(f"problems: {found}" if found else "everything is as it was sealed")


def _as_json(checked: Checked, keys: Sequence[PublicKey]) -> dict[str, object]:
    manifest = checked.manifest
    return {
        "about": manifest.about if manifest else None,
        "parts": len(manifest.parts) if manifest else 0,
        "signed_with": f"{manifest.algorithm} {manifest.public_key}" if manifest else None,
        "keys_pinned": bool(keys),
        "problems": [{"kind": one.kind, "path": one.path, "detail": one.detail} for one in checked.problems],
    }
