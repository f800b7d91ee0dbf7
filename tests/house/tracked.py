"""The files of the repository: those git knows and those it would be asked to add."""

import subprocess
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]


def git(*words: str) -> str:
    """What git says of this repository; its owner may be somebody else."""
    command = ["git", "-c", f"safe.directory={ROOT}", *words]
    told = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True
    )
    return told.stdout


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that a clone has or, once added, would have."""
    listed = git("ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    found = [ROOT / name for name in dict.fromkeys(listed) if name]
    return tuple(path for path in found if path.is_file())


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
