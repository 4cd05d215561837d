"""What a centre weighs: points, rules that may bend, rooms and ways of its houses."""

from collections.abc import Mapping

from lms.kernel.language import N_, Sentence

SENTENCES: Mapping[str, Sentence] = {
    "scheduling.points": N_("Write a whole number from 0 to {most}."),
    "scheduling.whole_number": N_("Write a whole number."),
    "scheduling.least_share": N_("Write a number from 50 to 100."),
    "scheduling.alone_under": N_("Write an age from 0 to 18 years."),
    "scheduling.way_to_itself": N_("Choose two different houses."),
    "scheduling.way_minutes": N_("Write minutes from 0 to {most}."),
    "scheduling.use_title": N_("Say who has the room then."),
    "scheduling.no_such_time": N_("Write a time like 09:30."),
    "scheduling.no_such_day": N_("Write year-month-day, like 2027-02-13."),
    "timetable.weight.unplaced": N_("A person without a seat"),
    "timetable.weight.priority": N_("Each week that this person has waited on a list"),
    "timetable.weight.share": N_("All meetings missed because of work (a part of them costs a part)"),
    "timetable.weight.intensity": N_("A class more or less often than wished"),
    "timetable.weight.carer": N_("A carer on duty, for each block"),
    "timetable.weight.meeting": N_("A meeting of a class"),
    "timetable.weight.gap": N_("A teacher who waits between two classes, for each block"),
    "timetable.weight.siblings": N_("Brothers and sisters in care at different times, for each block"),
    "timetable.soft.group_too_small": N_("A group has at least its smallest size"),
    "timetable.soft.teacher_too_many_meetings": N_("A teacher keeps the weekly limit"),
    "timetable.soft.room_does_not_suit": N_("A room has what the course needs"),
    "timetable.soft.teacher_cannot_travel": N_("A teacher has time for the way between two houses"),
    "timetable.soft.paper_ends_in_term": N_("A teacher’s paper is valid to the end of the term"),
}
