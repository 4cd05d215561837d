"""What the steps of a week share: whose it is, keeping a part of it, and how its pages are made."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from lms.kernel.vocabulary import Shift
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.learners import queries, services
from lms.learners.domain.lives import Availability
from lms.learners.views import drawing


@dataclass(frozen=True)
class Whose:
    """Whose week it is, and where its pages are."""

    learner: queries.LearnerInfo
    mine: bool

    def at(self, step: str = "", **more: Any) -> str:
        """Address of a step, or of the week itself."""
        if self.mine:
            return url_for("learners.my_week_step", step=step, **more) if step else url_for("learners.my_week")
        place = {"learner_id": self.learner.id, **more}
        return url_for("learners.week_step", step=step, **place) if step else url_for("learners.week", **place)

    def done(self, message: str) -> Any:
        """Back to the week, with a way to take it back."""
        undo = self.at("undo")
        if self.mine:
            return done(message, "learners.my_week", undo=undo)
        return done(message, "learners.week", undo=undo, learner_id=self.learner.id)


def keep(whose: Whose, **facts: Any) -> Availability:
    """Keep facts of this week; the others stay."""
    return services.keep_week(whose.learner.id, actor=current_actor(), now=now(), **facts)


def page(template: str, whose: Whose, status: int = 200, **values: Any) -> Any:
    """A page of this week, for its owner or for staff."""
    return render(
        template,
        status,
        whose=whose,
        layout="layouts/learner.html" if whose.mine else "layouts/staff.html",
        words=drawing,
        today=current_day(),
        Shift=Shift,
        **values,
    )
