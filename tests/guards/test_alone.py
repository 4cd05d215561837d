"""The host starts, migrates and serves with any plug-in missing, and with all of them."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.guards import product

PLUGINS = product.PACKAGES[1:]
# As in pyproject.toml: XBlock stands on packages that still use what Python and setuptools put away.
WARNINGS = [
    "error",
    "ignore:'cgi' is deprecated",
    "ignore:pkg_resources is deprecated",
    "ignore:Deprecated call to `pkg_",
]


OFF = (PLUGINS, *((name,) for name in PLUGINS))


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("alone")
    warnings = (part for one in WARNINGS for part in ("-W", one))
    done = subprocess.run(
        [sys.executable, *warnings, "-m", "tests.guards.alone", str(folder), *(",".join(names) for names in OFF)],
        cwd=product.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found = {file.stem: json.loads(file.read_text()) for file in folder.glob("*.json")}
    assert set(found) == {",".join(names) for names in OFF}, done.stderr[-3000:]
    return found


@pytest.mark.parametrize("off", OFF, ids="+".join)
def test_the_host_works_without(off: tuple[str, ...], houses: dict[str, dict[str, Any]]) -> None:
    found = houses[",".join(off)]
    assert found["plugins"] == ["lms", *sorted(set(PLUGINS) - set(off))]
    assert found["differences"] == []
    # 404 is the answer of a step that comes after another one, such as the code after the password.
    product.nothing(one for one in found["public"].items() if one[1] not in {200, 301, 302, 404})
    assert [found["public"][address] for address in ("/sign-in", "/sign-in/staff", "/healthz")] == [200, 200, 200]
    product.nothing(
        (who, address, status)
        for who, pages in found["signed_in"].items()
        for address, status in pages.items()
        if status != 200
    )
