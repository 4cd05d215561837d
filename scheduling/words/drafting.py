"""Drafts that people change by hand, and what is told once one is published."""

from collections.abc import Mapping

from lms.kernel.language import N_, NP_, Sentence

SENTENCES: Mapping[str, Sentence] = {
    "file.scheduling": N_("Timetables"),
    "scheduling.stale": N_("Somebody changed this draft while you looked at it. Look at what changed, then go on."),
    "scheduling.draft_closed": N_("This draft cannot be changed any more. Begin a new one."),
    "scheduling.nothing_published": N_("No class runs in this term yet. Make a timetable first."),
    "scheduling.nothing_changes": N_("It is like that already. Choose something else."),
    "scheduling.reason_missing": N_("This breaks a rule. Write one sentence that says why you do it all the same."),
    "scheduling.nothing_to_undo": N_("There is nothing left to take back."),
    "scheduling.changed_since": N_("{group} was changed again since. Change it by hand."),
    "scheduling.meets_then_already": N_("{group} meets at that time already. Choose another time."),
    "scheduling.first_day": N_("Choose a first day from {first} to {last}."),
    "scheduling.no_day": N_("This is not a day. Choose one from the calendar."),
    "scheduling.first_day_over": N_("The first day of this draft is over. Choose a later one, then publish."),
    "scheduling.impossible": N_(
        "A room, a teacher or a person would be in two classes at once. Mend the lines marked with that, then publish."
    ),
    "scheduling.locked.time": N_("The time of {group} is locked. Open the lock first."),
    "scheduling.locked.room": N_("The room of {group} is locked. Open the lock first."),
    "scheduling.locked.teacher": N_("The teacher of {group} is locked. Open the lock first."),
    "scheduling.locked.learners": N_("The learners of {group} are locked. Open the lock first."),
    "why.timetable": N_("New timetable"),
    "scheduling.call_about_plan": NP_(
        "The timetable changes on {day}. Tell {people} person who has no e-mail.",
        "The timetable changes on {day}. Tell {people} people who have no e-mail.",
        "people",
    ),
    "scheduling.told_teacher": N_("{section} has another time, room or teacher from {day}. Look at it."),
    "scheduling.told_plan.text": N_("{place}: your class begins on {day}. Days and times: {page}"),
    "scheduling.told_plan.subject": N_("Your class from {day}"),
    "scheduling.told_plan.body": N_(
        "Hello {name},\n\nfrom {day} this is your class {section}:\n\n{lines}\n\nIt stays so every week."
    ),
    "draft.told.moved": N_("{new} instead of {old}"),
    "draft.told.joined": N_("with {names}"),
    "draft.told.left": N_("without {names}"),
    "draft.told.group": N_("{group}: {parts}"),
    "draft.told.locked": N_("{group}: locked {parts}"),
    "draft.told.open": N_("{group}: all locks open"),
    "draft.told.undone": N_("Taken back: {what}"),
    "draft.told.search": N_("The search: {what}"),
    "draft.told.no_better": N_("nothing better was found"),
    "scheduling.searching": N_("The search is at work on this draft. Wait a moment."),
    "draft.told.start": N_("First day: {day}"),
    "draft.no_room": N_("no room"),
    "draft.no_teacher": N_("no teacher"),
    "draft.part.time": N_("time"),
    "draft.part.room": N_("room"),
    "draft.part.teacher": N_("teacher"),
    "draft.part.learners": N_("learners"),
    "draft.part.new": N_("new class"),
    "draft.part.gone": N_("no longer in the plan"),
    "draft.points.unplaced": N_("People without a seat"),
    "draft.points.priority": N_("Time that people have waited"),
    "draft.points.share": N_("Lessons that people will miss"),
    "draft.points.intensity": N_("Wishes for more or fewer days"),
    "draft.points.carer": N_("Carers on duty"),
    "draft.points.meeting": N_("Classes to teach"),
    "draft.points.gap": N_("Waiting hours of teachers"),
    "draft.points.siblings": N_("Siblings apart in childcare"),
    "draft.points.softened": N_("Rules that may bend"),
    "draft.points.total": N_("All together"),
}
