"""Checks before the search, and what to mend where one finds something."""

from collections.abc import Mapping

from lms.kernel.language import N_, NP_, Sentence

SENTENCES: Mapping[str, Sentence] = {
    "timetable.check.unknown_name": N_("The data name {name}, which is not there. Tell the person who runs Onward."),
    "timetable.check.nobody_in_demand": N_("Nobody waits for a seat."),
    "timetable.check.no_pattern_fits_anybody": NP_(
        "{course}: no weekly time fits the {learners} person who waits.",
        "{course}: no weekly time fits any of the {learners} people who wait.",
        "learners",
    ),
    "timetable.check.learner_without_pattern": NP_(
        "No weekly time fits {names}. Ask when a class could be.",
        "No weekly time fits {learners} people: {names}. Ask when a class could be.",
        "learners",
    ),
    "timetable.check.nobody_qualified": NP_(
        "{course}: no teacher has a valid paper for it. {learners} person waits.",
        "{course}: no teacher has a valid paper for it. {learners} people wait.",
        "learners",
    ),
    "timetable.check.no_teacher_at_any_fitting_time": NP_(
        "{course}: no teacher with a valid paper works when the one person who waits can come.",
        "{course}: no teacher with a valid paper works when any of the {learners} people can come.",
        "learners",
    ),
    "timetable.check.every_room_too_small": N_(
        "{course}: the smallest group is {least}, but the largest room has {largest} seats."
    ),
    "timetable.check.no_step_free_room": NP_(
        "{learners} person needs a room without steps, and there is none.",
        "{learners} people need a room without steps, and there is none.",
        "learners",
    ),
    "timetable.check.too_few_learners": NP_(
        "{course}: {learners} person waits, the smallest group is {least}.",
        "{course}: {learners} people wait, the smallest group is {least}.",
        "learners",
    ),
    "timetable.check.too_few_seats": NP_(
        "{course}: {learners} person waits, but there are {seats} seats.",
        "{course}: {learners} people wait, but there are {seats} seats.",
        "learners",
    ),
    "timetable.check.too_few_care_places": NP_(
        "{group} group: {children} child needs care, but there are places for {places}.",
        "{group} group: {children} children need care, but there are places for {places}.",
        "children",
    ),
    "timetable.check.no_days_in_term": N_(
        "The term has no day on which a class could be. Look at its first and last day, and at the days that are closed."
    ),
    "timetable.check.room_without_chairs": N_("{room} has no chairs. Say how many it has."),
    "timetable.check.no_room_suits": N_("{course}: no room has what it needs."),
    "timetable.check.paper_ends_in_term": N_(
        "The paper of {teacher} for {qualification} ends on {day}. After that day somebody else has to teach."
    ),
    "timetable.check.locks_contradict": N_("{section}: {what} Take one of the locks away."),
    "timetable.lock.two_courses": N_("It is locked to two courses."),
    "timetable.lock.two_patterns": N_("It is locked to two times."),
    "timetable.lock.two_rooms": N_("It is locked to two rooms."),
    "timetable.lock.two_teachers": N_("It is locked to two teachers."),
    "timetable.lock.teacher_not_qualified": N_("The teacher it is locked to has no valid paper for the course."),
    "timetable.lock.teacher_away": N_("The teacher it is locked to does not work at the time it is locked to."),
    "timetable.lock.room_does_not_suit": N_("The room it is locked to does not have what the course needs."),
    "timetable.lock.room_taken": N_("The room it is locked to is taken by others of the house at that time."),
    "timetable.lock.too_many_people": N_("More people are locked to it than it has seats."),
    "timetable.lock.room_not_step_free": N_(
        "The room it is locked to has steps, and somebody locked to it needs a room without."
    ),
    "timetable.lock.people_of_another_course": N_("Somebody locked to it waits for another course."),
    "timetable.lock.people_cannot_come": N_("Somebody locked to it cannot come at the time it is locked to."),
    "timetable.lock.room_at_once": N_("It and {other} are locked to one room at the same time."),
    "timetable.lock.teacher_at_once": N_("It and {other} are locked to one teacher at the same time."),
    "timetable.lock.person_in_both": N_("Somebody is locked to it and to {other}."),
    "timetable.lock.too_many_sections": N_("More classes of this course are locked than are planned."),
    "timetable.mend.people": N_("See who is here"),
    "timetable.mend.terms": N_("Open the terms"),
    "timetable.mend.locks": N_("Open the plans"),
    "timetable.mend.conflict": N_("See what cannot hold together"),
    "timetable.mend.why": N_("See why"),
    "timetable.mend.papers": N_("Open the staff"),
    "timetable.mend.hours": N_("Change work hours"),
    "timetable.mend.groups": N_("Change the group size"),
    "timetable.mend.rooms": N_("Change the rooms"),
    "timetable.mend.equipment": N_("Say what the rooms have"),
    "timetable.mend.extra": N_("See what would help most"),
    "timetable.mend.care": N_("Open the care groups"),
    "timetable.fine.patterns": N_("Everybody can come at some weekly time."),
    "timetable.fine.teachers": N_("Every course has a teacher with a valid paper."),
    "timetable.fine.rooms": N_("Every group fits a room, without steps where needed."),
    "timetable.fine.groups": N_("Enough people wait for every course."),
    "timetable.fine.seats": N_("There can be seats enough for everybody."),
    "timetable.fine.care": N_(
        "Care places in the week are enough, also for children who change their group during the term."
    ),
}
