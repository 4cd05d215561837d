"""What people are told, and nobody has checked for more than six months: asked today, or changed."""

from datetime import date
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from lms.advice import queries, services
from lms.advice.domain.checks import ICONS, CardKind, OldCard
from lms.advice.views.door import pages
from lms.kernel import language
from lms.kernel.web import current_actor, current_day, done, render
from lms.kernel.web.arguments import page_number

RIGHT = "advice.points"
PAGE = 50


@pages.get("/checks", permission=RIGHT)
def checks() -> Any:
    """Cards of information that are old, those that nobody ever checked first."""
    today = current_day()
    found = queries.old_cards(today)
    page_count = max(1, -(-len(found) // PAGE))
    page = min(page_number(), page_count)
    shown = found[(page - 1) * PAGE : page * PAGE]
    return render(
        "advice/checks.html",
        found=[(one, _name(one), _where(one)) for one in shown],
        total=len(found),
        page=page,
        page_count=page_count,
        icons=ICONS,
        today=today,
    )


def _name(one: OldCard) -> str:
    return language.say(f"casework.text.{one.id}") if one.kind is CardKind.TEXT else one.name


def _where(one: OldCard) -> str:
    """The page on which it is changed; a text that ships is changed by nobody here."""
    match one.kind:
        case CardKind.ORGANISATION:
            return url_for("casework.edit_organisation", organisation_id=one.id)
        case CardKind.POINT:
            return url_for("advice.points_list")
        case CardKind.CONTACT:
            return url_for("advice.work_contacts")
        case CardKind.TEXT:
            return ""


@pages.post("/checks/<kind>/<card_id>", permission=RIGHT)
def checked_today(kind: str, card_id: str) -> Any:
    """Somebody has asked today, and it is still so."""
    told, today = _("Checked today. People read the day."), current_day()
    before = next((one for one in queries.old_cards(today) if (one.kind, one.id) == (kind, card_id)), None)
    services.check_card(kind, card_id, today, actor=current_actor())
    if before is None:
        # Somebody was faster: there is no older day to go back to.
        return done(told, "advice.checks")
    undo = url_for("advice.not_checked", kind=kind, card_id=card_id, day=before.label.checked_on)
    return done(told, "advice.checks", undo=undo)


@pages.post("/checks/<kind>/<card_id>/back", permission=RIGHT)
def not_checked(kind: str, card_id: str) -> Any:
    """A tap too many: the day from before counts again."""
    services.check_card(kind, card_id, _day(), actor=current_actor())
    return done(_("Taken back."), "advice.checks")


def _day() -> date | None:
    """The day from before; what is no day, or has not come, is not known."""
    try:
        found = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None
    return found if found <= current_day() else None
