"""The register of volunteers: to search in, to add to, to change, with a link for each of them."""

from collections.abc import Mapping
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.companions.domain import register as domain
from lms.companions.domain.register import Entry, Part
from lms.companions.queries import appointments as appointments_of
from lms.companions.queries import mentoring
from lms.companions.queries import register as queries
from lms.companions.services import register as services
from lms.companions.views.door import REGISTER, centre_here, day_given, of_my_centre, pages
from lms.courses.views.people import weekday_name
from lms.kernel import errors, language
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.kernel.web.addresses import address_of, qr
from lms.kernel.web.arguments import page_number
from lms.learners import queries as learners
from lms.organisations import queries as organisations

ABSENT = "companions.absent"
TYPED = ("name", "phone", "email", "trained_on", "more", "number")
TICKED = ("languages", "parts", "times", "topics")


@pages.get("/companions", permission=REGISTER, writes=True)
def register() -> Any:
    """Everybody who helps, by language and by what each does; who could be a mentor and is not in it yet."""
    centre_id, page = centre_here(), page_number()
    asked = {name: request.args.get(name, "") for name in ("q", "language", "part")}
    found, total = queries.volunteers(
        centre_id, words=asked["q"], language=asked["language"], part=asked["part"], page=page
    )
    spoken = queries.spoken(centre_id)
    return render(
        "companions/register.html",
        found=found,
        total=total,
        page=page,
        page_count=-(-total // queries.PAGE),
        asked=asked,
        given=appointments_of.minutes_given(one.id for one in found),
        trained=queries.trained(found),
        tongue_codes=sorted(spoken, key=language.tongue),
        parts=list(Part),
        finished=_finished(),
    )


def _finished() -> list[learners.LearnerInfo]:
    """Learners who passed the course for mentors and are not in the register."""
    found = queries.finished_outside(centre_here())
    people = learners.by_ids(found)
    audit.read("learners_learner", [*people], "companions", now=now())
    return sorted(people.values(), key=lambda one: one.name.casefold())


def _form(stands: Mapping[str, Any], refused: errors.OnwardError | None) -> dict[str, Any]:
    """What the fields show: what was typed and refused, or what stands."""
    typed = request.form
    if refused is not None:
        stands = {name: typed.get(name, "") for name in TYPED} | {name: tuple(typed.getlist(name)) for name in TICKED}
    ticked = {name: tuple(stands.get(name, ())) for name in TICKED}
    known = {*queries.spoken(centre_here()), *learners.first_languages(centre_here())}
    return {
        "values": stands,
        "ticked": ticked,
        "offered": sorted({*known, *ticked["languages"]}, key=language.tongue),
        "parts": list(Part),
        "topics": domain.TOPICS,
        "hours": list(domain.Hours),
        "weekdays": [(number, weekday_name(number)) for number in range(7)],
        "trouble": language.say(refused.code, refused.facts) if refused else "",
        "field": refused.facts.get("field", "") if refused else "",
    }


def _given(learner_id: str = "") -> Entry:
    form = request.form
    more = map(language.tongue_code, language.parted(form.get("more", "")))
    if form.get("trained_on", "").strip() and day_given("trained_on") is None:
        raise errors.Invalid("companions.day_wrong", field="trained_on")
    return Entry(
        form.get("name", ""),
        (*form.getlist("languages"), *more),
        tuple(form.getlist("parts")),
        form.get("phone", ""),
        form.get("email", ""),
        tuple(form.getlist("times")),
        tuple(form.getlist("topics")),
        day_given("trained_on"),
        learner_id,
    )


def _learner_named() -> str:
    """Who learns here, by the number that was typed. Raises Invalid for a number that nobody has."""
    number = request.form.get("number", "").strip()
    found = learners.numbers([number]).get(number, "") if number else ""
    if number and (not found or centre_here() not in (None, learners.learner(found).centre_id)):
        raise errors.Invalid("companions.no_learner", field="number")
    return found


@pages.get("/companions/new", permission=REGISTER)
def new() -> Any:
    """Write somebody down; a learner who passed the course for mentors is filled in as far as she is known."""
    return _new()


def _new(refused: errors.OnwardError | None = None) -> Any:
    g.place = "companions.register"
    return render(
        "companions/new.html",
        refused.status if refused else 200,
        centres=organisations.centres() if centre_here() is None else [],
        **_form(_known(), refused),
    )


def _known() -> dict[str, Any]:
    """What is known of the learner whose number stands in the address."""
    number = request.args.get("number", "")
    found = learners.numbers([number]).get(number) if number else None
    if found is None:
        return {}
    one = learners.learner(found)
    of_my_centre(one.centre_id, "learners.absent")
    return {
        "name": one.name,
        "phone": one.phone,
        "email": one.email,
        "number": one.number,
        "languages": mentoring.languages_of(one),
        "parts": (str(Part.MENTOR),),
        "topics": tuple({one.goal} & set(domain.TOPICS)),
    }


@pages.post("/companions/new", permission=REGISTER)
def add() -> Any:
    """One more; the link to the own page is shown this once."""
    centre_id = organisations.centre_in_view(centre_here() or request.form.get("centre")).id
    try:
        one = _given(_learner_named())
        volunteer_id = services.enter(centre_id, one, day=current_day(), actor=current_actor(), now=now())
    except (errors.Invalid, errors.Conflict) as refused:
        return _new(refused)
    return _link(volunteer_id)


def _link(volunteer_id: str) -> Any:
    g.place = "companions.register"
    address = address_of("companions.own_page", token=services.new_link(volunteer_id))
    return render("companions/link.html", one=queries.volunteer(volunteer_id), address=address, code=qr(address, "qr"))


def _mine(volunteer_id: str) -> queries.VolunteerInfo:
    found = queries.volunteer(volunteer_id)
    of_my_centre(found.centre_id, ABSENT)
    return found


@pages.get("/companions/<volunteer_id>", permission=REGISTER)
def volunteer(volunteer_id: str) -> Any:
    """One of them, to be changed or ended."""
    return _edit(_mine(volunteer_id))


def _edit(found: queries.VolunteerInfo, refused: errors.OnwardError | None = None) -> Any:
    g.place = "companions.register"
    stands = {name: getattr(found, name) for name in ("name", "phone", "email", *TICKED)}
    stands["trained_on"] = found.trained_on.isoformat() if found.trained_on else ""
    sure, waiting = appointments_of.minutes_given([found.id]).get(found.id, (0, 0))
    return render(
        "companions/volunteer.html",
        refused.status if refused else 200,
        found=found,
        sure=sure,
        waiting=waiting,
        trained=queries.trained([found]).get(found.id),
        **_form(stands, refused),
    )


@pages.post("/companions/<volunteer_id>", permission=REGISTER)
def change(volunteer_id: str) -> Any:
    """Another number, another language, other times."""
    found = _mine(volunteer_id)
    try:
        services.enter(
            found.centre_id, _given(), volunteer_id=found.id, day=current_day(), actor=current_actor(), now=now()
        )
    except errors.Invalid as refused:
        return _edit(found, refused)
    return done(_("Kept."), "companions.volunteer", volunteer_id=found.id)


@pages.post("/companions/<volunteer_id>/link", permission=REGISTER)
def new_link(volunteer_id: str) -> Any:
    """A new link; the old one ends."""
    return _link(_mine(volunteer_id).id)


@pages.post("/companions/<volunteer_id>/end", permission=REGISTER)
def end(volunteer_id: str) -> Any:
    """Somebody helps no more and sees nothing from now on."""
    found = _mine(volunteer_id)
    services.end(found.id, day=current_day(), actor=current_actor(), now=now())
    undo = url_for("companions.go_on", volunteer_id=found.id)
    return done(_("Ended. The link shows nothing any more."), "companions.register", undo=undo)


@pages.post("/companions/<volunteer_id>/on", permission=REGISTER)
def go_on(volunteer_id: str) -> Any:
    """Somebody had not ended after all."""
    found = _mine(volunteer_id)
    services.go_on(found.id)
    return done(
        _("In the register as before. Make a new link for the own page."), "companions.volunteer", volunteer_id=found.id
    )
