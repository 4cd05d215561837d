"""How people are after their course: questions, answers, letters and tasks."""

from collections.abc import Mapping

from lms.kernel.language import N_, Sentence

SENTENCES: Mapping[str, Sentence] = {
    "curricula.follow_up.doing": N_("What do you do now?"),
    "curricula.follow_up.doing.work": N_("I work"),
    "curricula.follow_up.doing.training": N_("I learn a profession"),
    "curricula.follow_up.doing.course": N_("I am in a course"),
    "curricula.follow_up.doing.search": N_("I look for work"),
    "curricula.follow_up.doing.family": N_("I am there for my family"),
    "curricula.follow_up.doing.other": N_("Something else"),
    "curricula.follow_up.extent": N_("How many hours a week do you work or learn?"),
    "curricula.follow_up.extent.full": N_("30 hours or more"),
    "curricula.follow_up.extent.part": N_("Fewer than 30 hours"),
    "curricula.follow_up.uses": N_("Do you use what you learnt?"),
    "curricula.follow_up.uses.often": N_("Yes, often"),
    "curricula.follow_up.uses.sometimes": N_("Sometimes"),
    "curricula.follow_up.uses.no": N_("No"),
    "curricula.follow_up.manages": N_("How does the language go in daily life?"),
    "curricula.follow_up.manages.alone": N_("I manage alone"),
    "curricula.follow_up.manages.with_help": N_("I manage with help"),
    "curricula.follow_up.manages.hard": N_("It is hard"),
    "curricula.follow_up.talk": N_("Shall somebody call you?"),
    "curricula.follow_up.talk.yes": N_("Yes, call me"),
    "curricula.follow_up.talk.no": N_("No, thank you"),
    "curricula.exit.work": N_("Work"),
    "curricula.exit.education": N_("Education"),
    "curricula.exit.neither": N_("Neither work nor education"),
    "curricula.exit.unknown": N_("Not known"),
    "curricula.exit.full": N_("Full time"),
    "curricula.exit.part": N_("Part time"),
    "curricula.exit.unsaid": N_("Hours not said"),
    "curricula.follow_up.missing": N_("One question is still open. Choose an answer."),
    "curricula.follow_up.over": N_("This question is answered or over. Thank you."),
    "curricula.follow_up.months": N_("Choose from the months that are offered."),
    "curricula.follow_up.way.link": N_("By the link"),
    "curricula.follow_up.way.phone": N_("On the telephone"),
    "curricula.follow_up.closed.not_reached": N_("Not reached"),
    "curricula.follow_up.closed.not_wanted": N_("Did not want to be asked"),
    "curricula.follow_up_letter.text": N_("{place}: how are you? A few short questions: {link}"),
    "curricula.follow_up_letter.subject": N_("How are you?"),
    "curricula.follow_up_letter.body": N_(
        "Hello {name},\n\nyour course {module} is over. How are you now? A few questions, one minute:\n\n{link}\n\n"
        "You do not have to answer. If you want help, say so there, and we call you.\n\n{centre}"
    ),
    "curricula.task.follow_up_unused": N_(
        "{name} does not use what {module} was for. Talk about what is in the way and what comes next."
    ),
    "curricula.task.follow_up_talk": N_("{name} asks for a call, some months after {module}."),
    "curricula.task.follow_up_talk.no_call": N_("{name} wants to talk, some months after {module}. Do not call: meet."),
}
