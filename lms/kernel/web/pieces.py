"""Pieces of a host page that plug-ins fill: asked for by place, drawn where the page wants them.

Every place, what its plug-ins are told (`facts`), and what the host draws:

learner.today          learner_id, person_id, day, session_id, section_id (the last two None without a class). Panels of
                       order below 0 come before everything, below 100 they are lines in the card of the day, others
                       are cards of their own below it. A card
                       about the person's caseworker says so with the value `card` = "person".
learner.cannot_come    learner_id, person_id, session_id, day. What follows from staying away, before it is sent.
learner.help           learner_id, person_id. Whom to talk to.
learner.week           learner_id, person_id. Cards on somebody's week, for herself and for staff.
teacher.today          section_id, session_id, day, learner_ids. A panel without template gives `people`: mappings with
                       learner_id, kind, icon, word and note, which the host draws as rows; others are drawn after them.
teacher.desk           nothing. Cards on a teacher's day about what waits for her, on days without a class, too.
register               section_id, session_id, day, learner_ids. Without template: `notes`, learner_id -> (icon, word).
courses.plan           centre_id. Cards under the courses on offer, for who plans.
section                section_id, course_id, learner_ids. Cards on the page of a class.
household.week         learner_ids, monday, days. The template draws rows of the household's table: <tr> with one <th scope="row">
                       and one <td> for each of the days; what happens is a `week.block(text, kind)`.
learner.record         learner_id, person_id. Cards on the page of one person, for staff.
casework.person        learner_id, person_id. Cards beside the plan of one person, for her caseworker.
casework.goal          learner_id. Without template: `assessments`, each (key, words, day), that can be put to a goal
                       of her plan.
casework.my_plan       learner_id. Cards on the learner's own page of her plan, after the steps.
week.board             centre_id, first, last (days). Without template: `rows`, each with name, note, picture and `days`:
                       day -> sequence of (word, taken, places).
"""

from typing import Any

from flask import g
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from lms.kernel import plugins
from lms.kernel.contracts import Panel
from lms.kernel.web.doors import current_actor


def panels(place: str, **facts: Any) -> list[Panel]:
    """What plug-ins want to show at a place, in order. Nothing for nobody."""
    if g.get("actor") is None:
        return []
    found = plugins.installed().ask("panels", place, facts, current_actor())
    return sorted(found, key=lambda panel: panel.order)


@pass_context
def draw(context: Context, panel: Panel) -> Markup:
    """A panel's template with its values and everything the page itself can rely on: `{{ draw(panel) }}`."""
    template = context.environment.get_template(panel.template)
    # The template has escaped its own values already.
    return Markup(template.render({**context.get_all(), **panel.values}))  # noqa: S704
