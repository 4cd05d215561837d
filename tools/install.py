"""Sets the project up in .venv: the locked packages, the project itself and its message catalogues.

Runs on a bare Python with its standard library only. uv, itself pinned by hash, installs the lock file in seconds;
where uv is not to be had pip installs the very same file. What is in place is not done again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
# uv and pip live outside .venv, which so holds exactly what the lock file names.
BOOTSTRAP = ROOT / ".cache" / "bootstrap"
UV_PIN = ROOT / "tools" / "uv.txt"
LOCK = ROOT / "requirements-dev.lock"
PROJECT = ROOT / "pyproject.toml"
OLDEST = (3, 11)

# A plain path to the project, so that a package added tomorrow is found without installing again.
EDITABLE = ["--no-deps", "--no-build-isolation", "--config-settings", "editable_mode=compat", "--editable", str(ROOT)]


class SetupError(Exception):
    """The set-up cannot go on; the message says what to do."""


def main() -> int:
    """Do what is missing; a second run does nothing and takes a moment."""
    try:
        require_python()
        if not is_made(VENV, LOCK, UV_PIN, PROJECT):
            install()
        compile_catalogues()
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"This step failed: {' '.join(map(str, error.cmd))}", file=sys.stderr)
        return 1
    return 0


def run(*command: str | Path) -> None:
    """Run a command and let it speak; its failure ends the set-up."""
    subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=True)


def say(words: str) -> None:
    """Tell what takes a while, before it does."""
    print(words, flush=True)


# --- Python ---


def require_python() -> None:
    """Refuse a Python that is too old, with a word on how to choose another."""
    if sys.version_info < OLDEST:
        have = "{}.{}".format(*sys.version_info)
        raise SetupError(f"Onward needs Python 3.11 or newer, this is {have}. Choose one: make setup PYTHON=python3.12")


def base_interpreter() -> str:
    """The interpreter itself, also when this runs inside a virtual environment."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def require_ensurepip() -> None:
    """Debian and its kin keep the part of Python that makes environments with pip in a package of its own."""
    if has_ensurepip():
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if os.getuid() == 0 and shutil.which("apt-get"):
        say(f"Installing {package} ...")
        run("apt-get", "-qq", "update")
        run("apt-get", "-qq", "install", "--yes", "--no-install-recommends", package)
    if not has_ensurepip():
        raise SetupError(f"This Python lacks its venv part. On Debian or Ubuntu: sudo apt-get install {package}")


def has_ensurepip() -> bool:
    """Asked of a fresh interpreter, for the answer changes when the package arrives."""
    return (
        subprocess.run([base_interpreter(), "-c", "import ensurepip"], capture_output=True, check=False).returncode == 0
    )


# --- packages ---


def fingerprint(folder: Path, *files: Path) -> str:
    """Says which files, interpreter and place an environment was made from."""
    parts = [Path(__file__).read_bytes(), sys.version.encode(), bytes(folder), *(file.read_bytes() for file in files)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def is_made(folder: Path, *files: Path) -> bool:
    """Whether an environment is complete and made from just these files."""
    stamp = folder / "fingerprint"
    made = stamp.is_file() and stamp.read_text() == fingerprint(folder, *files)
    return made and (folder / "bin" / "python").exists()


def install() -> None:
    """Make the environment and put the locked packages and the project into it."""
    # Half an environment must not pass for a whole one.
    (VENV / "fingerprint").unlink(missing_ok=True)
    make_bootstrap()
    make_environment()
    say("Installing the packages of requirements-dev.lock ...")
    if not install_with_uv():
        say("uv is not to be had here: pip installs the same packages, which takes some minutes.")
        install_with_pip()
    (VENV / "fingerprint").write_text(fingerprint(VENV, LOCK, UV_PIN, PROJECT))


def make_bootstrap() -> None:
    """A small environment with pip, and uv where the index has it for this machine."""
    if is_made(BOOTSTRAP, UV_PIN):
        return
    require_ensurepip()
    run(base_interpreter(), "-m", "venv", "--clear", BOOTSTRAP)
    say("Fetching uv ...")
    fetch = [*pip(BOOTSTRAP), "--require-hashes", "--only-binary", ":all:", "--requirement", str(UV_PIN)]
    if subprocess.run(fetch, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode == 0:
        (BOOTSTRAP / "fingerprint").write_text(fingerprint(BOOTSTRAP, UV_PIN))


def make_environment() -> None:
    """An empty .venv, unless there is one of this interpreter that was made in this place."""
    origin, words = VENV / "origin", f"{sys.version}\n{VENV}\n"
    if origin.is_file() and origin.read_text() == words and (VENV / "bin" / "python").exists():
        return
    run(base_interpreter(), "-m", "venv", "--clear", "--without-pip", VENV)
    origin.write_text(words)


def install_with_uv() -> bool:
    """Bring .venv to what the lock file says, no package more; False where uv is missing or fails."""
    uv = BOOTSTRAP / "bin" / "uv"
    into = ["--quiet", "--python", str(VENV / "bin" / "python")]
    try:
        run(uv, "pip", "sync", *into, "--require-hashes", LOCK)
        run(uv, "pip", "install", *into, *EDITABLE)
    except (FileNotFoundError, subprocess.CalledProcessError):
        return False
    return True


def install_with_pip() -> None:
    """The slower way with the same lock file and the same hashes."""
    run(*pip(VENV), "--require-hashes", "--requirement", LOCK)
    run(*pip(VENV), *EDITABLE)


def pip(environment: Path) -> list[str]:
    """The bootstrap's pip, installing into that environment."""
    manager = [str(BOOTSTRAP / "bin" / "python"), "-m", "pip", "--python", str(environment / "bin" / "python")]
    return [*manager, "install", "-qq", "--disable-pip-version-check", "--no-input"]


# --- words ---


def compile_catalogues() -> None:
    """Compile each message catalogue that has changed."""
    for catalogue in sorted(ROOT.glob("*/translations/*/LC_MESSAGES/*.po")):
        compiled = catalogue.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < catalogue.stat().st_mtime:
            run(VENV / "bin" / "pybabel", "--quiet", "compile", "--input-file", catalogue, "--output-file", compiled)


if __name__ == "__main__":
    sys.exit(main())
