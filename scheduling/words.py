"""Sentences of scheduling."""

from lms.kernel.language import N_, NP_, Sentence

SENTENCES: dict[str, Sentence] = {
    "scheduling.absent": N_("This timetable is not here."),
    "scheduling.running": N_("A search is running already. Wait for it, or stop it and keep what it has."),
    "scheduling.seconds": N_("Choose a time from 5 to 600 seconds."),
    "scheduling.not_done": N_("This timetable cannot be published now. Look at the newest one."),
    "scheduling.publishing": N_("A timetable is being published. Wait until it is done, then look at the week."),
    "scheduling.publication_broke_off": N_(
        "Publishing broke off three times. Publish again. If it happens again, tell the person who runs Onward."
    ),
    "scheduling.not_published": N_("The timetable was not published. Look at what was in the way."),
    "scheduling.published_in_part": NP_(
        "The timetable is published: {booked} have a seat, {refused} person was refused. Look at who it is.",
        "The timetable is published: {booked} have a seat, {refused} people were refused. Look at who they are.",
        "refused",
    ),
    "scheduling.outdated": N_("Another timetable was published after this search. Make a new one."),
    "scheduling.seated_already": N_("Got a seat elsewhere after the search."),
    "scheduling.nobody_waits": N_("Nobody waits for a seat now. There is nothing to search for."),
    "scheduling.no_term": N_("No Monday is left in this term. Add the next term first."),
    "scheduling.run_done": N_("The timetable is ready: {placed} of {learners} have a seat. Look at it and publish it."),
    "scheduling.run_failed": N_("The search for a timetable could not go on. Look at what it needs."),
    "timetable.centre.unreadable": N_(
        "The part {part} of this file cannot be read: {detail}. Mend it, then read it again."
    ),
    "timetable.centre.not_expressible": N_("The part {part} holds something that this format has no words for."),
    # --- the search --------------------------------------------------------------------------------------------------
    "timetable.run.waiting": N_("The search begins in a moment."),
    "timetable.run.started": N_("The search has begun."),
    "timetable.run.first_timetable": N_("The first complete timetable is there."),
    "timetable.run.improved": N_("A better timetable was found."),
    "timetable.run.bound": N_("The limit is proven more closely."),
    "timetable.run.working": N_("Still looking."),
    # --- checks before the start -------------------------------------------------------------------------------------
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
    "timetable.fine.patterns": N_("Everybody can come at some weekly time."),
    "timetable.fine.teachers": N_("Every course has a teacher with a valid paper."),
    "timetable.fine.rooms": N_("Every group fits a room, without steps where needed."),
    "timetable.fine.groups": N_("Enough people wait for every course."),
    "timetable.fine.seats": N_("There can be seats enough for everybody."),
    "timetable.fine.care": N_(
        "Care places in the week are enough, also for children who change their group during the term."
    ),
    # --- the requirements, as sentences about one break of each --------------------------------------------------------
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
        "{group} group has {limit} places and {children} child, {when}.",
        "{group} group has {limit} places and {children} children, {when}.",
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
    # --- the nearest missing thing -----------------------------------------------------------------------------------
    "timetable.missing.nothing": N_("Nothing is missing: a seat is free for them."),
    "timetable.missing.care_place": NP_("One place for {child}, {when}", "{count} places for {child}, {when}", "count"),
    "timetable.missing.carer": NP_("One more carer, {when}", "{count} more carers, {when}", "count"),
    "timetable.missing.seat": N_("One more seat in {course}, {when}"),
    "timetable.missing.step_free_room": N_("A room without steps for {course}, {when}"),
    "timetable.missing.group_too_small": NP_(
        "{course} with {count} person, {when}", "{course} with {count} people, {when}", "count"
    ),
    "timetable.missing.section": N_("One more class of {course}"),
    "timetable.missing.room": N_("One more room, {when}"),
    "timetable.missing.teacher": N_("A teacher for {course}, {when}"),
    "timetable.missing.care_hours": N_("Childcare that is open, {when}"),
    "timetable.missing.pattern": N_("A class at another time: {when}"),
    "timetable.missing.free_time": N_("Time for a class"),
    "timetable.missing.adult_at_home": N_("Somebody who is with the children, {when}"),
    "timetable.missing.course": N_("A course for the track {track}"),
    "timetable.hint.care_place": N_("{group} group is full then."),
    "timetable.hint.carer": N_("The carers on duty have as many children as the rule allows."),
    "timetable.hint.group_too_small": N_("The smallest group is {limit}."),
    "timetable.hint.teacher": N_("No teacher with a valid paper is free then."),
    "timetable.hint.room": N_("Every room is taken then."),
    "timetable.hint.pattern": N_("No weekly time of the centre fits their free hours, but this one would."),
    "timetable.hint.free_time": N_("Their free hours are too few for any class. Talk with them about work and care."),
    "timetable.hint.adult_at_home": N_(
        "Another adult of this home has class then. Choose another time, or find a care place."
    ),
    "timetable.hint.course": N_("This centre offers none."),
    "timetable.hint.also": N_("Needed as well: {needs}."),
    # --- when --------------------------------------------------------------------------------------------------------
    "timetable.child": N_("a child"),
    "timetable.every.morning": N_("every morning"),
    "timetable.every.midday": N_("every midday"),
    "timetable.every.afternoon": N_("every afternoon"),
    "timetable.every.evening": N_("every evening"),
    "timetable.days.morning": N_("{days} in the morning"),
    "timetable.days.midday": N_("{days} at midday"),
    "timetable.days.afternoon": N_("{days} in the afternoon"),
    "timetable.days.evening": N_("{days} in the evening"),
    "timetable.on.0.morning": N_("Monday morning"),
    "timetable.on.0.midday": N_("Monday midday"),
    "timetable.on.0.afternoon": N_("Monday afternoon"),
    "timetable.on.0.evening": N_("Monday evening"),
    "timetable.on.1.morning": N_("Tuesday morning"),
    "timetable.on.1.midday": N_("Tuesday midday"),
    "timetable.on.1.afternoon": N_("Tuesday afternoon"),
    "timetable.on.1.evening": N_("Tuesday evening"),
    "timetable.on.2.morning": N_("Wednesday morning"),
    "timetable.on.2.midday": N_("Wednesday midday"),
    "timetable.on.2.afternoon": N_("Wednesday afternoon"),
    "timetable.on.2.evening": N_("Wednesday evening"),
    "timetable.on.3.morning": N_("Thursday morning"),
    "timetable.on.3.midday": N_("Thursday midday"),
    "timetable.on.3.afternoon": N_("Thursday afternoon"),
    "timetable.on.3.evening": N_("Thursday evening"),
    "timetable.on.4.morning": N_("Friday morning"),
    "timetable.on.4.midday": N_("Friday midday"),
    "timetable.on.4.afternoon": N_("Friday afternoon"),
    "timetable.on.4.evening": N_("Friday evening"),
    "timetable.on.5.morning": N_("Saturday morning"),
    "timetable.on.5.midday": N_("Saturday midday"),
    "timetable.on.5.afternoon": N_("Saturday afternoon"),
    "timetable.on.5.evening": N_("Saturday evening"),
    "timetable.on.6.morning": N_("Sunday morning"),
    "timetable.on.6.midday": N_("Sunday midday"),
    "timetable.on.6.afternoon": N_("Sunday afternoon"),
    "timetable.on.6.evening": N_("Sunday evening"),
}
