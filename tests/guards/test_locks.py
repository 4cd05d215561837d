"""The lock files pin all that the project asks for, by hash, and name no machine."""

from __future__ import annotations

import json
import re
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
RUN, DEV, UV = ROOT / "requirements.lock", ROOT / "requirements-dev.lock", ROOT / "tools" / "uv.txt"
BENCH = ROOT / "requirements-bench.lock"
PIN = re.compile(r"^(?P<requirement>[a-zA-Z0-9][^\s]*==[^\\]+?) *\\?$")

# A lock may hold one package several times, each pin for other versions of Python.
Pins = dict[str, set[str]]


def entries(lock: Path) -> list[str]:
    """Each pin of a lock file with the lines of its hashes."""
    text = "\n".join(line for line in lock.read_text().splitlines() if not line.lstrip().startswith("#"))
    return re.split(r"\n(?=\S)", text.strip())


def pins(lock: Path) -> Pins:
    found: Pins = defaultdict(set)
    for entry in entries(lock):
        match = PIN.match(entry.splitlines()[0])
        assert match, f"{lock.name}: not a pin: {entry.splitlines()[0]}"
        requirement = Requirement(match["requirement"])
        found[canonicalize_name(requirement.name)].add(str(requirement.specifier).removeprefix("=="))
    return found


def asked_for(*extras: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = project["dependencies"] + [line for name in extras for line in project["optional-dependencies"][name]]
    return [Requirement(line) for line in lines]


def unmet(wanted: list[Requirement], locked: Pins) -> list[str]:
    """The wishes that a lock does not fulfil with every version it holds."""
    return [
        str(wish)
        for wish in wanted
        if not (versions := locked.get(canonicalize_name(wish.name)))
        or not all(wish.specifier.contains(version, prereleases=True) for version in versions)
    ]


@pytest.mark.parametrize("lock", [RUN, DEV, BENCH, UV], ids=lambda lock: lock.name)
def test_every_pin_has_a_hash(lock: Path) -> None:
    assert [entry.splitlines()[0] for entry in entries(lock) if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", [RUN, DEV, BENCH, UV], ids=lambda lock: lock.name)
def test_lock_names_no_address_and_sets_no_option(lock: Path) -> None:
    text = lock.read_text()
    assert "://" not in text
    assert [line for line in text.splitlines() if line.startswith("-")] == []


def test_locks_hold_every_direct_dependency_in_a_version_it_allows() -> None:
    assert unmet(asked_for(), pins(RUN)) == []
    assert unmet(asked_for("dev"), pins(DEV)) == []
    assert unmet(asked_for("dev", "bench"), pins(BENCH)) == []


def test_agreement_is_really_compared() -> None:
    locked: Pins = {"flask": {"3.1.3"}}
    assert unmet([Requirement("Flask>=3")], locked) == []
    assert unmet([Requirement("flask>=4"), Requirement("numpy")], locked) == ["flask>=4", "numpy"]


def test_tests_run_with_the_versions_that_people_run() -> None:
    developed = pins(DEV)
    # A package may be there for more Pythons in the tests than where people run.
    assert {name: versions for name, versions in pins(RUN).items() if not versions <= developed.get(name, set())} == {}


def test_what_the_engine_is_compared_with_is_added_to_the_versions_of_the_tests() -> None:
    compared = pins(BENCH)
    assert {name: versions for name, versions in pins(DEV).items() if compared.get(name) != versions} == {}


def test_uv_is_the_only_package_pinned_for_the_set_up() -> None:
    assert list(pins(UV)) == ["uv"]


def test_browser_lock_has_checksums_and_no_addresses() -> None:
    text = (ROOT / "browser" / "package-lock.json").read_text()
    packages = {name: facts for name, facts in json.loads(text)["packages"].items() if name}

    assert packages
    assert [name for name, facts in packages.items() if "resolved" in facts] == []
    assert [name for name, facts in packages.items() if "integrity" not in facts] == []
    assert "://" not in text


def test_browser_is_pinned_to_one_version() -> None:
    wanted = json.loads((ROOT / "browser" / "package.json").read_text())["dependencies"]
    locked = json.loads((ROOT / "browser" / "package-lock.json").read_text())["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted
