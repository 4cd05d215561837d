"""Installs the benchmark extra into .venv: the packages of requirements-bench.lock, by hash, on top of what is there.

`make setup` takes them out again when a lock file has changed; then this is run once more.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements-bench.lock"
UV = ROOT / ".cache" / "bootstrap" / "bin" / "uv"


def main() -> int:
    """Install with uv where it is to be had, else with pip, from the same lock file."""
    return 0 if any(installed(command) for command in commands()) else 1


def commands() -> list[list[str]]:
    """The quick way and the slower one."""
    python = str(UV.with_name("python"))
    quick = [str(UV), "pip", "install", "--quiet", "--python", sys.executable]
    slow = [python, "-m", "pip", "--python", sys.executable, "install", "-qq", "--disable-pip-version-check"]
    return [[*way, "--require-hashes", "--requirement", str(LOCK)] for way in (quick, slow)]


def installed(command: list[str]) -> bool:
    """Run one way; False where its program is missing or it fails."""
    try:
        return subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode == 0
    except FileNotFoundError:
        return False


if __name__ == "__main__":
    sys.exit(main())
