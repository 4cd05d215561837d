"""A person at a browser without scripts: opens pages, fills in the forms that stand on them, follows where they lead."""

import re
from dataclasses import dataclass, field, replace
from html import unescape
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.accounts.domain import DEMO_PASSWORD


@dataclass
class Form:
    """A form of a page: where it leads, what stands in it, and what may be chosen."""

    action: str
    method: str
    id: str = ""
    fields: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    buttons: dict[str, list[str]] = field(default_factory=dict)


class _Forms(HTMLParser):
    """Collects forms, also fields that name their form by `form=`."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._select: tuple[Form, str] | None = None
        self._area: tuple[Form, str] | None = None
        self._loose: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(given.get("action", ""), given.get("method", "get").lower(), given.get("id", ""))
            self.forms.append(self._open)
        form = self._open
        if "form" in given and tag in {"input", "button", "select", "textarea"}:
            form = next((one for one in self.forms if one.id == given["form"]), None)
        if tag == "option" and self._select is not None:
            self._option(given)
        if form is not None and "formaction" in given:
            # A second button of the same form that leads elsewhere.
            self.forms.append(replace(form, action=given["formaction"]))
        name = given.get("name", "")
        if form is None or not name:
            return
        if tag == "input":
            self._input(form, name, given)
        elif tag == "select":
            self._select = (form, name)
            form.choices.setdefault(name, [])
        elif tag == "textarea":
            self._area = (form, name)
            form.fields[name] = [""]
        elif tag == "button":
            form.buttons.setdefault(name, []).append(given.get("value", ""))

    def _input(self, form: Form, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind in {"radio", "checkbox"}:
            form.choices.setdefault(name, []).append(given.get("value", "on"))
            if "checked" in given:
                form.fields.setdefault(name, []).append(given.get("value", "on"))
        elif kind not in {"file", "submit", "button"}:
            form.fields.setdefault(name, []).append(given.get("value", ""))

    def _option(self, given: dict[str, str]) -> None:
        assert self._select is not None
        form, name = self._select
        form.choices[name].append(given.get("value", ""))
        if "selected" in given or name not in form.fields:
            form.fields[name] = [given.get("value", "")]

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            form, name = self._area
            form.fields[name] = [form.fields[name][0] + data]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None


class Visitor:
    """One person's browser. `page` is the last answer, `path` where it was."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.page: TestResponse
        self.path = ""

    def open(self, path: str, status: int = 200) -> "Visitor":
        """Go to an address, following redirects."""
        return self._arrive(self.client.get(path, follow_redirects=True), status)

    def sign_in(self, email: str) -> "Visitor":
        """Sign in by e-mail and password on the page for staff."""
        self.open("/sign-in/staff")
        return self.send("/sign-in/staff", email=email, password=DEMO_PASSWORD)

    @property
    def text(self) -> str:
        """What the page says, without its mark-up."""
        body = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", self.page.text, flags=re.S)
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))

    @property
    def forms(self) -> list[Form]:
        """The forms of the page."""
        reader = _Forms()
        reader.feed(self.page.text)
        return reader.forms

    def form(self, action: str) -> Form:
        """The form whose address matches a pattern."""
        found = [one for one in self.forms if re.search(action, one.action or self.path)]
        assert found, f"no form leads to {action}: {[one.action for one in self.forms]} at {self.path}"
        return found[0]

    def links(self, pattern: str) -> list[str]:
        """Addresses of the page's links that match a pattern."""
        return [
            unescape(one) for one in re.findall(r'href="([^"]+)"', self.page.text) if re.search(pattern, unescape(one))
        ]

    def follow(self, pattern: str) -> "Visitor":
        """Go on by the first link that matches."""
        found = self.links(pattern)
        assert found, f"no link leads to {pattern} at {self.path}"
        return self.open(found[0])

    def send(self, action: str, /, status: int = 200, **values: object) -> "Visitor":
        """Fill in and send the form whose address matches; what is not named stays as the page had it."""
        form = self.form(action)
        data: dict[str, object] = {name: list(kept) for name, kept in form.fields.items()}
        data |= values
        answer = self.client.open(
            form.action or self.path, method=form.method.upper(), data=data, follow_redirects=True
        )
        return self._arrive(answer, status)

    def _arrive(self, answer: TestResponse, status: int) -> "Visitor":
        assert answer.status_code == status, f"{answer.status_code} at {answer.request.path}: {answer.text[-400:]}"
        self.page, self.path = answer, answer.request.path
        return self

    def says(self, *sentences: str) -> "Visitor":
        """The page says all of this."""
        for sentence in sentences:
            assert sentence in self.text, f"{sentence!r} is not at {self.path}: {self.text[:1500]}"
        return self
