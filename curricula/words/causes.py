"""Likely causes, their signals, and what would change a verdict."""

from collections.abc import Mapping

from lms.kernel.language import N_, Sentence

SENTENCES: Mapping[str, Sentence] = {
    "curricula.cause.health": N_("Seeing, hearing, sleep or grief"),
    "curricula.cause.literacy_need_missed": N_("Reading need missed at placement"),
    "curricula.cause.wrong_track": N_("A group for people with another school past"),
    "curricula.cause.wrong_time": N_("The time does not fit"),
    "curricula.cause.too_little_teaching": N_("Too few lessons a week"),
    "curricula.cause.narrow_skill": N_("One skill alone stands still"),
    "curricula.cause.no_bridge": N_("No next course"),
    "curricula.cause.time_out": N_("A deadline or a test was missed"),
    "curricula.cause.goal_too_high": N_("The goal is near its deadline"),
    "curricula.cause.learning_difficulty": N_("Learning may be hard for another reason"),
    "curricula.signal.health_mentioned": N_("Health was spoken of."),
    "curricula.signal.writing_flat_speaking_moves": N_("Reading and writing stand still, speaking moves."),
    "curricula.signal.script_not_tested": N_("Nobody has looked at reading in the person’s own script."),
    "curricula.signal.group_a_level_ahead": N_("The group is a level ahead."),
    "curricula.signal.group_with_more_schooling": N_("Most of the group went to school longer."),
    "curricula.signal.evening_only": N_("Evening classes only."),
    "curricula.signal.absences_cluster": N_("Absences fall on the same day of the week."),
    "curricula.signal.care_fails": N_("Childcare failed more than once."),
    "curricula.signal.few_lessons_a_week": N_("Fewer than 8 lessons a week."),
    "curricula.signal.flat_listening": N_("Listening stands still, other skills move."),
    "curricula.signal.flat_reading": N_("Reading stands still, other skills move."),
    "curricula.signal.flat_speaking": N_("Speaking stands still, other skills move."),
    "curricula.signal.flat_writing": N_("Writing stands still, other skills move."),
    "curricula.signal.deadline_near": N_("The deadline is less than 12 weeks away."),
    "curricula.signal.deadline_passed": N_("The deadline has passed."),
    "curricula.signal.exam_failed": N_("A test was not passed."),
    "curricula.signal.other_actions_tried": N_("Two other ways were tried."),
    "curricula.signal.level_met": N_("The module is passed."),
    "curricula.signal.no_course_found": N_("No course with a free seat at a fitting time."),
    "curricula.change.gain_in_skill": N_("A gain of more than {amount} points in {skill}."),
    "curricula.change.effort_said": N_("A word from you or the learner on how hard the person tries."),
    "curricula.change.attend_more": N_("{amount} lessons more in twelve weeks."),
    "curricula.change.course_found": N_("A course with a free seat at a fitting time."),
    "curricula.change.profile_unknown": N_("Years at school and reading: ask and note them."),
    "curricula.change.few_minutes": N_("{amount} more lessons attended."),
    "curricula.change.few_assessments": N_("Two checks of the same skill, 60 lessons apart."),
    "curricula.change.old_assessments": N_("A new check: the last one is older than 8 weeks."),
    "curricula.change.long_pause": N_("Some weeks of class after the long pause."),
    "curricula.change.not_measured": N_(
        "Nothing. This person learns for company and daily life, and nobody measures it."
    ),
    "curricula.change.placement_disputed": N_("An end to the question about the placement."),
    "curricula.change.nothing_offered": N_("A register of the last twelve weeks."),
}
