"""What was read once is not read again, and what is new or stands in another place is."""

import pytest
from playwright.sync_api import Browser

from tests.browser.looking import EVERY_RULE, PHONE, WITHOUT_CONTRAST, Visitor

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en" dir="ltr"><head><title>A page</title><style>
nav a {{ display: block; width: 60px; height: 30px }} .tiny a {{ display: inline-block; width: 9px; height: 9px }}
.faint {{ color: #ccc; background: #ddd }}</style></head><body><nav><ul>
<li><a href="/one"><span><b>One</b></span></a></li><li><a href="/two"><span><b>Two</b></span></a></li></ul></nav>
<main><h1>A page</h1>{}</main></body></html>"""

TINY = '<div class="tiny"><a href="/three">x</a><a href="/four">y</a></div>'
WRONG = {"target-size": TINY, "color-contrast": '<p class="faint">Words</p>', "label": '<input type="text">'}


def test_faults_are_noticed_beside_what_was_read_before(browser: Browser) -> None:
    context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}, locale="en-GB")
    visitor = Visitor(context, "", "en")
    whole = []
    for inside in ("", "<p>More</p>"):
        visitor.page.set_content(PAGE.format(inside))
        visitor.look(PHONE, EVERY_RULE)
        visitor.look(PHONE, WITHOUT_CONTRAST)
        whole.append(visitor.page.locator("[data-ax-whole]").count())
    assert visitor.faults == []
    assert whole[1] >= 8
    for rule, inside in WRONG.items():
        visitor.page.set_content(PAGE.format(inside))
        visitor.look(PHONE, EVERY_RULE)
        found, visitor.faults = visitor.faults, []
        assert found
        assert all(rule in fault for fault in found)
    context.close()
