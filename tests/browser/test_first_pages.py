"""Every place of every role: right in itself, at the width of a phone and of a desk, left to right and right to left."""

import pytest
from playwright.sync_api import Browser

from tests.browser.looking import CONTRAST_ONLY, DESK, EVERY_RULE, PHONE, SIZE_ONLY, WITHOUT_CONTRAST, Visitor, visiting

pytestmark = pytest.mark.browser

TRAILS: dict[str, tuple[tuple[str, ...], ...]] = {
    # who -> ways to inner pages: a page, and patterns of the links to follow from there
    "learner": (("/today", "/cannot-come/"), ("/next",), ("/me",), ("/card",)),
    "marta": (
        ("/teach", "/register/"),
        ("/classes", "/sections/[a-z0-9]+$"),
        ("/classes", "/sections/[a-z0-9]+$", "/checks$"),
        ("/placement", "/interview$"),
        ("/people", "/people/[a-z0-9]{20}$", "/result$"),
        ("/talk", "/talk/"),
        ("/people", "/people/[a-z0-9]{20}$"),
        ("/classes", "/sections/[a-z0-9]+$", "/people/[a-z0-9]{20}$", "/modules$"),
    ),
    "jonas": (
        ("/people", "/people/[a-z0-9]{20}$", "/edit$"),
        ("/people/new",),
        ("/people/duplicates",),
        ("/week/doors",),
        ("/review",),
    ),
    "nora": (),
    "nadia": (),
    "hanna": (("/casework", "/casework/[a-z0-9]{20}$"), ("/casework", "/casework/[a-z0-9]{20}$", "/print$")),
    "birgit": (("/review",),),
    "olof": (),
}


OF_THE_PLAN = "en"
"""Language of the first person whose plan the demonstration's caseworker looks after."""

READ_ARABIC = ("learner",)
"""Whose pages axe reads in Arabic too: a rule that holds in one language holds in the other, but for what languages write."""

SHARED, SEES_SHARED = {"/people", "/placement", "/tasks", "/programmes", "/week"}, "jonas"
"""Pages that are the same for several roles are looked at in every way for one of them."""


def _inner_pages(visitor: Visitor, who: str) -> list[str]:
    found = []
    for start, *patterns in TRAILS[who]:
        path = start
        for pattern in patterns:
            links = visitor.links(path, pattern)
            assert links, f"{path} leads to no {pattern}"
            path = links[0]
        found.append(path)
    return found


def _look(visitor: Visitor, path: str, who: str, *, first: bool) -> None:
    """At both widths, in English in the dark too. What only a desk shows is the bar at the side, the same on every page."""
    page = visitor.open(path)
    if path.endswith("/print"):
        # Made for the person whose plan it is: it speaks her language, whoever prints it.
        visitor.look(PHONE, WITHOUT_CONTRAST, speaks=OF_THE_PLAN)
        visitor.look(DESK, None, speaks=OF_THE_PLAN)
        return
    if path in SHARED and who != SEES_SHARED:
        visitor.look(PHONE, WITHOUT_CONTRAST)
        visitor.look(DESK, None)
        return
    if visitor.language != "en":
        visitor.look(PHONE, WITHOUT_CONTRAST if who in READ_ARABIC else None)
        visitor.look(DESK, None)
    else:
        # Colours are the same at every width and in every language: by day they are read on the phone, by night at the desk.
        visitor.look(PHONE, EVERY_RULE)
        visitor.look(DESK, WITHOUT_CONTRAST if first else SIZE_ONLY)
        page.emulate_media(color_scheme="dark")
        visitor.check_access(CONTRAST_ONLY)
        page.emulate_media(color_scheme="light")


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("who", TRAILS)
def test_every_page_is_right(browser: Browser, onward: str, who: str, language: str) -> None:
    with visiting(browser, onward, language) as visitor:
        visitor.sign_in(who)
        places = visitor.places()
        assert places, f"{who} has nowhere to go from {visitor.page.url}"
        for number, path in enumerate(dict.fromkeys([*places, *_inner_pages(visitor, who)])):
            _look(visitor, path, who, first=not number)
        assert not visitor.faults, "\n".join(visitor.faults)
