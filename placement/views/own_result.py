"""The learner's own result: her level in words, her group, what comes next. Short, and read aloud."""

from typing import Any

from lms.kernel import language
from lms.kernel.web import back_to, current_actor, render
from lms.learners import queries as learners
from placement import queries
from placement.views import findings
from placement.views.door import pages


@pages.get("/my-placement/result", permission="learner.self")
def my_result() -> Any:
    """What the test found, in words; the group once a teacher has decided."""
    learner = learners.learner(current_actor().learner_id or "")
    found = queries.newest_result(learner.id)
    if found is None:
        return back_to("placement.my_begin_page")
    view = findings.view_of(found)
    decided = found.decision
    return render(
        "placement/my_result.html",
        learner=learner,
        result=found,
        skills=[_spoken(one) for one in view.levels],
        letters=_letters(found, view),
        group=language.say(f"track.{decided.track}") if decided else "",
        why=language.say(f"placement.for_you.{decided.track}") if decided else "",
        decided_by=decided.by if decided else "",
        waiting=waiting_parts(learner.id),
    )


def waiting_parts(learner_id: str) -> list[dict[str, str]]:
    """What somebody wrote or said and nobody has scored yet, each with a sentence that is also heard."""
    parts = queries.waiting_parts([learner_id]).get(learner_id, [])
    return [
        {
            "kind": kind,
            "words": language.say("placement.waits_for_you", {"part": language.say(f"placement.kind.{kind}")}),
        }
        for kind in parts
    ]


def _letters(found: queries.ResultInfo, view: findings.ResultWords) -> dict[str, str]:
    """What the screener saw, empty where nobody was screened: what she reads, and how sure it is."""
    if not found.literacy["items"]:
        return {}
    can = language.say(f"placement.can.letters.{found.literacy['code']}")
    return {"can": can, "sure": " ".join(one.sure for one in view.facts if one.sure)}


def _spoken(one: Any) -> dict[str, Any]:
    """One skill as a learner reads and hears it: what she can do, the level in words, its name last."""
    can = language.say(f"placement.can.{one['skill']}.{one['band']}")
    level = language.say("placement.your_level", {"level": one["level"]})
    more = language.say("placement.or_level", {"level": one["neighbour"]}) if one["borderline"] else ""
    return {**one, "can": can, "words": f"{level} {more}".strip(), "sure": one["words"]}
