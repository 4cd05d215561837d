"""Places of advice for everybody, their list for the office, and the desk where somebody drops in."""

from datetime import timedelta
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.advice import queries, services
from lms.advice.domain import cases, points
from lms.advice.views.door import pages
from lms.kernel import language
from lms.kernel.web import PUBLIC, current_actor, current_day, done, now, render

DAYS = 30


@pages.get("/advice", permission=PUBLIC)
def advice_near() -> Any:
    """The nearest places of advice, as a list: address, phone, hours, languages. No map, no sign-in."""
    code, spoken = request.args.get("postcode", "")[:10], request.args.get("language", "")[:10]
    return render(
        "advice/points.html",
        found=queries.points_near(code, spoken),
        postcode=code,
        spoken=spoken,
        today=current_day(),
        tongues=[("", str(_("Any language"))), *sorted(_tongues(), key=lambda one: one[1].casefold())],
    )


def _tongues() -> list[tuple[str, str]]:
    return [(code, language.tongue(code)) for code in queries.languages_spoken()]


@pages.get("/advice/points", permission="advice.points")
def points_list() -> Any:
    """How many places of advice stand in the list, and a sheet to replace it."""
    return _list([])


def _list(troubles: list[points.Trouble], status: int = 200) -> Any:
    said = [(one.line, language.say(one.code, {"value": one.value})) for one in troubles[:50]]
    return render(
        "advice/points_list.html",
        status,
        count=queries.count_points(),
        troubles=said,
        more=len(troubles) - len(said),
        columns=points.COLUMNS,
        needed=points.NEEDED,
    )


@pages.post("/advice/points", permission="advice.points")
def bring_points() -> Any:
    """A sheet with every place. With one mistake nothing changes."""
    sheet = request.files.get("sheet")
    content = sheet.read(points.LARGEST + 1) if sheet else b""
    if not content or len(content) > points.LARGEST:
        return _list([points.Trouble(0, "advice.sheet_missing" if not content else "advice.sheet_large")], 422)
    found, troubles = points.read(content)
    if troubles:
        return _list(troubles, 422)
    count = services.replace_points(found, actor=current_actor(), now=now())
    said = ngettext("%(num)s place of advice is in the list.", "%(num)s places of advice are in the list.", count)
    return done(said, "advice.points_list")


@pages.get("/advice/desk", permission="advice.desk")
def desk() -> Any:
    """Somebody drops in: touch what it is about, and it is written down."""
    day = current_day()
    return render(
        "advice/desk.html",
        topics=cases.TOPICS,
        icons=cases.TOPIC_ICONS,
        today_counts=queries.drop_ins(day, day),
        month_counts=queries.drop_ins(day - timedelta(days=DAYS), day),
        spoken=request.args.get("language", ""),
        days=DAYS,
    )


@pages.post("/advice/desk", permission="advice.desk")
def log_drop_in() -> Any:
    """One more person was advised."""
    spoken = request.form.get("language", "")[:40]
    drop_in_id = services.log_drop_in(
        request.form.get("topic", ""),
        language=spoken,
        referred_to=request.form.get("referred_to", "")[:120],
        actor=current_actor(),
        now=now(),
    )
    undo = url_for("advice.take_back_drop_in", drop_in_id=drop_in_id)
    return done(_("Written down."), "advice.desk", undo=undo, language=spoken or None)


@pages.post("/advice/desk/<drop_in_id>/back", permission="advice.desk")
def take_back_drop_in(drop_in_id: str) -> Any:
    """A tap too many."""
    services.take_back_drop_in(drop_in_id, actor=current_actor(), now=now())
    return done(_("Taken back."), "advice.desk")
