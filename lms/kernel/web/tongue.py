"""A page in another language than its reader's: a sheet of paper for somebody else."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app, g
from flask_babel import force_locale

from lms.kernel import language


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Everything inside is said in this language, when the site offers it; else as before."""
    if code not in current_app.config["ONWARD"].language_codes:
        yield
        return
    before, token = g.get("locale", "en"), language.locale_code.set(code)
    g.locale = code
    try:
        with force_locale(code):
            yield
    finally:
        g.locale = before
        language.locale_code.reset(token)


def languages() -> list[tuple[str, str]]:
    """(code, own name) of every language that the site offers."""
    codes = current_app.config["ONWARD"].language_codes
    return [(code, language.NATIVE_NAMES.get(code, code)) for code in codes]
