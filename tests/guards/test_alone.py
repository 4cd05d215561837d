"""The host starts, migrates and serves with any plug-in missing, and with all of them."""

import json
import os
import subprocess
import sys
from pathlib import Path
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


def house_without(*names: str, folder: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, *(part for one in WARNINGS for part in ("-W", one)), "-m", "tests.guards.alone", str(folder)],
        cwd=product.ROOT,
        env=os.environ | {"ONWARD_PLUGINS_OFF": ",".join(names)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("off", [PLUGINS, *((name,) for name in PLUGINS)], ids=lambda off: "+".join(off))
def test_the_host_works_without(off: tuple[str, ...], tmp_path: Path) -> None:
    found = house_without(*off, folder=tmp_path)
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
