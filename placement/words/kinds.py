"""What the blocks of placement are called where a teacher adds one to a lesson."""

from collections.abc import Mapping

from lms.kernel.language import N_, Sentence

SENTENCES: Mapping[str, Sentence] = {
    "blocks.kind.onward-text": N_("Text with sound and pictures"),
    "blocks.kind.onward-listening": N_("Listening with questions"),
    "blocks.kind.onward-cloze": N_("Text with gaps"),
    "blocks.kind.onward-recording": N_("Say it and hear yourself"),
    "blocks.kind.onward-picture-choice": N_("Hear it, touch the picture"),
    "blocks.kind.onward-sound-to-word": N_("Hear it, touch the word"),
    "blocks.kind.onward-listen-and-choose": N_("Hear it, touch the answer"),
    "blocks.kind.onward-read-and-choose": N_("Read it, touch the answer"),
    "blocks.kind.onward-cloze-choice": N_("One gap, several words"),
    "blocks.kind.onward-sign-choice": N_("Letters that belong together"),
    "blocks.kind.onward-pattern-choice": N_("A row of shapes"),
    "blocks.kind.onward-trace": N_("Draw along a line or letter"),
    "blocks.kind.onward-tap-picture": N_("Touch a place in a picture"),
    "blocks.kind.onward-match": N_("Match pairs"),
    "blocks.kind.onward-order": N_("Put words in order"),
    "blocks.kind.onward-cloze-typed": N_("Write into gaps"),
    "blocks.kind.onward-c-test": N_("Finish the words (C-test)"),
    "blocks.kind.onward-dictation": N_("Dictation"),
    "blocks.kind.onward-writing-task": N_("Write a short text, for a person to score"),
    "blocks.kind.onward-speaking-task": N_("Speak, for a person to score"),
    "blocks.kind.onward-rated-task": N_("Do something together, for a person to score"),
    "blocks.kind.onward-placement": N_("The whole placement test"),
}
