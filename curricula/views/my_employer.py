"""My employer sends my shifts: by myself on a phone, or by staff on somebody's behalf. Her word is the last one."""

from dataclasses import dataclass
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _

from curricula.domain.employers import ALOUD, LONGEST_NAME, OWN_PAGE, PAPER
from curricula.queries import employers as queries
from curricula.services import employers as services
from curricula.views.door import pages
from lms.accounts.services import audit
from lms.kernel import db, errors, language
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.learners import queries as learners

SELF = "learner.self"
EDIT = "curricula.opportunities.edit"


@dataclass(frozen=True)
class Whose:
    """Whose shifts they are, and where the pages of her week are."""

    learner: learners.LearnerInfo
    mine: bool

    def at(self, deed: str = "", **more: Any) -> str:
        """Address of the page, or of a deed on it."""
        # Keeping is sent to the address of the page itself.
        end = f"_{deed}" if deed else ""
        if self.mine:
            return url_for(f"curricula.my_employer{end}", **more)
        return url_for(f"curricula.employer_of{end}", learner_id=self.learner.id, **more)

    @property
    def week(self) -> str:
        """Her week."""
        return url_for("learners.my_week") if self.mine else url_for("learners.week", learner_id=self.learner.id)


def _me() -> Whose:
    learner = learners.learner(current_actor().learner_id or "")
    g.own_picture = learner.picture or None
    g.place = "courses.learner_today"
    return Whose(learner, True)


def _other(learner_id: str) -> Whose:
    g.place = "learners.people"
    return Whose(learners.learner(learner_id), False)


def _page(whose: Whose, refused: errors.OnwardError | None = None) -> Any:
    standing = queries.employments_of(whose.learner.id)
    named = {one.organisation for one in standing}
    choices = [one for one in queries.employers(whose.learner.centre_id, current_day()) if one not in named]
    if not whose.mine:
        audit.read("learners_learner", [whose.learner.id], "week", now=now())
    return render(
        "curricula/my_employer.html",
        refused.status if refused else 200,
        whose=whose,
        layout="layouts/learner.html" if whose.mine else "layouts/staff.html",
        standing=standing,
        rotas=queries.rotas_of(whose.learner.id),
        choices=[(one, one) for one in choices],
        consents=[(ALOUD, _("Said aloud")), (PAPER, _("Signed on paper"))],
        longest=LONGEST_NAME,
        typed=request.form,
        trouble=language.say(refused.code, refused.facts) if refused else "",
        field=refused.facts.get("field", "") if refused else "",
    )


def _agree(whose: Whose) -> Any:
    consent = request.form.get("consent", "")
    # Her own page says it in her name; nobody else can.
    consent = (OWN_PAGE if consent == "yes" else "") if whose.mine else (consent if consent != OWN_PAGE else "")
    try:
        services.agree(
            whose.learner.id,
            request.form.get("organisation", ""),
            request.form.get("known_as", ""),
            consent=consent,
            actor=current_actor(),
            day=current_day(),
            now=now(),
        )
    except (errors.Invalid, errors.Conflict) as refused:
        db.session().rollback()
        return _page(whose, refused)
    return _back(whose, _("Kept. The shifts come by themselves now."))


def _end(whose: Whose, employment_id: str) -> Any:
    services.end(employment_id, whose.learner.id, actor=current_actor(), now=now())
    return _back(whose, _("No more shifts are taken in. Those that came are out of the week."))


def _take_back(whose: Whose, rota_id: str) -> Any:
    services.take_back(rota_id, whose.learner.id, actor=current_actor(), now=now())
    return _back(whose, _("These shifts are out of the week."))


def _back(whose: Whose, told: str) -> Any:
    if whose.mine:
        return done(told, "curricula.my_employer")
    return done(told, "curricula.employer_of", learner_id=whose.learner.id)


@pages.get("/my-employer", permission=SELF)
def my_employer() -> Any:
    """Who sends my shifts, and what came."""
    return _page(_me())


@pages.post("/my-employer", permission=SELF)
def my_employer_agree() -> Any:
    """My employer may send my shifts."""
    return _agree(_me())


@pages.post("/my-employer/<employment_id>/end", permission=SELF)
def my_employer_end(employment_id: str) -> Any:
    """It may not any more."""
    return _end(_me(), employment_id)


@pages.post("/my-employer/rotas/<rota_id>/take-back", permission=SELF)
def my_employer_take_back(rota_id: str) -> Any:
    """These shifts are wrong."""
    return _take_back(_me(), rota_id)


@pages.get("/people/<learner_id>/employer", permission=EDIT, writes=True)
def employer_of(learner_id: str) -> Any:
    """The same for somebody, on her behalf."""
    return _page(_other(learner_id))


@pages.post("/people/<learner_id>/employer", permission=EDIT)
def employer_of_agree(learner_id: str) -> Any:
    """She said that her employer may send her shifts."""
    return _agree(_other(learner_id))


@pages.post("/people/<learner_id>/employer/<employment_id>/end", permission=EDIT)
def employer_of_end(learner_id: str, employment_id: str) -> Any:
    """She said that it may not any more."""
    return _end(_other(learner_id), employment_id)


@pages.post("/people/<learner_id>/employer/rotas/<rota_id>/take-back", permission=EDIT)
def employer_of_take_back(learner_id: str, rota_id: str) -> Any:
    """She said that these shifts are wrong."""
    return _take_back(_other(learner_id), rota_id)
