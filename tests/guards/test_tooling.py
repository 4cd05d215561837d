"""The way in works for everybody: make explains itself, documents tell the truth, files name no machine."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TARGET = re.compile(r"^([a-z][a-z0-9-]*):", re.MULTILINE)

# Brought in whole from others, who may name what they like.
FOREIGN = ("static/vendor/",)
MACHINE = {
    "a package index": re.compile(r"\b(index-(url)|find-(links)|trusted-(host))\b"),
    "a registry's host": re.compile(
        r"py(pi\.org/simple|thonhosted\.)|registry\.(npmjs|yarnpkg)|(deb|security)\.debian\."
    ),
    "a folder of one machine": re.compile(
        r"(?<![\w.:>-])/(home/(?!onward)\w|root/\.?\w|Users/|opt/(?!onward)|work/(main|shared|\.))"
    ),
}
THIS = Path(__file__).relative_to(ROOT).as_posix()


def targets() -> set[str]:
    return set(TARGET.findall((ROOT / "Makefile").read_text()))


def committed() -> list[str]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listing.split("\0") if name and (ROOT / name).is_file()]


def texts() -> Iterator[tuple[str, str]]:
    """Each committed file of ours that is text, with its content."""
    for name in committed():
        if name.startswith(FOREIGN) or name == THIS:
            continue
        content = (ROOT / name).read_bytes()
        if b"\0" not in content[:8192]:
            yield name, content.decode(errors="replace")


def signs_of_a_machine(text: str) -> list[str]:
    return [
        f"{number}: {kind}: {line.strip()[:80]}"
        for number, line in enumerate(text.splitlines(), start=1)
        for kind, pattern in MACHINE.items()
        if pattern.search(line)
    ]


@pytest.mark.parametrize("command", [["make"], ["make", "help"]], ids=" ".join)
def test_make_lists_every_target_with_a_sentence(command: list[str]) -> None:
    shown = subprocess.run(
        [*command, "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    listed = dict(line.split(maxsplit=1) for line in shown.splitlines())

    assert set(listed) == targets()
    assert [words for words in listed.values() if not re.match(r"[A-Z].* .*\.$", words)] == []


def test_every_target_is_known_to_be_no_file() -> None:
    declared = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert declared is not None
    assert set(declared[1].split()) == targets()


def test_documents_name_only_targets_that_exist() -> None:
    said = {
        (name, target)
        for name, text in texts()
        if name.endswith(".md")
        for target in re.findall(r"(?:`|^ *\$? ?)make ([a-z][a-z0-9-]*)", text, re.MULTILINE)
    }
    assert {(name, target) for name, target in said if target not in targets()} == set()


def test_continuous_integration_runs_the_check_that_people_run() -> None:
    script = ROOT / ".ci" / "run"
    assert re.search(r"^exec make check\b", script.read_text(), re.MULTILINE)
    assert script.stat().st_mode & 0o111


def test_committed_files_name_no_registry_and_no_folder_of_one_machine() -> None:
    found = {name: signs for name, text in texts() if (signs := signs_of_a_machine(text))}
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "--extra-index" + "-url",
        "see files.py" + "thonhosted.org",
        "open(/" + "home/ann/onward/config.toml)",
        "cache = /" + "root/.cache/uv",
    ],
)
def test_guard_sees_the_sign_of_a_machine(line: str) -> None:
    assert len(signs_of_a_machine(line)) == 1


@pytest.mark.parametrize("line", ["href='/" + "work/shifts'", "/" + "opt/onward/var"])
def test_guard_lets_pages_and_documents_be(line: str) -> None:
    assert signs_of_a_machine(line) == []
