"""Sentences for operators: copies that cannot be made or brought back, and what the doctor finds."""

from lms.kernel.language import N_, Sentence

SENTENCES: dict[str, Sentence] = {
    "operations.file_there": N_("{file} is there already. Name another file."),
    "operations.old_tables": N_("The tables are older than the program. Run `onward db upgrade` first."),
    "operations.newer_tables": N_(
        "Another version of Onward wrote this database, or a plug-in that is off: {revisions}. Nothing was changed."
        " Install that version or switch the plug-in on, or bring back a copy that this version made."
    ),
    "operations.unknown_tables": N_("Nothing installed knows these tables: {tables}. Switch their plug-in on first."),
    "operations.damaged": N_("{file} is not a whole copy. Nothing was changed. Take another copy."),
    "operations.builds_on": N_("{file} builds on {other}. Put that copy beside it, then restore again."),
    "operations.not_beside": N_("{file} can build on {other} only in the same folder. Write it there."),
    "operations.files_there": N_("There are files in {folder} already. Move that folder away, then restore again."),
    "operations.other_version": N_(
        "This copy was made by another version or with other plug-ins. Install the same ones and run `onward db upgrade`."
    ),
    "operations.not_empty": N_("{table} has rows already. Restore into an empty database, after `onward db upgrade`."),
    "doctor.secret_short": N_("ONWARD_SECRET_KEY is short. Set 32 random characters or more, or leave it out."),
    "doctor.base_url": N_("ONWARD_BASE_URL is {value}. Write the address people type, such as https://onward.example."),
    "doctor.cookies_need_https": N_("Sign-in needs HTTPS here. Serve {value} over HTTPS and write it so."),
    "doctor.cookies_open": N_("Cookies travel unprotected. Set ONWARD_SECURE_COOKIES=yes."),
    "doctor.totp": N_("ONWARD_TOTP is {value}. Write required, so that a password alone opens nobody’s data."),
    "doctor.sms_https": N_("ONWARD_SMS_URL is no https address. Text messages and the token would travel unprotected."),
    "doctor.sms_half": N_("Text messages need ONWARD_SMS_URL and ONWARD_SMS_TOKEN. Set both, or leave both out."),
    "doctor.clock_ahead": N_("ONWARD_CLOCK_AHEAD moves the clock. Leave it out except for demonstrations."),
    "doctor.no_database": N_("The database does not answer. Check ONWARD_DATABASE_URL, and that the server runs."),
    "doctor.damaged": N_("The database file is damaged. Stop Onward and bring the last copy back."),
    "doctor.old_tables": N_("The tables are older than the program. Run `onward db upgrade`."),
    "doctor.newer_tables": N_(
        "Another version of Onward wrote this database, or a plug-in that is off: {revisions}."
        " Install that version or switch the plug-in on."
    ),
    "doctor.no_row_security": N_("Row-level security is off for: {tables}. Run `onward db upgrade`."),
    "doctor.strong_role": N_(
        "The role of ONWARD_DATABASE_URL may do too much. Connect as a plain role, and set ONWARD_OWNER_DATABASE_URL."
    ),
    "doctor.no_time_zones": N_("Time zones are not known. Install the package tzdata."),
    "doctor.clock_apart": N_(
        "The database’s clock and this machine’s are {seconds} seconds apart. Let both follow a time server."
    ),
    "doctor.data_dir": N_("{folder} cannot be written. Give it to the user that Onward runs as."),
    "doctor.no_files": N_("These files for browsers are absent or changed: {files}. Install Onward again."),
    "doctor.no_catalogue": N_("Texts are not ready in: {languages}. Compile the catalogues, or offer fewer languages."),
    "doctor.no_worker": N_(
        "Work has waited since {since}. Start `onward work`, or `onward serve` without --no-worker."
    ),
}
