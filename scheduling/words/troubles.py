"""A week that goes wrong: what to do, and what people are told."""

from collections.abc import Mapping

from lms.kernel.language import N_, NP_, Sentence

SENTENCES: Mapping[str, Sentence] = {
    "timetable.rota_received": NP_(
        "{organisation} sent the shifts of {name}. {missed} session does not fit any more. Look at what can be done.",
        "{organisation} sent the shifts of {name}. {missed} sessions do not fit any more. Look at what can be done.",
        "missed",
    ),
    "scheduling.no_trouble": N_("This is not here."),
    "scheduling.trouble_days": N_("The last day is before the first one. Turn them round."),
    "scheduling.trouble_long": N_("These are more than {days} days. Plan the timetable anew for so long a time."),
    "scheduling.trouble_who.teacher_ill": N_("Say which teacher cannot come."),
    "scheduling.trouble_who.room_closed": N_("Say which room is closed."),
    "scheduling.trouble_who.rota_changed": N_("Say whose work times change."),
    "scheduling.trouble_reason": N_("Write one sentence about the reason. It stands beside the session."),
    "scheduling.trouble_closed": N_("This is closed. Note it again if it goes on."),
    "scheduling.nothing_chosen": N_("Choose what to do for at least one session."),
    "scheduling.proposal_gone": N_("This is not possible any more. Look at what is possible now."),
    "scheduling.undone_already": N_("This was taken back already."),
    "scheduling.tell_without_call": N_(
        "The week of {name} changes. This person does not want to be called: write, or say it when you meet."
    ),
    "scheduling.call_people": NP_(
        "The week changes. Call {people} person who has no e-mail: {names}.",
        "The week changes. Call {people} people who have no e-mail: {names}.",
        "people",
    ),
    "scheduling.week_changes.text": N_("{place}: times of your classes change. Look here: {page}"),
    "scheduling.week_changes.subject": N_("Your classes change"),
    "scheduling.week_changes.body": N_(
        "Hello {name},\n\nsome of your classes change:\n\n{lines}\n\nYour seat stays yours. If a new time does not fit,"
        " tell us.\n\n{centre}\n{phone}"
    ),
    "scheduling.told.cover": N_("{section}, {day} at {starts}: {teacher} teaches this time."),
    "scheduling.told.cover_online": N_("{section}, {day} at {starts}: this time online, with {teacher}."),
    "scheduling.told.room": N_("{section}, {day} at {starts}: this time in the room {room}."),
    "scheduling.told.online": N_("{section}, {day} at {starts}: this time online."),
    "scheduling.told.move": N_("{section}: the class of {day} is on {new_day} at {new_starts}."),
    "scheduling.told.makeup": N_(
        "{section}: no class on {day} at {starts}. It is made up for on {new_day} at {new_starts}."
    ),
    "scheduling.told.cancel": N_("{section}: no class on {day} at {starts}."),
    "scheduling.told.twin": N_(
        "{section}: no class for you on {day} at {starts}. Come to {twin} on {new_day} at {new_starts} instead."
    ),
    "scheduling.told.as_planned": N_("{section}: the class on {day} at {starts} is held as it was planned."),
    "scheduling.told.asked_to_cover": N_("{section}, {day} at {starts}: you teach this class for somebody."),
    "scheduling.told.teacher_room": N_("{section}, {day} at {starts}: the class is in the room {room}."),
    "scheduling.told.teacher_online": N_("{section}, {day} at {starts}: the class is online."),
    "scheduling.told.teacher_move": N_("{section}: the class of {day} is on {new_day} at {new_starts}."),
    "scheduling.told.teacher_makeup": N_(
        "{section}: no class on {day} at {starts}. It is made up for on {new_day} at {new_starts}."
    ),
    "scheduling.told.teacher_cancel": N_("{section}: no class on {day} at {starts}."),
}
