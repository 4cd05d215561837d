"""Tasks that curricula gives to people."""

from collections.abc import Mapping

from lms.kernel.language import N_, NP_, Sentence

SENTENCES: Mapping[str, Sentence] = {
    "curricula.task.short_check": N_(
        "{name} has credit for {titles}. Let a teacher make a short check before the course begins."
    ),
    "curricula.task.practice": NP_(
        "{name} has had no lesson for {weeks} week. Tell {name} where to practise.",
        "{name} has had no lesson for {weeks} weeks. Tell {name} where to practise.",
        "weeks",
    ),
    "curricula.task.opportunity": N_("{organisation} offers something: {title}. Read it and show it to learners."),
    "curricula.task.interest": N_("{name} would like this: {title}. Talk about it."),
    "curricula.task.talk": N_("Talk with {name}. The course may not fit."),
    "curricula.task.next_step": N_("{name} has passed {module}. Look at the next step together."),
    "curricula.task.bridge": NP_(
        "{count} learner is ready and has no next course.",
        "{count} learners are ready and have no next course.",
        "count",
    ),
    "curricula.task.bridge_after": NP_(
        "After {module}: {count} learner is ready and has no next course.",
        "After {module}: {count} learners are ready and have no next course.",
        "count",
    ),
    "curricula.do.ask_health": N_("{name}: ask about seeing, hearing and sleep."),
    "curricula.do.ask_barriers": N_("{name}: ask what keeps the person away."),
    "curricula.do.retest_script": N_("{name}: test reading in their own script again."),
    "curricula.do.move_to_literacy": N_("{name}: look for a place in a literacy group."),
    "curricula.do.change_track": N_("{name}: look for a place in a group of another pace."),
    "curricula.do.twin_group": N_("{name}: look for a twin class at another time."),
    "curricula.do.care_place": N_("{name}: look for a care place."),
    "curricula.do.other_time": N_("{name}: look for a class at another time."),
    "curricula.do.more_lessons": N_("{name}: look for more lessons a week."),
    "curricula.do.skill_course": N_("{name}: look for a course for one skill."),
    "curricula.do.open_group": N_("{name}: see whether a group can be opened."),
    "curricula.do.other_provider": N_("{name}: ask other centres."),
    "curricula.do.second_chance": N_("{name}: look at the second chance of the programme."),
    "curricula.do.review_goal": N_("{name}: talk about the goal together."),
    "curricula.do.exam_accommodation": N_("{name}: ask for more time or help in the examination."),
    "curricula.do.one_to_one": N_("{name}: plan lessons for one."),
    "curricula.do.test_again": N_("{name}: check again."),
    "curricula.do.advice": N_("{name}: bring in the advice desk."),
}
