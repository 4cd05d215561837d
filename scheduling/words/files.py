"""Centres, sheets and lectures that come as files."""

from collections.abc import Mapping

from lms.kernel.language import N_, NP_, Sentence

SENTENCES: Mapping[str, Sentence] = {
    "timetable.centre.unreadable": N_(
        "The part {part} of this file cannot be read: {detail}. Mend it, then read it again."
    ),
    "timetable.csv.unreadable": NP_(
        "{count} thing in these sheets cannot be read. Mend it, then read them again.",
        "{count} things in these sheets cannot be read. Mend them, then read them again.",
        "count",
    ),
    "timetable.csv.sheet_missing": N_("This sheet is missing."),
    "timetable.csv.sheet_unreadable": N_("This table cannot be read. Save the sheet as CSV once more."),
    "timetable.csv.column_missing": N_("This column is missing."),
    "timetable.csv.empty": N_("This cell is empty. Write something there."),
    "timetable.csv.twice": N_("{value} stands here twice. Every name needs its own line."),
    "timetable.csv.unknown": N_("{value} is in no other sheet. Look at how it is written."),
    "timetable.csv.differs": N_("{section} says something else in an earlier line: {value} stands here."),
    "timetable.csv.whole_number": N_("{value} is not a whole number."),
    "timetable.csv.part": N_("{value} is not a number from 0 to 1."),
    "timetable.csv.yes_or_no": N_("{value} is neither yes nor no."),
    "timetable.csv.day": N_("{value} is not a day of the week. Write it in English, such as Monday."),
    "timetable.csv.time": N_("{value} is not a time of day. Write it like 08:30."),
    "timetable.csv.date": N_("{value} has no date. Write a name and a date, such as a1 2027-01-31."),
    "timetable.csv.no_zip": N_("This is not a zip file. Put all sheets into one zip."),
    "timetable.csv.too_large": N_("These sheets are too large to read."),
    "timetable.centre.not_expressible": N_("The part {part} holds something that this format has no words for."),
    "timetable.ctt.head_misses": N_("The head of the file ends at line {line} without {key}. Add it and its number."),
    "timetable.ctt.head_line": N_(
        "Line {line}: the head has a name, a colon and a value on each line. Here stands: {text}"
    ),
    "timetable.ctt.part_misses": N_(
        "The file ends at line {line} without the part {part}. Add it, even if it is empty."
    ),
    "timetable.ctt.unknown_part": N_("Line {line}: this format has no part {part}. Look if it is the other one."),
    "timetable.ctt.after_end": N_("Line {line}: something stands after END. Take it away."),
    "timetable.ctt.no_end": N_("The file breaks off at line {line}: its last line must be END. with a full stop."),
    "timetable.ctt.no_text": N_("Line {line} is not text in UTF-8. Save the file as UTF-8."),
    "timetable.ctt.no_number": N_("Line {line}: {word} is not a whole number."),
    "timetable.ctt.too_small": N_("Line {line}: {value} is too small. It must be at least {least}."),
    "timetable.ctt.too_large": N_("Line {line}: {value} is too large. It can be {most} at most."),
    "timetable.ctt.words": N_("Line {line}: {found} words stand here, and it takes {expected}."),
    "timetable.ctt.count": N_("Line {line}: {part} ends with {found} rows, but {key} in the head says {said}."),
    "timetable.ctt.curriculum": N_("Line {line}: {found} courses stand here, but the row says {said}."),
    "timetable.ctt.unknown_name": N_("Line {line}: {name} is not known. Names are written as in the parts above."),
    "timetable.ctt.twice": N_("Line {line}: {name} stands there twice."),
    "timetable.ctt.empty": N_("The file ends at line {line} without a course or without a room. It takes one of each."),
    "timetable.ctt.names": N_("A name is empty or has a space in it. The format takes names of one word."),
    "timetable.ctt.not_expressible": N_("The problem holds something that .ctt has no words for. Write it as .ectt."),
    "timetable.lectures.no_places": N_(
        "There are {lectures} lectures, but rooms and periods for {places}. Some will have no place."
    ),
    "timetable.lectures.no_time": N_("{course} has {lectures} lectures, but it can be taught in {periods} periods."),
    "timetable.lectures.teacher": N_("{teacher} gives {lectures} lectures, but the week has {periods} periods."),
    "timetable.lectures.curriculum": N_("{curriculum} has {lectures} lectures, but the week has {periods} periods."),
    "timetable.lectures.no_seats": N_("The room {room} has no seats."),
    "timetable.lectures.days": N_("{course} should be on {days} days, but it can be on {most} at most."),
}
