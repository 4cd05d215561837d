"""Sentences of volunteers, appointments, mentoring and handbooks."""

from lms.kernel.language import N_, Sentence

SENTENCES: dict[str, Sentence] = {
    "companions.part.companion": N_("Goes along and interprets"),
    "companions.part.mentor": N_("Is a mentor"),
    "companions.hours.morning": N_("Morning"),
    "companions.hours.afternoon": N_("Afternoon"),
    "companions.hours.evening": N_("Evening"),
    "companions.state.open": N_("Looking for somebody"),
    "companions.state.accepted": N_("Somebody goes along"),
    "companions.state.logged": N_("Hours wait for your word"),
    "companions.state.confirmed": N_("Hours confirmed"),
    "companions.state.cancelled": N_("Called off"),
    "companions.mentoring.proposed": N_("Proposed"),
    "companions.mentoring.runs": N_("They meet"),
    "companions.mentoring.ended": N_("Over"),
    "companions.absent": N_("This volunteer is not here."),
    "companions.no_appointment": N_("This appointment is not here."),
    "companions.no_mentoring": N_("This mentoring is not here."),
    "companions.no_handbook": N_("This handbook is not here."),
    "companions.name_missing": N_("Write the name, a short one."),
    "companions.languages_missing": N_("Choose the languages, up to twelve. At least one is needed."),
    "companions.language_long": N_("Write each language by its name, with commas between them."),
    "companions.parts_missing": N_("Choose what the volunteer does."),
    "companions.reach_missing": N_("Write a telephone number or an e-mail address."),
    "companions.long": N_("This is too long."),
    "companions.email_off": N_("This e-mail address is not whole."),
    "companions.time_unknown": N_("Choose the times from the table."),
    "companions.topics_missing": N_("Choose at least one goal that the mentor knows about."),
    "companions.day_wrong": N_("Write the day as year-month-day."),
    "companions.day_ahead": N_("This day has not come yet."),
    "companions.twice": N_("This learner is in the register already."),
    "companions.no_learner": N_("Nobody here has this number. Look at the record, or leave it empty."),
    "companions.has_ended": N_("This volunteer has ended. Let the volunteer go on first."),
    "companions.language_missing": N_("Choose the language."),
    "companions.day_off": N_("Choose a day from today on, within half a year."),
    "companions.time_missing": N_("Write when the appointment begins."),
    "companions.place_missing": N_("Write the address, a short one."),
    "companions.taken": N_("Somebody else was quicker, or the appointment is over. Thank you."),
    "companions.done": N_("This appointment has gone on since. Nothing was changed."),
    "companions.not_begun": N_("The appointment has not begun yet. Write the hours afterwards."),
    "companions.minutes_off": N_("Write how many minutes it took, from 1 to 720."),
    "companions.not_logged": N_("No hours are written down yet."),
    "companions.no_choice": N_("This mentor does not fit any more. Choose another one."),
    "companions.has_mentor": N_("A mentor is proposed already. End that first."),
    "companions.choice_missing": N_("Choose: yes or no."),
    "companions.mentoring_over": N_("This mentoring is over. Nothing was changed."),
    "companions.not_agreed": N_("Both have to say yes first."),
    "companions.meeting_day_off": N_("Choose a day since you both said yes, not older than two months."),
    "companions.meeting_minutes_off": N_("Write how many minutes you met, from 1 to 480."),
    "companions.task.given_back": N_("{volunteer} does not go along with {name} on {day}. Look for somebody else."),
    "companions.task.logged": N_("{volunteer} was with {name} on {day}. Look at the hours and confirm them."),
    "companions.task.mentoring_ended": N_("{name} has no mentor now. Ask whether another one is wanted."),
    "companions.mail.subject": N_("Somebody who speaks {language} is needed on {day}"),
    "companions.mail.body": N_(
        "Hello,\n\nsomebody needs a companion who speaks {language}: {day}, {time}.\n\nOpen your own page by the link that we "
        "gave you. There you see where it is, and can say yes.\n\n{centre}\n{phone}"
    ),
    "deed.companion_accepted": N_("goes along to an appointment"),
    "companions.kind.handbook": N_("Handbook"),
    "companions.kind.study_unit": N_("Study unit"),
    "companions.kind.guideline": N_("Guideline"),
    "companions.kind.research": N_("Research"),
    "companions.reader.teacher": N_("Teachers"),
    "companions.reader.caseworker": N_("Caseworkers"),
    "companions.reader.administrator": N_("Administrators"),
    "companions.reader.manager": N_("Managers"),
    "companions.reader.childcare": N_("Carers of children"),
    "companions.reader.mentor": N_("Mentors"),
    "companions.reader.companion": N_("Companions"),
    "companions.handbook_title_missing": N_("Write the title, up to 160 signs."),
    "companions.handbook_kind_missing": N_("Choose what it is."),
    "companions.handbook_readers_missing": N_("Choose who should find it."),
    "companions.handbook_empty": N_("Write where it lies on the web, or its text."),
    "companions.handbook_address_off": N_("Write the whole address, from https:// on."),
    "companions.handbook_long": N_("This text is too long. Put it on the web and write its address."),
    "companions.guide.mentor.title": N_("Handbook for mentors"),
    "companions.guide.mentor.1": N_(
        "You walk beside somebody. You do not lead, teach or test. The goal is the other person’s."
    ),
    "companions.guide.mentor.2": N_(
        "First meeting: say who you are, in both languages if that helps. Ask what should be different in three months. "
        "Agree when and where you meet, and how you call it off."
    ),
    "companions.guide.mentor.3": N_(
        "Meet in a public place: a café, a library, the centre. Tell somebody where you are."
    ),
    "companions.guide.mentor.4": N_(
        "Ask more than you answer: What have you tried? What would be a small step until next week? Who could help?"
    ),
    "companions.guide.mentor.5": N_(
        "Keep what you hear to yourself. Only where somebody is in danger you tell the centre, and you say so before."
    ),
    "companions.guide.mentor.6": N_(
        "Lend no money, sign nothing, give no advice on law or health. The centre knows who does that."
    ),
    "companions.guide.mentor.7": N_(
        "Never ask about the journey, the permit, faith or politics. Listen when it is told."
    ),
    "companions.guide.mentor.8": N_(
        "Write down each meeting: the day and how long. Either of you may end it at any time, and nobody asks why."
    ),
    "companions.guide.companion.title": N_("Handbook for companions"),
    "companions.guide.companion.1": N_("Be there ten minutes early. Say both names, and that you interpret."),
    "companions.guide.companion.2": N_(
        "Interpret everything that is said, by everybody, without leaving out, adding or making it nicer."
    ),
    "companions.guide.companion.3": N_("Say I where the person says I. Ask when you did not understand."),
    "companions.guide.companion.4": N_(
        "Give no advice and take no side. If you are asked what you think, interpret the question."
    ),
    "companions.guide.companion.5": N_(
        "Everything that you hear stays there. Do not write it down, not even for us: we keep no word of it."
    ),
    "companions.guide.companion.6": N_(
        "If it is too much or too hard, say so and stop. For an operation or a court an interpreter by trade is needed."
    ),
    "companions.guide.companion.7": N_("Afterwards write down how long it took, with the way. We confirm it."),
    "companions.guide.peers.title": N_("Peer mentors in your class"),
    "companions.guide.peers.1": N_(
        "Peer mentors are learners who came earlier. They have passed the course for peer mentors and stand in the register."
    ),
    "companions.guide.peers.2": N_(
        "What they can do better than we: show that it can be done, in the language of the learner."
    ),
    "companions.guide.peers.3": N_(
        "Who gains most: somebody who is often away, is alone here, or has stood still for weeks though coming every day."
    ),
    "companions.guide.peers.4": N_("Ask the learner first, alone. Then tell the caseworker, who proposes somebody."),
    "companions.guide.peers.5": N_(
        "Whom you may win as a mentor: somebody with a level above, who listens, keeps things private and has an hour a week."
    ),
    "companions.guide.peers.6": N_(
        "A mentor is no assistant in class and no interpreter of yours. Ask nothing of what they talk about."
    ),
}
