"""The requirements: a break of each, and which of them cannot hold together."""

from collections.abc import Mapping

from lms.kernel.language import N_, NP_, Sentence

SENTENCES: Mapping[str, Sentence] = {
    "timetable.unknown_name": N_("The timetable names {name}, which is not there."),
    "timetable.too_many_sections": NP_(
        "{course} has {sections} classes, but {limit} is planned.",
        "{course} has {sections} classes, but {limit} are planned.",
        "limit",
    ),
    "timetable.group_too_small": NP_(
        "{section} has {learners} person. The smallest group is {limit}.",
        "{section} has {learners} people. The smallest group is {limit}.",
        "learners",
    ),
    "timetable.group_too_large": NP_(
        "{section} has {learners} person. The largest group is {limit}.",
        "{section} has {learners} people. The largest group is {limit}.",
        "learners",
    ),
    "timetable.room_too_small": NP_(
        "{section}: {room} has {limit} chairs for {learners} person.",
        "{section}: {room} has {limit} chairs for {learners} people.",
        "learners",
    ),
    "timetable.room_twice": N_("{room} has {sections} classes at once, {when}."),
    "timetable.room_not_step_free": N_("{section}: {learner} needs a room without steps, and {room} has steps."),
    "timetable.teacher_twice": N_("{teacher} has {sections} classes at once, {when}."),
    "timetable.teacher_not_qualified": N_("{section}: {teacher} has no valid paper for {course}."),
    "timetable.teacher_away": N_("{section}: {teacher} does not work {when}."),
    "timetable.teacher_too_many_meetings": N_("{teacher} has {meetings} classes a week. The limit is {limit}."),
    "timetable.learner_twice": N_("{learner} has {seats} seats. One is enough."),
    "timetable.learner_wrong_course": N_("{section}: {learner} waits for another course, {wanted}."),
    "timetable.learner_attends_too_little": N_("{section}: {learner} cannot come often enough."),
    "timetable.care_closed": N_("{section}: {learner} needs childcare, and it is closed at that time."),
    "timetable.care_full": NP_(
        "{group} group takes {limit}, and {children} child would be there, {when}.",
        "{group} group takes {limit}, and {children} children would be there, {when}.",
        "children",
    ),
    "timetable.care_staff_short": NP_(
        "Childcare needs {carers} carer and has {limit}, {when}.",
        "Childcare needs {carers} carers and has {limit}, {when}.",
        "carers",
    ),
    "timetable.lock_not_kept": N_("{section} is not as it was locked: {part}."),
    "timetable.room_does_not_suit": N_("{section}: {room} does not have what {course} needs."),
    "timetable.room_taken_by_others": N_("{section}: {room} is taken by others of the house, {when}."),
    "timetable.teacher_cannot_travel": N_(
        "{teacher} has classes in two houses on one day. The way takes {minutes} minutes, and there is less time between."
    ),
    "timetable.learner_cannot_travel": N_(
        "{learner} has classes in two houses on one day. The way takes {minutes} minutes, and there is less time between."
    ),
    "timetable.paper_ends_in_term": N_("{section}: the paper of {teacher} ends on {day}, before the term does."),
    "timetable.child_alone": NP_(
        "{learner} and the other adult at home are both in class {when}, and {children} child has no care place.",
        "{learner} and the other adult at home are both in class {when}, and {children} children have no care place.",
        "children",
    ),
    "timetable.not_twins": N_("{section} and {other} cannot be twin classes: same course, other times, each once."),
    "timetable.twin_full": N_(
        "{section} has {limit} seats, but in some weeks {learners} people come, with those from its twin class."
    ),
    # --- requirements that cannot hold together, and what to do about each ----------------------------------------------
    "timetable.require.own_seat": N_("{learner} has a seat."),
    "timetable.require.seats": NP_(
        "{course}: the {learners} person who waits has a seat.",
        "{course}: all {learners} people who wait have a seat.",
        "learners",
    ),
    "timetable.require.times": N_("Classes meet at one of the {times} weekly times."),
    "timetable.require.share": N_("Everybody can come to {percent} of 100 meetings or more."),
    "timetable.require.step_free": N_("Whoever needs a room without steps gets one."),
    "timetable.require.household": N_("No child is alone while all adults of the home are in class."),
    "timetable.require.rooms": NP_("There is {rooms} room.", "There are {rooms} rooms.", "rooms"),
    "timetable.require.chairs": N_("Everybody has a chair. The largest room has {largest}."),
    "timetable.require.rooms_taken": N_("Others of the house keep their rooms."),
    "timetable.require.rooms_suit": N_("Rooms have what the course needs, where it is held."),
    "timetable.require.travel": N_("Teachers have time to go from one house to the other."),
    "timetable.require.teachers": NP_("There is {teachers} teacher.", "There are {teachers} teachers.", "teachers"),
    "timetable.require.teacher_week": N_("No teacher gives more meetings a week than agreed."),
    "timetable.require.teacher_hours": N_("Teachers teach only in the hours they gave."),
    "timetable.require.papers_last": N_("Every teacher’s paper lasts the whole term."),
    "timetable.require.qualified": N_("{course}: only teachers with a valid paper for it."),
    "timetable.require.care_staff": NP_(
        "Childcare has {carers} carer at a time.", "Childcare has {carers} carers at a time.", "carers"
    ),
    "timetable.require.care_places": NP_(
        "{group} group has {places} place.", "{group} group has {places} places.", "places"
    ),
    "timetable.require.care_hours": N_("Childcare is open only in its hours."),
    "timetable.require.group_most": N_("{course}: at most {limit} people in a group."),
    "timetable.require.group_least": N_("{course}: at least {limit} people in a group."),
    "timetable.require.sections": NP_(
        "{course}: no more than {limit} class.", "{course}: no more than {limit} classes.", "limit"
    ),
    "timetable.require.lock": N_("What is decided about {section} stays."),
    "timetable.require.named": N_("{name}"),
    "timetable.relax.own_seat": N_("Talk with this person about other hours, or let the person wait."),
    "timetable.relax.seats": N_("Let some of them wait for the next term."),
    "timetable.relax.times": N_("Offer a class at another weekly time."),
    "timetable.relax.share": N_("Accept people who can come less often."),
    "timetable.relax.step_free": N_("Find a room without steps."),
    "timetable.relax.household": N_("Find care for the children, or let one adult wait."),
    "timetable.relax.rooms": N_("Find one more room."),
    "timetable.relax.chairs": N_("Find a larger room."),
    "timetable.relax.rooms_taken": N_("Ask the others of the house for the room."),
    "timetable.relax.rooms_suit": N_("Bring what is missing into another room, or hold the course elsewhere."),
    "timetable.relax.travel": N_("Leave more time between two houses, or use one house only."),
    "timetable.relax.teachers": N_("Find one more teacher."),
    "timetable.relax.teacher_week": N_("Ask a teacher to give more meetings."),
    "timetable.relax.teacher_hours": N_("Ask a teacher for more hours."),
    "timetable.relax.papers_last": N_("Help a teacher to renew the paper."),
    "timetable.relax.qualified": N_("Help a teacher to get the paper for this course."),
    "timetable.relax.care_staff": N_("Find one more carer."),
    "timetable.relax.care_places": N_("Make more places for this age."),
    "timetable.relax.care_hours": N_("Open childcare at more times."),
    "timetable.relax.group_most": N_("Allow larger groups."),
    "timetable.relax.group_least": N_("Allow smaller groups."),
    "timetable.relax.sections": N_("Plan one more class."),
    "timetable.relax.lock": N_("Undo this decision."),
    "timetable.relax.named": N_("Give this wish up."),
}
