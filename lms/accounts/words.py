"""Sentences of accounts."""

from lms.kernel.language import N_, NP_, Sentence

SENTENCES: dict[str, Sentence] = {
    "accounts.wrong_password": N_("E-mail or password is not right. Try again, or ask for a new password."),
    "accounts.wait": NP_(
        "Too many tries. Wait {seconds} second, then try again.",
        "Too many tries. Wait {seconds} seconds, then try again.",
        "seconds",
    ),
    "accounts.wrong_code": N_("This code is not right. Wait for the next one and type it."),
    "accounts.password_short": N_("Use at least {least} characters. Three words in a row are easy to keep in mind."),
    "accounts.password_common": N_("Too many people use this password. Choose another one."),
    "accounts.no_token": N_("No token in force has this id. `onward token list` shows them."),
    "accounts.email_taken": N_("There is an account with this e-mail already."),
    "accounts.absent": N_("This person is not here."),
    "accounts.own_access": N_("You cannot take your own access away. Ask a colleague."),
    "accounts.link_over": N_("This link does not work any more. Ask for a new one."),
    "accounts.no_card": N_("This person has no card. Give them access first."),
    "accounts.card_over": N_("This card does not work any more. Ask at the front desk for a new one."),
    "role.learner": N_("Learner"),
    "role.teacher": N_("Teacher"),
    "role.centre_administrator": N_("Centre administrator"),
    "role.childcare_worker": N_("Childcare"),
    "role.caseworker": N_("Caseworker"),
    "role.provider_manager": N_("Provider manager"),
    "role.national_observer": N_("Observer"),
    "role.partner": N_("Partner"),
}
