"""Missing links: learners who are ready and have no next course, and what would close the gap."""

from typing import Any

from flask import request

from curricula import queries
from curricula.queries.gaps import last_thing
from curricula.views import door
from curricula.views.bridge import near_words, only_words
from curricula.views.door import pages
from lms.accounts.services import audit
from lms.kernel import language
from lms.kernel.web import current_day, now, render


@pages.get("/missing-links", permission="curricula.links.see", writes=True)
def links() -> Any:
    """One gap at a time, the one with most people first."""
    found = queries.gaps(door.own_centre(), current_day())
    wanted = request.args.get("after", "")
    chosen = next((one for one in found if one.key == wanted), found[0] if found else None)
    if chosen:
        audit.read("learners_learner", [one.person.id for one in chosen.waiting], "progress", now=now())
    return render(
        "curricula/links.html",
        gaps=found,
        gap=chosen,
        last=last_thing(chosen, door.own_centre(), current_day()) if chosen else None,
        run=queries.latest_run(),
        door=door,
        lacks_word=lacks_word,
        near_words=near_words,
        only_words=only_words,
    )


def lacks_word(code: str) -> str:
    """The nearest missing thing in words."""
    own = f"curricula.lacks.{code}"
    return language.say(own if language.knows(own) else "curricula.lacks.other")
