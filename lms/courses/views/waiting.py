"""The waiting lists of a centre in one place, and the rule by which they go."""

from typing import Any

from flask import request
from flask_babel import gettext as _

from lms.courses import queries, services
from lms.courses.domain import enrolment_waiting as waiting
from lms.courses.queries import Placed
from lms.courses.views import people
from lms.courses.views.door import pages
from lms.courses.views.enrolment_parts import ENROL, obstacle
from lms.kernel import db, errors, language
from lms.kernel.actor import Role
from lms.kernel.vocabulary import EnrolmentState as State
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.kernel.web.arguments import whole_number
from lms.learners import queries as learners
from lms.organisations import queries as organisations

SHOW = ("", "offered", "silent", "blocked", "twice", "ask")
PAGE = 50


@pages.get("/waiting", permission=ENROL)
def waiting_list() -> Any:
    """Everybody who waits: by class, in the order of the rule, with what keeps the list from going on."""
    actor, args = current_actor(), request.args
    centre_id = args.get("centre", "") if actor.role is Role.MANAGER else actor.centre_id or ""
    everybody = queries.open_at(centre_id or None, (State.WAITING, State.OFFERED))
    rule, today = queries.waiting_rule(), current_day()
    lined_up = [one for one in everybody if one.state is State.WAITING]
    elsewhere, before = queries.elsewhere(everybody), queries.places_before(lined_up, rule)
    section_id = args.get("section", "")
    show = args.get("show", "") if args.get("show", "") in SHOW else ""
    chosen = [
        one
        for one in everybody
        if (not section_id or one.section_id == section_id) and _shown(one, show, elsewhere, rule, today)
    ]
    ordered = sorted(chosen, key=lambda one: (one.section, one.state is State.WAITING, before.get(one.id, 0)))
    number = min(max(1, args.get("page", 1, int)), max(1, -(-len(ordered) // PAGE)))
    rows = ordered[(number - 1) * PAGE : number * PAGE]
    offers = queries.offers_of([one.id for one in rows if one.state is State.OFFERED])
    return render(
        "courses/waiting.html",
        rows=rows,
        known=learners.by_ids(one.learner_id for one in rows),
        total=len(ordered),
        number=number,
        pages=max(1, -(-len(ordered) // PAGE)),
        everybody=len(everybody),
        people_count=len({one.learner_id for one in everybody}),
        before=before,
        elsewhere=elsewhere,
        until={key: ones[0].expires_at for key, ones in offers.items()},
        sections=sorted({one.section_id: one.section for one in everybody}.items(), key=lambda pair: pair[1]),
        centres=people.pairs(organisations.centres()) if actor.role is Role.MANAGER else [],
        asked={"section": section_id, "show": show, "centre": centre_id},
        rule=rule,
        today=today,
        obstacle=obstacle,
        words=people,
    )


def _shown(one: Placed, show: str, elsewhere: Any, rule: waiting.Rule, today: Any) -> bool:
    return {
        "": True,
        "offered": one.state is State.OFFERED,
        "silent": one.unanswered > 0 and one.state is State.WAITING,
        "blocked": one.obstacle is not None,
        "twice": one.id in elsewhere,
        "ask": (one.asked_on is not None and (one.confirmed_on is None or one.asked_on > one.confirmed_on)),
    }[show]


@pages.get("/waiting/rule", permission=ENROL)
def waiting_rule() -> Any:
    """Who comes first, how long an offer holds, what silence means."""
    return _rule_page(queries.waiting_rule())


def _rule_page(rule: waiting.Rule, refused: str = "", status: int = 200) -> Any:
    return render(
        "courses/waiting_rule.html",
        status,
        rule=rule,
        refused=refused,
        orders=list(waiting.Order),
        silences=list(waiting.Silence),
        not_nows=list(waiting.NotNow),
    )


@pages.post("/waiting/rule", permission=ENROL)
def set_waiting_rule() -> Any:
    """Another rule, from now on."""
    form, before = request.form, queries.waiting_rule()

    def whole(name: str) -> int:
        return whole_number(form.get(name, "")) or 0

    order, silence = form.get("order", ""), form.get("silence", "")
    not_now = form.get("not_now", before.not_now.value)
    if order not in set(waiting.Order) or silence not in set(waiting.Silence) or not_now not in set(waiting.NotNow):
        raise errors.Invalid("page.refused")
    rule = waiting.Rule(
        waiting.Order(order),
        whole("offer_hours"),
        waiting.Silence(silence),
        whole("confirm_days"),
        waiting.NotNow(not_now),
        whole("not_now_days") if "not_now_days" in form else before.not_now_days,
    )
    try:
        with db.session().begin_nested():
            services.set_waiting_rule(rule, actor=current_actor(), now=now())
    except errors.Invalid as refused:
        return _rule_page(rule, language.say(refused.code, refused.facts), refused.status)
    changed = before != rule
    return done(_("The rule holds from now on.") if changed else _("The rule stays as it was."), "courses.waiting_list")
