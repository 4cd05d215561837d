"""Pictures of every role's first page for the README, taken from a running demonstration: `python -m tools.screenshots`."""

import argparse
from pathlib import Path

from playwright.sync_api import sync_playwright

from lms.accounts.domain import DEMO_PASSWORD
from tests.chromium import launch

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
ROLES = {
    "learner": "learner",
    "teacher": "marta",
    "administrator": "jonas",
    "manager": "birgit",
    "caseworker": "hanna",
    "childcare": "nadia",
    "observer": "olof",
}
SIZES = {390: 844, 1280: 900}


def main() -> None:
    """Sign in as each role and take its first page at both widths."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--address", default="http://127.0.0.1:8000")
    address = options.parse_args().address
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for role, word in ROLES.items():
            context = browser.new_context(locale="en-GB", viewport={"width": 390, "height": 844})
            context.add_cookies([{"name": "lang", "value": "en", "url": address}])
            page = context.new_page()
            page.goto(f"{address}/sign-in/staff")
            page.fill("[name=email]", f"{word}@demo.example")
            page.fill("[name=password]", DEMO_PASSWORD)
            page.press("[name=password]", "Enter")
            page.wait_for_load_state("networkidle")
            for width, height in SIZES.items():
                page.set_viewport_size({"width": width, "height": height})
                page.goto(address)
                page.wait_for_timeout(400)
                page.evaluate("() => document.fonts.ready.then(() => true)")
                page.screenshot(path=FOLDER / f"{role}-{width}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
