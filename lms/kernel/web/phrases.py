"""Words of pages and views: one lookup in the catalogues that are in memory, where a page of many rows asks thousands of times."""

from functools import lru_cache
from typing import Any

from babel.support import NullTranslations
from flask import Flask
from flask_babel import Babel, Domain
from markupsafe import Markup

from lms.kernel import language


class Words(Domain):
    """The catalogue of the language in force, without asking the request for it word by word."""

    def get_translations(self) -> NullTranslations:
        """The merged catalogues of the host and its plug-ins."""
        return language.catalogue(language.locale_code.get())


def speak(app: Flask, babel: Babel) -> None:
    """Let views and templates of `app` speak by these words."""
    babel.__dict__["domain_instance"] = Words()
    app.jinja_env.globals |= {"_": in_template, "gettext": in_template, "ngettext": counted_in_template}


def in_template(message: str, **values: Any) -> Markup:
    """A message in the reader's language, safe to stand in a page: what is filled in is escaped."""
    found = language.catalogue(language.locale_code.get())
    return _marked(found, message) % values if values else _filled(found, message)


def counted_in_template(singular: str, plural: str, number: int, **values: Any) -> Markup:
    """The same for a message about a number of something."""
    found = language.catalogue(language.locale_code.get()).ngettext(singular, plural, number)
    return Markup(found) % {"num": number, **values}  # noqa: S704 - our own catalogue


@lru_cache(maxsize=8192)
def _marked(found: NullTranslations, message: str) -> Markup:
    return Markup(found.gettext(message))  # noqa: S704 - our own catalogue


@lru_cache(maxsize=8192)
def _filled(found: NullTranslations, message: str) -> Markup:
    # Always a format, also with nothing to fill in: a percent sign is written twice in every message.
    return _marked(found, message) % {}
