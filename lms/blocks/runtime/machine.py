"""The runtime itself: blocks are built, rendered and called here; one that fails takes nothing else with it."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy.exc import SQLAlchemyError
from web_fragments.fragment import Fragment
from xblock.core import XBlock, XBlockAside
from xblock.exceptions import NoSuchServiceError
from xblock.fields import ScopeIds
from xblock.plugin import PluginMissingError
from xblock.runtime import KvsFieldData, Runtime

from lms.blocks.domain import handlers
from lms.blocks.runtime import helpers, markup
from lms.blocks.runtime.fields import Store
from lms.blocks.runtime.files import Files
from lms.blocks.runtime.ids import Known
from lms.blocks.runtime.kinds import is_own
from lms.blocks.runtime.media import CourseFiles
from lms.blocks.runtime.platform import PlatformMixin

log = logging.getLogger("lms.blocks")
AUTHORING = "studio_view"


class NotAllowed(PluginMissingError):
    """A type of block that this provider does not let run, or that is not installed."""


class Broken(Exception):
    """A type of block whose package cannot be loaded."""


class Addresses(Protocol):
    """Where the doors are. Addresses of handlers carry who asks and which block she asks."""

    own: tuple[str, ...]
    """What an address of ours begins with."""

    def handlers(self, usage_id: str) -> str:
        """What the addresses of a block's handlers begin with; ends in a slash."""

    def resource(self, family: str, block_type: str, path: str) -> str:
        """A public file of a block's package."""

    def static(self, path: str) -> str:
        """A file that the runtime brings."""

    def lasting(self, text: str) -> str:
        """`text` without anybody's seal in the addresses that stand in it: what may be kept."""

    def current(self, text: str) -> str:
        """`text` with its kept addresses sealed for whoever looks now."""


@dataclass(frozen=True)
class Event:
    """Something that a block published."""

    usage_id: str
    block_type: str
    kind: str
    data: dict[str, Any]


@dataclass
class Setting:
    """What a runtime works with: who looks, what there is, where doors are, and which types may run."""

    store: Store
    addresses: Addresses
    load: Callable[[str, str], type]
    """Class of (family, type); raises NotAllowed."""
    sentence: Callable[[str], str]
    files: Path
    draw: Callable[[str, str, dict[str, Any]], str]
    """(package, name, values): a template of a package of others."""
    asides: Collection[str] = ()
    course: CourseFiles = field(default_factory=CourseFiles)
    """What blocks may name as `/static/NAME`."""
    refusals: list[tuple[str, str, str]] = field(default_factory=list)
    """(usage, type, why) of blocks that were left out of the page."""


class BlockRuntime(Runtime):
    """One page, or one call of a handler, for one viewer."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.events: list[Event] = []
        self.calling = ""
        self.package = ""
        """Whose block is being rendered."""
        self.framed = False
        """Whether what is rendered now stands in a frame."""
        viewer = setting.store.viewer
        services = {
            "field-data": KvsFieldData(setting.store),
            "user": helpers.Users(viewer),
            "fs": Files(setting.files, viewer),
            "replace_urls": setting.course,
        }
        known = setting.store.known
        super().__init__(known, known, mixins=(PlatformMixin,), services=services)

    # XBlock warns whoever asks a runtime for its user, itself included.
    @property
    def user_id(self) -> str:
        """Whose state blocks work on."""
        return self.setting.store.viewer.key

    @property
    def known(self) -> Known:
        """The usages there are."""
        return self.setting.store.known

    # --- types -------------------------------------------------------------------------------------------------------

    def load_block_type(self, block_type: str) -> type:
        return self.setting.load(XBlock.entry_point, block_type)

    def load_aside_type(self, aside_type: str) -> type:
        return self.setting.load(XBlockAside.entry_point, aside_type)

    def create_aside(self, block_type: str, keys: ScopeIds) -> XBlockAside:
        return self.load_aside_type(block_type)(runtime=self, scope_ids=keys)

    def applicable_aside_types(self, block: XBlock) -> list[str]:
        # Asides of others bring scripts: beside a block that stands in the page itself there is no place for them.
        return list(self.setting.asides) if self.framed else []

    # --- addresses ---------------------------------------------------------------------------------------------------

    def handler_url(
        self, block: Any, handler_name: str, suffix: str = "", query: str = "", thirdparty: bool = False
    ) -> str:
        start = self.setting.addresses.handlers(str(block.scope_ids.usage_id))
        return f"{start}{handler_name}{f'/{suffix}' if suffix else ''}{f'?{query}' if query else ''}"

    def resource_url(self, resource: str) -> str:
        return self.setting.addresses.static(resource)

    def local_resource_url(self, block: Any, uri: str) -> str:
        return self.setting.addresses.resource(block.entry_point, str(block.scope_ids.block_type), uri)

    def render_template(self, template_name: str, **values: Any) -> str:
        """Older blocks leave the drawing to the runtime: a template of their own package."""
        return self.setting.draw(self.package, template_name, values)

    # --- services and events -----------------------------------------------------------------------------------------

    def service(self, block: Any, service_name: str) -> Any:
        # Some packages ask for words without saying before that they will.
        if service_name == "i18n":
            return helpers.words(helpers.package_of(block), self.setting.store.viewer.locale)
        if block.service_declaration(service_name) is None:
            raise NoSuchServiceError(f"Service {service_name!r} was not requested.")
        return super().service(block, service_name)

    def publish(self, block: Any, event_type: str, event_data: Any) -> None:
        """Keep what happened until the call is over. What a browser only claims is no score."""
        if self.calling in handlers.REPORTS_OF_BROWSERS and event_type in {"grade", "completion", "progress"}:
            log.warning("block %s: a browser reported %s", block.scope_ids.usage_id, event_type)
            return
        data = dict(event_data) if isinstance(event_data, dict) else {}
        self.events.append(Event(str(block.scope_ids.usage_id), str(block.scope_ids.block_type), str(event_type), data))

    def handle(self, block: Any, handler_name: str, request: Any, suffix: str = "") -> Any:
        self.calling = handler_name
        try:
            return super().handle(block, handler_name, request, suffix)
        finally:
            self.calling = ""

    # --- rendering ---------------------------------------------------------------------------------------------------

    def get_block(self, usage_id: str, for_parent: Any = None) -> XBlock:
        node = self.known.node(usage_id)
        keys = ScopeIds(self.user_id, node.block_type, node.definition_id, self.known.usage(node.usage_id))
        return self.construct_xblock(node.block_type, keys, for_parent=for_parent)

    def show(self, usage_id: str, view_name: str, context: dict[str, Any] | None = None) -> Fragment:
        """Render a usage by its id: one that cannot be built is a card, as one that cannot be rendered."""
        node = self.known.node(usage_id)
        try:
            block = self.get_block(usage_id)
        except SQLAlchemyError:
            raise
        except NotAllowed:
            return self._left_out(node.usage_id, node.block_type, "not allowed", "blocks.not_allowed")
        except Exception:
            log.exception("block %s (%s) cannot be loaded", usage_id, node.block_type)
            return self._left_out(node.usage_id, node.block_type, "cannot be loaded", "blocks.failed")
        return self.render(block, view_name, context)

    def render(self, block: XBlock, view_name: str, context: dict[str, Any] | None = None) -> Fragment:
        """Ours stand in the page, others in a frame. Blocks inside of a frame stay in it, whoever made them."""
        plain = getattr(type(block), "unmixed_class", type(block))
        # Blocks without a view of their own for authors show them what learners see, as everywhere in the field.
        if view_name == "author_view" and not hasattr(block, view_name) and not hasattr(block, "fallback_view"):
            view_name = "student_view"
        context = {} if context is None else context
        if self.framed:
            return self._guarded(block, view_name, context)
        if is_own(plain.__module__):
            fragment = self._guarded(block, view_name, context)
            found = markup.refused(fragment, self.setting.addresses.own)
            if not found:
                return fragment
            usage_id, block_type = str(block.scope_ids.usage_id), str(block.scope_ids.block_type)
            log.warning("block %s (%s) brings %s into a page", usage_id, block_type, ", ".join(found))
            return self._left_out(usage_id, block_type, "; ".join(found), "blocks.failed")
        self.framed = True
        try:
            inside = self._guarded(block, view_name, context)
        finally:
            self.framed = False
        title = str(getattr(block, "display_name", "") or block.scope_ids.block_type)
        return markup.framed(inside, {"title": title, "usage": str(block.scope_ids.usage_id)})

    def render_children(self, block: XBlock, view_name: str | None = None, context: Any = None) -> list[Fragment]:
        """Each by its id, so that one whose type is gone does not take its neighbours along."""
        return [self.show(one, view_name or self._view_name, context) for one in block.children]

    def _guarded(self, block: XBlock, view_name: str, context: dict[str, Any] | None) -> Fragment:
        back = self.setting.store.mark()
        told, around = len(self.events), self.package
        self.package = helpers.package_of(block)
        try:
            rendered: Fragment = super().render(block, view_name, context)
            return rendered
        except SQLAlchemyError:
            raise
        except Exception:
            usage_id, block_type = str(block.scope_ids.usage_id), str(block.scope_ids.block_type)
            log.exception("block %s (%s) failed in %s", usage_id, block_type, view_name)
            back()
            del self.events[told:]
            return self._left_out(usage_id, block_type, "failed", "blocks.failed")
        finally:
            self.package = around

    def _left_out(self, usage_id: str, block_type: str, why: str, code: str) -> Fragment:
        self.setting.refusals.append((usage_id, block_type, why))
        return markup.failed(block_type, self.setting.sentence(code))

    def _wrap_ele(self, block: Any, view: str, frag: Fragment, extra_data: Any = None) -> Fragment:
        usage_id = str(block.scope_ids.usage_id)
        if view != AUTHORING:
            # In the form of an author stands what is kept.
            frag.content = self.setting.course.finished(frag.content)
        data = {
            "usage": usage_id,
            "block-type": str(block.scope_ids.block_type),
            "handlers": self.setting.addresses.handlers(usage_id),
            **{name: str(value) for name, value in (extra_data or {}).items() if name != "url_selector"},
        }
        if frag.js_init_fn:
            data |= {"init": frag.js_init_fn, "runtime-version": str(frag.js_init_version)}
        return markup.wrapped(frag, self._css_classes_for(block, view), data)
