"""An item as a learner sees it, for whoever writes it: the page of its question, where an answer is tried and not kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.kernel import errors, language
from lms.kernel.vocabulary import Skill
from lms.kernel.web import back_to, render
from placement.domain import performances, scoring
from placement.domain.item_bank import ItemType
from placement.domain.scripts import OWN
from placement.queries import bank_files, own_banks
from placement.queries.own_banks import BankInfo
from placement.views import banks, questions
from placement.views.door import pages


@dataclass(frozen=True)
class Tried:
    """Stands in for a sitting on the page of a question."""

    kind: str
    id: str = ""


@dataclass(frozen=True)
class _Nobody:
    """Stands in for a learner."""

    picture: str = ""


@dataclass(frozen=True)
class TryDoor:
    """The way to the same page: whoever tries an item goes nowhere."""

    key: str
    item: str
    own: bool = False

    def url(self, page: str) -> str:
        """An answer is tried, everything else leads back to the desk."""
        where = "placement.try_answer" if page == "answer" else "placement.item"
        return url_for(where, key=self.key, item=self.item)


@pages.get("/placement/banks/<key>/items/<item>/try", permission="placement.items")
def try_item(key: str, item: str) -> Any:
    """The item as a learner sees it."""
    return _try(key, item)


@pages.post("/placement/banks/<key>/items/<item>/try", permission="placement.items")
def try_answer(key: str, item: str) -> Any:
    """How an answer is scored; nothing is kept."""
    own = own_banks.own_bank(key)
    found, _problems = own_banks.preview(own, own_banks.item_info(own.id, item).row)
    if found is None:
        raise errors.NotFound("placement.absent")
    if found.type.is_performance or found.type is ItemType.RATED_TASK:
        return _try(key, item, told=_("A person gives the points here."))
    try:
        given = questions.given_of(found, request.form)
    except errors.Invalid as error:
        return _try(key, item, 422, language.say(error.code, error.facts))
    got = 0 if given is None else scoring.score(found, given)
    most = found.parameters.highest_score
    return _try(key, item, told=ngettext("%(got)s of %(num)s point.", "%(got)s of %(num)s points.", most, got=got))


def _try(key: str, item: str, status: int = 200, refused: str = "", told: str = "") -> Any:
    own = own_banks.own_bank(key)
    info = own_banks.item_info(own.id, item)
    found, problems = own_banks.preview(own, info.row)
    if found is None or problems:
        flash(_("Mend the question first, then look at it."), "warning")
        return back_to("placement.item", key=key, item=item)
    kept = bank_files.media(own.id)
    place = questions.Place(own.language, partial(_desk_sound, own, kept), partial(_desk_picture, own, kept))
    values = questions.drawn(found, place, beside=False)
    if found.text.startswith(OWN):
        values["text"] = found.text.removeprefix(OWN)
    return render(
        "placement/try.html",
        status,
        door=TryDoor(key, item),
        learner=_Nobody(),
        sitting=Tried(info.cell("measures") if info.cell("measures") in set(Skill) else "literacy"),
        item=found,
        shown=values,
        kept=request.form if request.method == "POST" else {},
        share=0.3,
        refused=refused,
        told=told,
        dont_know=questions.DONT_KNOW,
        longest=performances.LONGEST_RECORDING,
    )


def _desk_sound(own: BankInfo, kept: Mapping[str, Any], name: str) -> str:
    return banks.sound_address(own, name, kept)


def _desk_picture(own: BankInfo, kept: Mapping[str, Any], name: str) -> str:
    return url_for("placement.own_media", key=own.key, name=name) if name in kept else name
