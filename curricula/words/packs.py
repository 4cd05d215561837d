"""Packs: mistakes in files, versions and archives."""

from collections.abc import Mapping

from lms.kernel.language import N_, Sentence

SENTENCES: Mapping[str, Sentence] = {
    "curricula.packs_refused": N_("The programme packs hold mistakes. Run: onward packs check"),
    "curricula.pack_refused": N_("Nothing was kept. Mend what stands below and hand it in again."),
    "curricula.edition_decided": N_("Somebody has already decided about this version. Open the list again."),
    "curricula.edition_day_passed": N_("Choose today or a day that is still to come."),
    "curricula.edition_does_not_fit": N_("This version no longer fits the programme. Hand in a new one."),
    "curricula.no_file": N_("Choose a file, or write the rules into the field."),
    "curricula.pack.not_toml": N_("{file}: this is not TOML. {detail}"),
    "curricula.pack.programme_missing": N_(
        "{file}: the table [programme] is missing. Begin with it, or with [overlay]."
    ),
    "curricula.pack.key_is_not_the_folder": N_("{file}: the key is not the name of the folder. Write the same."),
    "curricula.pack.key_is_not_the_file": N_("{file}: the key is not the name of the file. Write the same."),
    "curricula.pack.authority_missing": N_("{file}: the table [authority] is missing. Begin with it."),
    "curricula.pack.key_twice": N_("{file}, {key}: this key stands twice. Give one of them another."),
    "curricula.pack.place_unknown": N_("{file}, {key}: the address of {field} leaves open what nobody fills: {value}"),
    "curricula.pack.not_an_address": N_("{file}, {key}: {value} is not an address. Begin with https://"),
    "curricula.pack.not_a_currency": N_("{file}, {key}: {value} is not a currency. Write three letters such as EUR."),
    "curricula.pack.range_reversed": N_("{file}, {key}: {least} is more than {most}. Write the smaller number first."),
    "curricula.pack.key_not_plain": N_("{file}, {key}: use small letters, digits and _ for the key."),
    "curricula.pack.unknown_table": N_("{file}: no table is called {key}. Look for a slip."),
    "curricula.pack.not_a_list": N_("{file}, {key}: this is not a list. Write [[{key}]] or [ ... ]."),
    "curricula.pack.hours_without_unit": N_(
        "{file}, {key}: hours need a unit. Write lesson, clock_hour, credit or study_week."
    ),
    "curricula.pack.hours_missing": N_("{file}, {key}: the hours are missing."),
    "curricula.pack.price_without_currency": N_("{file}, {key}: a price needs a currency."),
    "curricula.pack.text_missing": N_("{file}, {key}: fill in {field}."),
    "curricula.pack.not_a_number": N_("{file}, {key}: {field} is not a number that fits."),
    "curricula.pack.number_missing": N_("{file}, {key}: {field} needs a number."),
    "curricula.pack.not_yes_or_no": N_("{file}, {key}: write true or false for {field}."),
    "curricula.pack.not_a_date": N_("{file}, {key}: {field} is not a day. Write 2026-01-31."),
    "curricula.pack.source_missing": N_("{file}, {key}: name the public source."),
    "curricula.pack.confidence_missing": N_("{file}, {key}: say how sure it is: F, FO, L, P or M."),
    "curricula.pack.dates_reversed": N_("{file}, {key}: it ends before it begins."),
    "curricula.pack.dates_overlap": N_("{file}, {key}: two versions hold on the same day. Give one of them an end."),
    "curricula.pack.unknown_module": N_("{file}, {key}: no module is called {module}."),
    "curricula.pack.unknown_track": N_("{file}, {key}: no track is called {track}."),
    "curricula.pack.unknown_examination": N_("{file}, {key}: no examination is called {examination}."),
    "curricula.pack.circle": N_("{file}, {key}: the steps lead round in a circle. Take one out."),
    "curricula.pack.condition_unclear": N_(
        "{file}, {key}: the condition is not clear. Name one fact and one comparison."
    ),
    "curricula.pack.document_alone_decides": N_("{file}, {key}: name the document, and no condition beside it."),
    "curricula.pack.not_a_share": N_("{file}, {key}: the share lies above 0 and is at most 1."),
    "curricula.pack.two_heads": N_("{file}: write one table [programme] or one [overlay], not both."),
    "curricula.pack.unknown_programme": N_("{file}: no programme is called {value}."),
    "curricula.pack.no_rule": N_("{file}: there is no rule in it."),
    "curricula.pack.programme_taken": N_(
        "{file}, {key}: a shipped programme has this key. Choose another, or write [overlay]."
    ),
    "curricula.pack.module_taken": N_("{file}, {key}: another programme has a module with this key. Choose another."),
    "curricula.pack.unknown_field": N_("{file}, {key}: nobody asks for {field}. Look for a slip."),
    "curricula.pack.unknown_level": N_("{file}, {key}: {value} is not a level. Levels go from pre_a1 to c1."),
    "curricula.pack.unknown_code": N_("{file}, {key}: {value} is not known for {field}. Known: {known}."),
    "curricula.pack.other": N_("{file}, {key}: this cannot be read ({code})."),
    "curricula.pack.too_many_files": N_("The archive holds too many files. At most {most}."),
    "curricula.pack.not_a_zip": N_("{file} is not a ZIP archive or a TOML file."),
    "curricula.pack.file_twice": N_("{file} is in the archive twice."),
    "curricula.pack.no_toml_inside": N_("There is no TOML file in the archive."),
    "curricula.pack.file_too_large": N_("{file} is too large. At most {most} kilobytes."),
    "curricula.pack.not_text": N_("{file} is not text in UTF-8."),
}
