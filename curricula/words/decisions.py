"""Decisions on a finding: refusals, and the actions a person can choose."""

from collections.abc import Mapping

from lms.kernel.language import N_, Sentence

SENTENCES: Mapping[str, Sentence] = {
    "curricula.nothing_chosen": N_("Choose at least one thing to do."),
    "curricula.reason_missing": N_("Write one sentence: why not now?"),
    "curricula.look_again_ahead": N_("Choose a day that is still to come."),
    "curricula.attendance_share_off": N_("Write how many of 100 lessons, from 1 to 100."),
    "curricula.attendance_weeks_off": N_("Write weeks from 1 to 104, or leave the field empty."),
    "curricula.finding_closed": N_("A later review says something else. Go back to the list."),
    "curricula.action.ask_health": N_("First ask about seeing, hearing and sleep"),
    "curricula.action.ask_health.note": N_(
        "Glasses or a hearing aid change more than any course. Ask in a calm place, with an interpreter."
    ),
    "curricula.action.ask_barriers": N_("Ask what keeps the person away"),
    "curricula.action.ask_barriers.note": N_(
        "Childcare, work shift, way here, health, money. Five questions, five minutes."
    ),
    "curricula.action.retest_script": N_("Test reading in their own script again"),
    "curricula.action.retest_script.note": N_("About 8 minutes. It shows whether letters are the hard part."),
    "curricula.action.move_to_literacy": N_("Move to a literacy group"),
    "curricula.action.move_to_literacy.note": N_("Letters first, with time. Lessons already used stay counted."),
    "curricula.action.change_track": N_("Change to a group of another pace"),
    "curricula.action.change_track.note": N_("A group of people with a similar school past."),
    "curricula.action.twin_group": N_("Offer a twin class"),
    "curricula.action.twin_group.note": N_("The same lessons at another time, for weeks with another shift."),
    "curricula.action.care_place": N_("Find a care place"),
    "curricula.action.care_place.note": N_("Care that failed is the reason most absences share."),
    "curricula.action.other_time": N_("Find a class at another time"),
    "curricula.action.other_time.note": N_("Mornings and evenings differ much for tired people."),
    "curricula.action.more_lessons": N_("Add lessons"),
    "curricula.action.more_lessons.note": N_("Fewer than 8 lessons a week are little for a beginner."),
    "curricula.action.skill_course": N_("Add a course for this one skill"),
    "curricula.action.skill_course.note": N_("The other skills go on as they are."),
    "curricula.action.open_group": N_("Open a group"),
    "curricula.action.open_group.note": N_("The learners are not stalled. The supply is."),
    "curricula.action.other_provider": N_("Ask other centres"),
    "curricula.action.other_provider.note": N_("A seat elsewhere is better than a wait."),
    "curricula.action.second_chance": N_("Use the second chance"),
    "curricula.action.second_chance.note": N_("Some programmes pay for more hours after a failed test."),
    "curricula.action.review_goal": N_("Talk about the goal"),
    "curricula.action.review_goal.note": N_("Together, and never lowered in silence."),
    "curricula.action.exam_accommodation": N_("Ask for help in the examination"),
    "curricula.action.exam_accommodation.note": N_("More time, larger print, a reader."),
    "curricula.action.one_to_one": N_("Plan lessons for one"),
    "curricula.action.one_to_one.note": N_("Small steps, all senses, after seeing and hearing were looked at."),
    "curricula.action.test_again": N_("Check again"),
    "curricula.action.test_again.note": N_("Two checks, 60 lessons apart, say more than one."),
    "curricula.action.advice": N_("Bring in the advice desk"),
    "curricula.action.advice.note": N_("Somebody from outside sees other things."),
}
