"""Units in the classes of the first teacher: two are shown, a third one waits; some learners have begun, and hand in work."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from webob import Request

from lms.blocks import packs, queries, services
from lms.blocks.domain.viewers import Viewer
from lms.courses import queries as courses
from lms.courses.queries import SectionInfo
from lms.kernel import db, language
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import Level

SPEAKS = "de_"
"""Programmes whose language the shipped lessons teach."""
LITERACY = "literacy"
SHOWN = 2
LATELY = timedelta(days=20)
"""After the units were put in: yesterday."""
BEGUN = 4
"""Learners of a class who have begun."""
WORDS = (
    "Guten Tag, ich komme am Montag eine Stunde später. Mein Sohn hat einen Termin beim Arzt. Viele Grüße",
    "Liebe Frau Berger, ich bin krank und kann heute nicht kommen. Morgen komme ich wieder. Danke",
)
"""What some hand in, where a unit asks for a text."""
DEEDS: dict[str, tuple[str, dict[str, Any]]] = {"onward-text": ("finish", {}), "onward-recording": ("done", {})}
"""What learners do in exercises that give no points."""


def put_in(section: SectionInfo, *, today: date, folder: Path, actor: Actor, now: datetime) -> int:
    """Units of the class's own level into its outline. Returns how many."""
    if not section.course.programme.startswith(SPEAKS):
        return 0
    fitting = [one for one in packs.lessons() if _fits(one, section.course)]
    # Takes and shows only: nothing here is sealed.
    door = services.Door("", language.say, folder)
    shown: list[str] = []
    for place, lesson in enumerate(fitting):
        unit_id = services.take_lesson(section.id, lesson.id, door=door, actor=actor, now=now)
        opens_on = today - timedelta(weeks=SHOWN - place) if place < SHOWN else None
        services.edit_unit(
            unit_id, title=lesson.title, opens_on=opens_on, level=lesson.level, outcome=lesson.outcome, actor=actor
        )
        shown += [unit_id] if opens_on is not None else []
    _begin(section, shown, today=today, folder=folder, now=now)
    return len(fitting)


def _begin(section: SectionInfo, unit_ids: list[str], *, today: date, folder: Path, now: datetime) -> None:
    """Each of the first learners has done a little more than the one before; the first ones wait for their points."""
    # What blocks answer to a browser is thrown away, and with it the addresses that stand in it.
    door = services.Door("demonstration", language.say, folder)
    seats = sorted(one.learner_id for one in courses.enrolments_of_section(section.id) if one.from_date <= today)
    for unit_id in unit_ids:
        known = sorted(queries.blocks_of_unit(unit_id), key=lambda one: one.position)
        simple = [(one.usage_id, *DEEDS[one.block_type]) for one in known if one.block_type in DEEDS]
        texts = [one.usage_id for one in known if one.block_type == "onward-writing-task"]
        for place, learner_id in enumerate(seats[:BEGUN]):
            deeds: list[tuple[str, str, dict[str, Any]]] = simple[: place % (len(simple) + 1)]
            if place < len(WORDS):
                deeds = [*deeds, *((one, "hand_in", {"given": [WORDS[place]]}) for one in texts)]
            viewer = Viewer(db.require_provider(), learner_id=learner_id)
            for usage_id, handler, sent in deeds:
                request = Request.blank(
                    "/", method="POST", body=json.dumps(sent).encode(), content_type="application/json"
                )
                at = now + (LATELY - timedelta(days=place))
                services.answer(services.Grant(viewer, usage_id), handler, "", request, door, now=at)


def _fits(lesson: packs.LessonInfo, course: courses.CourseInfo) -> bool:
    """The class's level, or the highest that there are lessons for."""
    if course.track.startswith(LITERACY) or lesson.literacy:
        return lesson.literacy and course.track.startswith(LITERACY)
    return lesson.level == min(course.level, Level.A2, key=lambda one: Level(one).rank)
