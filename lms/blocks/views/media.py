"""Files of a class: what there is, what it shows and who uses it; and the door that hands a file to a browser."""

import logging
from math import ceil
from typing import Any

from flask import request, send_file
from flask_babel import format_decimal
from flask_babel import gettext as _

from lms.blocks import queries, services
from lms.blocks.domain import media
from lms.blocks.domain.uploads import MEGABYTE
from lms.blocks.views.door import pages
from lms.blocks.views.outline import AUTHOR, section_of
from lms.blocks.views.socket import asked_first, door, without_cookies
from lms.kernel import errors, language
from lms.kernel.web import current_actor, done, now, render

log = logging.getLogger("lms.blocks")
LARGE = frozenset({"blocks.add_files", "blocks.replace_file", "blocks.import_unit"})
"""Doors that take more than others: a file, or an archive of them."""
REQUEST_BYTES = 2 * media.FILE_BYTES
ACCEPTED = ",".join(f".{one}" for one in sorted(media.ENDINGS))
ICONS = {"picture": "image", "sound": "speaker-high", "film": "monitor-play", "file": "file-text"}


@pages.blueprint.url_value_preprocessor
def _make_room(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before anything of the request is read: what is announced as longer than this is refused unread."""
    if endpoint in LARGE:
        request.max_content_length = REQUEST_BYTES
        if (request.content_length or 0) > REQUEST_BYTES:
            log.warning("%s: refused, %s bytes", endpoint, request.content_length)


@pages.get("/sections/<section_id>/files", permission=AUTHOR)
def files(section_id: str) -> Any:
    """Files of a class by name: what a picture shows, how large each is, which units name it."""
    return _files(section_id)


def _files(section_id: str, refused: errors.OnwardError | None = None) -> Any:
    section, own, today = section_of(section_id), door(), now().date()
    if refused is not None:
        log.warning("files of class %s: %s refused (%s)", section.id, request.endpoint, refused.code)
    found = queries.files_of_section(section.id)
    return render(
        "blocks/files.html",
        refused.status if refused else 200,
        section=section,
        files=found,
        addresses={
            one.id: services.address_of(own, current_actor().provider_id or "", one.info, today) for one in found
        },
        missing=queries.missing_in(section.id, {one.name for one in found}),
        held=sum(one.size for one in found),
        room=media.CLASS_BYTES,
        largest=media.FILE_BYTES // MEGABYTE,
        accepted=ACCEPTED,
        icons=ICONS,
        size_word=size_word,
        wrong=language.say(refused.code, refused.facts) if refused else "",
    )


def size_word(size: int) -> str:
    """Bytes as people say them."""
    if size < MEGABYTE:
        return str(_("%(size)s KB", size=ceil(size / 1024)))
    return str(_("%(size)s MB", size=format_decimal(round(size / MEGABYTE, 1))))


@pages.post("/sections/<section_id>/files", permission=AUTHOR)
def add_files(section_id: str) -> Any:
    """New files of a class, one or several."""
    section, given = section_of(section_id), [one for one in request.files.getlist("file") if one.filename]
    try:
        if not given:
            raise errors.Invalid("blocks.file_missing", field="file")
        names = [
            services.take_file(
                section.id, one.filename or "", one.stream, door=door(), actor=current_actor(), now=now()
            )
            for one in given
        ]
    except errors.OnwardError as refused:
        # All or none: an answer from 400 on takes back what this request began.
        return _files(section_id, refused)
    return done(_("%(names)s can be used now.", names=language.joined(names)), "blocks.files", section_id=section.id)


def _file(file_id: str) -> queries.KeptFile:
    """A file whose class this author may see. Raises NotFound."""
    known = queries.kept_file(file_id)
    section_of(known.section_id)
    return known


@pages.post("/blocks/files/<file_id>/replace", permission=AUTHOR)
def replace_file(file_id: str) -> Any:
    """Other bytes under the same name."""
    known, given = _file(file_id), request.files.get("file")
    try:
        if given is None or not given.filename:
            raise errors.Invalid("blocks.file_missing", field="file")
        services.replace_file(known.id, given.filename, given.stream, door=door(), actor=current_actor(), now=now())
    except errors.OnwardError as refused:
        return _files(known.section_id, refused)
    return done(_("%(name)s is replaced.", name=known.name), "blocks.files", section_id=known.section_id)


@pages.post("/blocks/files/<file_id>/words", permission=AUTHOR)
def describe_file(file_id: str) -> Any:
    """What a picture shows."""
    known = _file(file_id)
    services.describe_file(known.id, request.form.get("alt", ""), actor=current_actor(), now=now())
    return done(_("Saved."), "blocks.files", section_id=known.section_id)


@pages.post("/blocks/files/<file_id>/remove", permission=AUTHOR)
def remove_file(file_id: str) -> Any:
    """Take away a file that nothing uses."""
    known = _file(file_id)
    try:
        services.remove_file(known.id, actor=current_actor(), now=now())
    except errors.OnwardError as refused:
        return _files(known.section_id, refused)
    return done(_("%(name)s is deleted.", name=known.name), "blocks.files", section_id=known.section_id)


@without_cookies("/blocks/media/<token>/<path:name>", ["GET", "OPTIONS"])
def media_file(token: str, name: str) -> Any:
    """A file of a class, for whoever has its address. Players of sound jump: ranges are answered."""
    if request.method == "OPTIONS":
        return asked_first()
    found = services.opened(door(), token, now().date())
    response = send_file(found.path, mimetype=found.media_type, conditional=True, etag=True)
    response.headers["Cache-Control"] = "private, max-age=86400"
    response.headers.update(services.headers(found.media_type))
    return response
