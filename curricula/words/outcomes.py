"""What somebody can do, by level and skill."""

from collections.abc import Mapping

from lms.kernel.language import N_, Sentence

SENTENCES: Mapping[str, Sentence] = {
    "curricula.can.pre_a1.listening": N_("I understand hello and my name."),
    "curricula.can.pre_a1.speaking": N_("I can say my name."),
    "curricula.can.pre_a1.reading": N_("I can read the bus sign."),
    "curricula.can.pre_a1.writing": N_("I can write my name."),
    "curricula.can.a1.listening": N_("I understand the time."),
    "curricula.can.a1.speaking": N_("I can ask: how much is it?"),
    "curricula.can.a1.reading": N_("I can read a short message."),
    "curricula.can.a1.writing": N_("I can fill in a form with my address."),
    "curricula.can.a2.listening": N_("I understand what the doctor asks."),
    "curricula.can.a2.speaking": N_("I can say what I did today."),
    "curricula.can.a2.reading": N_("I can read a letter from school."),
    "curricula.can.a2.writing": N_("I can write to my landlord."),
    "curricula.can.b1.listening": N_("I understand the news on the radio."),
    "curricula.can.b1.speaking": N_("I can tell what I think and why."),
    "curricula.can.b1.reading": N_("I can read about work in the newspaper."),
    "curricula.can.b1.writing": N_("I can write about my plans."),
    "curricula.can.b2.listening": N_("I understand a talk at work."),
    "curricula.can.b2.speaking": N_("I can discuss a plan with others."),
    "curricula.can.b2.reading": N_("I can read a contract and ask about it."),
    "curricula.can.b2.writing": N_("I can write a report."),
    "curricula.can.c1.listening": N_("I understand people who speak fast."),
    "curricula.can.c1.speaking": N_("I can explain hard things in my words."),
    "curricula.can.c1.reading": N_("I can read long texts of my field."),
    "curricula.can.c1.writing": N_("I can write what my field needs."),
}
