"""Pages of the sounds of a bank: whose voice each is, and a recording in its place."""

from dataclasses import dataclass
from typing import Any

from flask import flash, g, request
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.kernel import errors, language
from lms.kernel.web import back_to, current_actor, done, now, render
from lms.kernel.web.arguments import page_number
from placement.domain import performances
from placement.domain.item_bank import ItemState
from placement.queries import bank_files, own_banks
from placement.queries.own_banks import BankInfo
from placement.services import bank_desk
from placement.views import banks, item_cells
from placement.views.door import pages


@dataclass(frozen=True)
class SoundLine:
    """One sound of a bank: what it says, and whose voice it is."""

    name: str
    item: str
    says: str
    level: str
    origin: str
    address: str


@pages.get("/placement/banks/<key>/sounds", permission="placement.items")
def sounds(key: str) -> Any:
    """Every sound, those with the machine's voice first wanted."""
    g.place = "placement.banks"
    own = own_banks.own_bank(key)
    lines = _sound_lines(own)
    only = request.args.get("voice", "")
    shown = [one for one in lines if not only or one.origin == only]
    page, size = page_number(), own_banks.PAGE_SIZE
    return render(
        "placement/sounds.html",
        bank=own,
        name=banks.name_of(own),
        lines=shown[(page - 1) * size : page * size],
        total=len(shown),
        page=page,
        pages=max(-(-len(shown) // size), 1),
        voice=only,
        voices=[
            ("", _("All voices")),
            ("machine", _("Machine voice")),
            ("recorded", _("Recorded")),
            ("brought", _("Brought with a file")),
        ],
        machine=sum(one.origin == "machine" for one in lines),
        all=len(lines),
    )


@pages.get("/placement/banks/<key>/sounds/<name>", permission="placement.items")
def sound(key: str, name: str) -> Any:
    """One sound: listen, record it."""
    return _sound_page(key, name)


@pages.post("/placement/banks/<key>/sounds/<name>", permission="placement.items")
def record_sound(key: str, name: str) -> Any:
    """A recording in its place."""
    own = own_banks.own_bank(key)
    chosen = request.files.get("sound")
    content = chosen.read(bank_desk.LARGEST_MEDIUM + 1) if chosen else b""
    try:
        new = bank_desk.record(own, name, content, actor=current_actor(), now=now())
    except errors.Invalid as error:
        return _sound_page(key, name, error)
    left = [one for one in _sound_lines(own) if one.origin == "machine"]
    if left and request.form.get("on"):
        flash(ngettext("Kept. %(num)s is left.", "Kept. %(num)s are left.", len(left)), "ok")
        return back_to("placement.sound", key=key, name=left[0].name)
    return done(
        _("The recording is kept. Learners hear it with the next edition."), "placement.sound", key=key, name=new
    )


def _sound_page(key: str, name: str, error: errors.Invalid | None = None) -> Any:
    g.place = "placement.banks"
    own = own_banks.own_bank(key)
    line = next((one for one in _sound_lines(own) if one.name == name), None)
    if line is None:
        raise errors.NotFound("placement.absent")
    return render(
        "placement/sound.html",
        error.status if error else 200,
        bank=own,
        name=banks.name_of(own),
        line=line,
        refused=language.say(error.code, error.facts) if error else "",
        shown={"longest_recording": performances.LONGEST_RECORDING},
        machine=sum(one.origin == "machine" for one in _sound_lines(own)),
    )


def _sound_lines(own: BankInfo) -> list[SoundLine]:
    kept, found = bank_files.media(own.id), {}
    for one in own_banks.items_of(own.id):
        if one.state == ItemState.RETIRED:
            continue
        says = {one.cell("sound"): one.cell("script")}
        says |= {option.sound: option.words for option in item_cells.options_of(one.row) if option.sound}
        for name in banks.sounds_of(one.row):
            address, origin = banks.sound_address(own, name, kept), banks.origin_of(own, name, kept)
            found[name] = SoundLine(name, one.key, says.get(name, ""), one.cell("level"), origin, address)
    return list(found.values())
