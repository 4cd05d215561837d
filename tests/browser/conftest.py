"""The region served for a module, and one Chromium to look at it with."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import chromium, region


@pytest.fixture(scope="session")
def built_region(tmp_path_factory: pytest.TempPathFactory) -> region.Region:
    """The region, never changed."""
    return region.shared_region(tmp_path_factory)


@pytest.fixture(scope="module")
def onward(built_region: region.Region, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the pages of a region that belongs to this module alone."""
    with region.served(built_region, tmp_path_factory.mktemp("onward")) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a module; tests open contexts of their own in it."""
    with sync_playwright() as playwright:
        chosen = chromium.launch(playwright)
        yield chosen
        chosen.close()
