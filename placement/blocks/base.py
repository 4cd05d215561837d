"""The base of all our blocks: fields, OLX, words, addresses of media, what is drawn and what authors change."""

import re
import zlib
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from lxml import etree
from markupsafe import Markup, escape
from web_fragments.fragment import Fragment
from xblock.completable import CompletableXBlockMixin
from xblock.core import XBlock
from xblock.exceptions import DisallowedFileError, JsonHandlerError
from xblock.fields import Dict, Float, Integer, Scope, String

from placement.blocks import editing, olx, words
from placement.blocks.olx import Body, Form, Problem
from placement.blocks.words import Word
from placement.packs import BANKS

BANK, LESSON = "bank:", "lesson:"
STATIC = "/static/"
PUBLIC = Path(__file__).parent / "public"
NAME = re.compile(r"\w[\w.-]*")
MEDIA = (".mp3", ".ogg", ".wav", ".m4a", ".svg", ".jpg", ".jpeg", ".png", ".webp")
STAFF = frozenset({"staff", "instructor", "admin", "global_staff", "limited_staff"})


@XBlock.wants("i18n")
@XBlock.wants("replace_urls")
@XBlock.wants("user")
class OnwardBlock(CompletableXBlockMixin, XBlock):
    """What our blocks have in common. A block says what its element holds (`form`) and what is drawn of it (`facts`)."""

    display_name = String(default="", scope=Scope.settings)
    lang = String(default="de", scope=Scope.settings)
    can_do = String(default="", scope=Scope.settings)
    body = Dict(default={}, scope=Scope.content)

    settings: ClassVar[tuple[str, ...]] = ("display_name", "lang", "can_do")
    form: ClassVar[Form] = Form()
    template: ClassVar[str] = ""
    learner_handlers: ClassVar[frozenset[str]] = frozenset({"check", "reset"})
    """What learners may call; the rest is for authors and teachers. Runtimes that ask for it refuse the rest."""
    package: ClassVar[str] = "placement.blocks"
    """Where its template lies."""

    # --- OLX ---------------------------------------------------------------------------------------------------------

    @classmethod
    def parse_xml(cls, node: etree._Element, runtime: Any, keys: Any) -> Any:
        """A block from its element."""
        block = runtime.construct_xblock_from_class(cls, keys)
        block.take(node)
        return block

    def add_xml_to_node(self, node: etree._Element) -> None:
        """The element again."""
        node.tag = self.xml_element_name()
        for name in self.settings:
            field = self.fields[name]
            if field.is_set_on(self):
                node.set(name, _as_attribute(getattr(self, name)))
        olx.write(node, self.body, self.form)

    def take(self, node: etree._Element) -> None:
        """Settings and content from an element."""
        for name in self.settings:
            field = self.fields[name]
            if name in node.attrib:
                setattr(self, name, field.from_string(node.get(name)))
            elif field.is_set_on(self):
                field.delete_from(self)
        self.body = olx.read(node, self.form)

    @classmethod
    def problems(cls, node: etree._Element) -> Iterator[Problem]:
        """Everything in an element that an author has to mend."""
        yield from olx.problems(node, cls.form, cls.settings)
        for name in cls.settings:
            if isinstance(cls.fields[name], Integer | Float) and not _is_number(node.get(name) or "0"):
                yield Problem("not_a_number", name, node.get(name) or "")
        yield from cls.flaws(olx.read(node, cls.form))

    @classmethod
    def flaws(cls, body: Body) -> Iterator[Problem]:
        """What the content lacks or has too much of."""
        return iter(())

    @classmethod
    def workbench_scenarios(cls) -> list[tuple[str, str]]:
        """Examples that the workbench of xblock-sdk lists."""
        words = re.findall("[A-Z][a-z]*", cls.__name__.removesuffix("Block"))
        return [(f"Onward: {' '.join(words).lower()}", cls.example())] if cls.example() else []

    @classmethod
    def example(cls) -> str:
        """One block as OLX."""
        return ""

    # --- views -------------------------------------------------------------------------------------------------------

    def student_view(self, context: Mapping[str, Any] | None = None) -> Fragment:
        """What learners see."""
        return self._fragment(self.drawn())

    def author_view(self, context: Mapping[str, Any] | None = None) -> Fragment:
        """What authors see: the same with the right answer marked, and nothing to send."""
        return self._fragment(self.drawn(author=True))

    def studio_view(self, context: Mapping[str, Any] | None = None) -> Fragment:
        """The author's form."""
        return self._fragment(self._rendered("studio.html", editing.form_of(self)))

    def drawn(self, *, author: bool = False) -> Markup:
        """The block as HTML for its reader, in her language and direction."""
        lacks = list(self.flaws(self.body))
        if lacks:
            said = [editing.sentence(one, self.tell) for one in lacks] if author else []
            return self._rendered("unfinished.html", {"lacks": dict.fromkeys(said)})
        return self._rendered(self.template, {"author": author, **self.facts(author=author)})

    def facts(self, *, author: bool) -> dict[str, Any]:
        """What the template draws."""
        raise NotImplementedError

    @XBlock.json_handler
    def studio_submit(self, data: Mapping[str, Any], suffix: str = "") -> dict[str, Any]:
        """Keep what an author wrote, as fields of the form or as OLX; nothing of it when something is wrong."""
        if self.is_staff is False:
            raise JsonHandlerError(403, self.word("not_author"))
        return editing.save(self, data)

    # --- the reader --------------------------------------------------------------------------------------------------

    @cached_property
    def reader(self) -> str:
        """The language of instructions."""
        return words.reader_language(self)

    @cached_property
    def word(self) -> Word:
        """Words in that language."""
        return words.word_in(self.reader)

    @cached_property
    def tell(self) -> Word:
        """Marked texts in that language."""
        return words.tell_in(self.reader)

    @property
    def is_staff(self) -> bool | None:
        """Whether the person before the screen teaches or authors; `None` when the runtime does not tell."""
        service = self.runtime.service(self, "user")
        user = service.get_current_user() if service else None
        told = getattr(user, "opt_attrs", {})
        if "edx-platform.user_is_staff" in told or "edx-platform.user_role" in told:
            return bool(told.get("edx-platform.user_is_staff")) or told.get("edx-platform.user_role") in STAFF
        return None

    # --- files -------------------------------------------------------------------------------------------------------

    def address(self, value: str) -> str:
        """Where the browser finds a sound or another file: of a bank, of a lesson, of the course, or as it stands."""
        if value.startswith(BANK):
            return str(self.runtime.local_resource_url(self, f"public/banks/{value.removeprefix(BANK)}"))
        if value.startswith(LESSON):
            return str(self.runtime.local_resource_url(self, f"public/lessons/{value.removeprefix(LESSON)}"))
        if value.startswith(STATIC):
            service = self.runtime.service(self, "replace_urls")
            return str(service.replace_urls(f'"{value}"')).strip('"') if service else value
        return value if value.startswith(("https://", "http://", "/")) else ""

    def picture(self, value: str) -> str:
        """Where the browser finds a picture: one of the shipped set by its name, or a file."""
        if NAME.fullmatch(value) and (PUBLIC / "pictures" / f"{value}.svg").is_file():
            return str(self.runtime.local_resource_url(self, f"public/pictures/{value}.svg"))
        return self.address(value)

    @classmethod
    def open_local_resource(cls, uri: str | bytes) -> BinaryIO:
        """One of our own files: style, script, a shipped picture, media of a shipped bank or lesson; nothing else."""
        parts = (uri.decode() if isinstance(uri, bytes) else uri).split("/")
        if not all(NAME.fullmatch(part) for part in parts):
            raise DisallowedFileError(f"no such file: {uri!r}")
        match parts:
            case ["public", "onward.css" | "onward.js" as name]:
                path = PUBLIC / name
            case ["public", "pictures", name] if name.endswith(".svg"):
                path = PUBLIC / "pictures" / name
            case ["public", "banks", bank, name] if (BANKS / bank / "bank.toml").is_file():
                path = BANKS / bank / "media" / name
            case ["public", "lessons", unit, name] if name.lower().endswith(MEDIA):
                path = lessons() / unit / "media" / name
            case _:
                raise DisallowedFileError(f"no such file: {uri!r}")
        if not path.is_file():
            raise DisallowedFileError(f"no such file: {uri!r}")
        return path.open("rb")

    # --- drawing -----------------------------------------------------------------------------------------------------

    @property
    def uid(self) -> str:
        """A name for elements of the page that no other block on it has."""
        return f"ob{zlib.crc32(str(self.scope_ids.usage_id).encode()):08x}"

    def _rendered(self, template: str, facts: Mapping[str, Any]) -> Markup:
        shown = {
            "title": self.display_name,
            "lang": self.lang,
            "dir": words.direction(self.lang),
            "reader": self.reader,
            "reader_dir": words.direction(self.reader),
            "say": self.word,
            "tell": self.tell,
            "uid": self.uid,
            "shrug": self.picture("shrug"),
        }
        html = _templates(self.package).get_template(template).render(**shown, **facts)
        # A runtime that knows what its pictures show says so in those that say nothing.
        describe = getattr(self.runtime.service(self, "replace_urls"), "describe", str)
        html = describe(html)
        return Markup(html)  # noqa: S704 - made by a template that escapes

    def _fragment(self, html: Markup) -> Fragment:
        fragment = Fragment(html)
        fragment.add_css_url(self.runtime.local_resource_url(self, "public/onward.css"))
        fragment.add_javascript_url(self.runtime.local_resource_url(self, "public/onward.js"))
        fragment.initialize_js("OnwardBlock")
        return fragment


@cache
def lessons() -> Path:
    """Where shipped lessons lie: beside the socket, which need not be loaded."""
    found = find_spec("lms")
    return Path(found.origin).parent / "blocks" / "lessons" if found and found.origin else PUBLIC / "lessons"


@cache
def _templates(package: str) -> Environment:
    loaders = [PackageLoader(name) for name in dict.fromkeys((package, "placement.blocks"))]
    made = Environment(
        loader=ChoiceLoader(loaders), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    made.filters["bold"] = bold
    return made


def bold(text: str) -> Markup:
    """Words with what stands between two stars set off."""
    return Markup(olx.BOLD.sub(r"<b>\1</b>", str(escape(text))))  # noqa: S704 - escaped first


def _as_attribute(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def _is_number(text: str) -> bool:
    return text.strip().removeprefix("-").replace(".", "", 1).isdecimal()
