"""Sentences of exchange: every problem of a registration sheet, and what to do about it."""

from lms.kernel.language import N_, NP_, Sentence

MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)

OF_THE_FILE: dict[str, Sentence] = {
    "sheet.nothing_chosen": N_("No file was chosen."),
    "sheet.nothing_chosen.do": N_("Choose a file first."),
    "sheet.empty_file": N_("This file is empty."),
    "sheet.empty_file.do": N_("Open it, check that the list is in it, save it and choose it again."),
    "sheet.not_a_table": N_("This file is not a registration sheet."),
    "sheet.not_a_table.do": N_("In your program choose Save as, then CSV. The first line names the columns."),
    "sheet.no_lines": N_("There is nobody in this sheet, only the names of the columns."),
    "sheet.no_lines.do": N_("Write one line for each person."),
    "sheet.cell_too_long": N_("Line {line} holds far more text than a cell can."),
    "sheet.cell_too_long.do": N_("Look for a quotation mark that opens there and never closes."),
    "sheet.quote_not_closed": N_("A quotation mark opens in line {line} and never closes."),
    "sheet.quote_not_closed.do": N_("Close it or take it away, then choose the file again."),
    "sheet.column_missing": N_("No column holds names."),
    "sheet.column_missing.do": N_("The first line needs a column given_name or family_name."),
    "sheet.column_twice": N_("The column {column} is there twice."),
    "sheet.column_twice.do": N_("Take one of them away, so that we know which one counts."),
    "sheet.unknown_column": N_("We do not know the column {value}. It is not read."),
    "sheet.encoding_guessed": N_(
        "This file is in an old way of writing ({encoding}). Check the names before you go on."
    ),
}

OF_A_LINE: dict[str, Sentence] = {
    "sheet.too_many_columns": NP_(
        "This line has {more} cell too many.", "This line has {more} cells too many.", "more"
    ),
    "sheet.too_many_columns.do": N_(
        "A comma inside a cell moves everything. Mend it in the file, or leave the line out."
    ),
    "sheet.missing_name": N_("This line has no name."),
    "sheet.missing_name.do": N_("Write at least one name, in any script."),
    "sheet.duplicate_number": N_("Line {other_line} has the same number."),
    "sheet.duplicate_number.do": N_("Same person? Keep one. Two people? Give a new number."),
    "sheet.number_of_another": N_("{name} has this number already."),
    "sheet.number_of_another.do": N_("Give this person a new number, or leave it empty and we choose one."),
    "sheet.text_too_long": N_("This is longer than {longest} characters."),
    "sheet.text_too_long.do": N_("Write it shorter."),
    "sheet.unknown_choice": N_("We do not know this word in {column}."),
    "sheet.unknown_choice.do": N_("Use one of: {choices}. Or leave it empty."),
    "sheet.not_a_number": N_("This is not a number."),
    "sheet.not_a_number.do": N_("Write digits only, or leave it empty."),
    "sheet.schooling_out_of_range": N_("This cannot be years of school."),
    "sheet.schooling_out_of_range.do": N_("Write a number from {least} to {most}, or leave it empty."),
    "sheet.travel_out_of_range": N_("This cannot be minutes of travel."),
    "sheet.travel_out_of_range.do": N_("Write a number from {least} to {most}, or leave it empty."),
    "sheet.date_impossible": N_("There is no {day} {month_name}."),
    "sheet.date_impossible.do": N_("Ask her, then write year-month-day."),
    "sheet.date_no_month": N_("There is no month {month}."),
    "sheet.date_no_month.do": N_("Ask her, then write year-month-day."),
    "sheet.date_unreadable": N_("We cannot read this date."),
    "sheet.date_unreadable.do": N_("Write year-month-day, like 1991-02-13."),
    "sheet.born_after_today": N_("This person would be born after today."),
    "sheet.born_after_today.do": N_("Check the year."),
    "sheet.child_born_after_today": N_("This child would be born after today."),
    "sheet.child_born_after_today.do": N_("Check the year."),
    "sheet.email_incomplete.at": N_("There is no @ in this e-mail."),
    "sheet.email_incomplete.at.do": N_("Leave it empty: learners need no e-mail."),
    "sheet.email_incomplete.before_at": N_("The part before @ is missing."),
    "sheet.email_incomplete.before_at.do": N_("Leave it empty: learners need no e-mail."),
    "sheet.email_incomplete.after_at": N_("The part after @ is missing."),
    "sheet.email_incomplete.after_at.do": N_("Leave it empty: learners need no e-mail."),
    "sheet.email_incomplete.form": N_("This is not a whole e-mail."),
    "sheet.email_incomplete.form.do": N_("Leave it empty: learners need no e-mail."),
}

HINTS: dict[str, Sentence] = {
    "sheet.phone_unusual": N_("This may not be a phone number. Ask again when you meet."),
    "sheet.age_unusual": NP_(
        "This person would be {years} year old. Check the year.",
        "This person would be {years} years old. Check the year.",
        "years",
    ),
    "sheet.one_name_only": N_("Only one name. That is fine if she has one."),
    "sheet.rotation_anchor_missing": N_(
        "Early and late by turns, but no Monday of an early week. We cannot know her weeks."
    ),
    "sheet.rotation_anchor_not_monday": N_("This is not a Monday. Its week begins on {monday}."),
    "sheet.script_missing": N_("She reads another script. Which one?"),
    "sheet.literacy_and_schooling": N_("Ten years of school or more and no reading? Ask kindly once more."),
    "sheet.contact_missing": N_("She wants to hear from us this way ({contact}), but this cell is empty."),
    "sheet.child_birth_missing": N_("Without a birth date this child is not taken in and gets no care place."),
    "sheet.child_grown_up": NP_(
        "This child would be {years} year old.", "This child would be {years} years old.", "years"
    ),
}

SENTENCES: dict[str, Sentence] = {
    "export.not_toml": N_("Line {line} cannot be read. Look at quotation marks and brackets there."),
    "export.no_such_value": N_("{key} cannot be “{value}”. Look at the first lines for what it can be."),
    "export.same_signs": N_("Decimal sign and separator are the same. Change one of them."),
    "export.no_columns": N_("There is no column. Write at least one."),
    "export.column_without_name": N_("Column {place} has no name. Give it one."),
    "export.no_such_field": N_("{column}: there is no field “{field}”. Choose one from the list."),
    "export.no_such_format": N_("{column}: it cannot be written as “{format}”."),
    "export.too_long": N_("This is too long: at most {most} characters."),
    "export.nothing_to_send": N_("No row can go out. Look at the reasons below."),
    "export.nothing_in": N_("{column} is empty."),
    "export.month_open": N_("The month is not closed."),
    "export.cannot_write": N_("{column} has letters that {encoding} cannot write."),
    "export.no_reference": N_("The number of the letter is missing."),
    **OF_THE_FILE,
    **OF_A_LINE,
    **HINTS,
    "feed.teacher": N_("Teacher: {teacher}"),
    "feed.floor": N_("Floor {floor}"),
    "feed.classes": N_("Classes"),
    "feed.mine": N_("My classes"),
    "exchange.absent": N_("This sheet is not here."),
    "exchange.sheet_closed": N_("This sheet was taken in or thrown away already. Upload it again to go on."),
    "exchange.lines_open": NP_(
        "{lines} line still needs you. Nobody was imported.",
        "{lines} lines still need you. Nobody was imported.",
        "lines",
    ),
    "exchange.class_in_second_record": N_("The record that would be closed has been in a class. Keep that one."),
    "exchange.nobody_new": N_("Everybody in this sheet is here already. There is nobody to import."),
    "figures.few": N_("fewer than 5"),
    "figures.cover": N_("not shown"),
    "figures.all": N_("All"),
    "figures.track": N_("Track"),
    "figures.morning": N_("Tuesday and Thursday morning at 09:00"),
    "figures.afternoon": N_("Tuesday and Thursday afternoon at 13:30"),
    "figures.evening": N_("Tuesday and Thursday evening at 17:30"),
}
