"""Pages of one item: writing it, confirming its difficulty, moving it through its life, its versions."""

from collections.abc import Mapping
from typing import Any

from flask import flash, g, request, url_for
from flask_babel import gettext as _

from lms.kernel import errors, language
from lms.kernel.vocabulary import LEVELS, Level
from lms.kernel.web import back_to, current_actor, done, now, render
from placement.domain.cut_scores import LANGUAGE_CUTS
from placement.domain.item_bank import ItemState, ItemType
from placement.queries import bank_files, own_banks
from placement.queries.own_banks import BankInfo, ItemInfo
from placement.services import bank_desk
from placement.views import banks, item_cells
from placement.views.door import pages
from placement.views.item_cells import CELLS, OptionCells

OPTIONS = 6
WIDE = 1.96


@pages.get("/placement/banks/<key>/items/new", permission="placement.items")
def new_item(key: str) -> Any:
    """An empty item."""
    own = own_banks.own_bank(key)
    return _new(own, {"measures": "reading", "type": "read_and_choose", "level": "a1"})


@pages.post("/placement/banks/<key>/items/new", permission="placement.items")
def add_item(key: str) -> Any:
    """Keep a new item; it is on trial."""
    own = own_banks.own_bank(key)
    row: dict[str, str] = {}
    try:
        row = item_cells.sent(own)
        row["key"] = request.form.get("key", "").strip()
        if row["key"] in {one.key for one in own_banks.items_of(own.id)}:
            raise errors.Conflict("placement.item_key_taken", field="key")
        row |= item_cells.first_numbers(row)
        made = bank_desk.add_item(own, row, actor=current_actor(), now=now())
    except (errors.Invalid, errors.Conflict) as error:
        return _new(own, row or item_cells.as_sent(), error)
    return done(_("The question is kept. It is on trial and counts for nothing."), "placement.item", key=key, item=made)


@pages.get("/placement/banks/<key>/items/<item>", permission="placement.items")
def item(key: str, item: str) -> Any:
    """One item: its fields, its review, its life, its versions."""
    own = own_banks.own_bank(key)
    return _page(own, own_banks.item_info(own.id, item))


@pages.post("/placement/banks/<key>/items/<item>", permission="placement.items")
def save_item(key: str, item: str) -> Any:
    """Keep what was written as the next version."""
    own = own_banks.own_bank(key)
    found = own_banks.item_info(own.id, item)
    try:
        row = {**found.row, **dict.fromkeys(CELLS, ""), **item_cells.sent(own)}
        changed = bank_desk.save_item(
            own, item, row, note=request.form.get("note", ""), actor=current_actor(), now=now()
        )
    except errors.Invalid as error:
        return _page(own, found, item_cells.as_sent(), error)
    if not changed:
        flash(_("Nothing was different, so nothing changed."), "info")
        return back_to("placement.item", key=key, item=item)
    return done(
        _("Kept as a new version. Learners meet it with the next edition."),
        "placement.item",
        undo=url_for("placement.restore_item", key=key, item=item, number=found.number),
        key=key,
        item=item,
    )


@pages.post("/placement/banks/<key>/items/<item>/review", permission="placement.items")
def review_item(key: str, item: str) -> Any:
    """A language expert confirms or corrects the difficulty."""
    own = own_banks.own_bank(key)
    level, place = request.form.get("level", ""), request.form.get("place", "")
    try:
        if level not in set(Level):
            raise errors.Invalid("placement.choose_level", field="level")
        note = request.form.get("note", "")
        said = bank_desk.review(own, item, Level(level), place, note=note, actor=current_actor(), now=now())
    except (errors.Invalid, errors.Conflict) as error:
        flash(language.say(error.code, error.facts), "error")
        return _page(own, own_banks.item_info(own.id, item), None, error)
    told = _("Confirmed.") if said == own_banks.CONFIRMED else _("Corrected.")
    following = _next_open(own, item)
    if request.form.get("on") and following:
        flash(told, "ok")
        return back_to("placement.item", key=key, item=following, _anchor="review")
    return done(told, "placement.item", key=key, item=item)


def _next_open(own: BankInfo, after: str) -> str:
    """The next item that nobody has looked at, from this one on."""
    items = own_banks.items_of(own.id)
    at = next((place for place, one in enumerate(items) if one.key == after), 0)
    turned = [*items[at + 1 :], *items[:at]]
    return next((one.key for one in turned if one.review == own_banks.OPEN and one.state != ItemState.RETIRED), "")


@pages.post("/placement/banks/<key>/items/<item>/state", permission="placement.items")
def item_state(key: str, item: str) -> Any:
    """Move it to another part of its life."""
    own = own_banks.own_bank(key)
    state = request.form.get("state", "")
    if state not in set(ItemState):
        raise errors.Invalid("placement.choose_state")
    before = own_banks.item_info(own.id, item)
    bank_desk.set_state(own, [item], ItemState(state), actor=current_actor(), now=now())
    undo = url_for("placement.restore_item", key=key, item=item, number=before.number)
    return done(language.say(f"placement.item_state.{state}"), "placement.item", undo=undo, key=key, item=item)


@pages.post("/placement/banks/<key>/items/<item>/back/<int:number>", permission="placement.items")
def restore_item(key: str, item: str, number: int) -> Any:
    """Put an earlier version on the desk again."""
    own = own_banks.own_bank(key)
    bank_desk.restore(own, item, number, actor=current_actor(), now=now())
    return done(_("Version %(number)s is on the desk again.", number=number), "placement.item", key=key, item=item)


def _new(own: BankInfo, row: Mapping[str, str], error: errors.OnwardError | None = None) -> Any:
    return _draw(own, None, row, error)


def _page(
    own: BankInfo, found: ItemInfo, row: Mapping[str, str] | None = None, error: errors.OnwardError | None = None
) -> Any:
    return _draw(own, found, found.row if row is None else row, error)


def _draw(
    own: BankInfo, found: ItemInfo | None, row: Mapping[str, str], error: errors.OnwardError | None
) -> tuple[str, int]:
    g.place = "placement.banks"
    kept = bank_files.media(own.id)
    _item, problems = own_banks.preview(own, found.row) if found else (None, [])
    history = own_banks.versions(found.id) if found else []
    options = item_cells.options_of(row)
    return render(
        "placement/item.html",
        error.status if error else 200,
        bank=own,
        name=banks.name_of(own),
        item=found,
        row=row,
        options=[*options, *[OptionCells()] * max(OPTIONS - len(options), 1)],
        right=item_cells.right_place(row),
        has_options=row.get("type") not in set(ItemType) or ItemType(row["type"]).has_options,
        can_try=_item is not None and not problems,
        problems=[banks.flaw_words(one.code, one.facts) for one in problems],
        wrong={str(error.facts.get("field", "")): language.say(error.code, error.facts)} if error else {},
        versions=history,
        deed=lambda one: language.say(f"placement.deed.{one}"),
        measures=[(one.value, banks.measure_word(one.value)) for one in banks.MEASURES],
        types=[(one.value, banks.type_word(one.value)) for one in ItemType],
        levels=[(one.value, language.say(f"level.{one}")) for one in LEVELS],
        states=[(one.value, language.say(f"placement.item_state.{one}")) for one in ItemState],
        stricts=[
            ("", _("Neither")),
            ("case", _("Capital letters")),
            ("accents", _("Accents")),
            ("case accents", _("Both")),
        ],
        scale=_scale(own, found) if found else None,
        sounds=[
            (name, banks.sound_address(own, name, kept), banks.origin_of(own, name, kept))
            for name in banks.sounds_of(row)
        ],
        pictures=sorted(
            {*bank_files.site().pictures, *(name for name, one in kept.items() if one.media_type.startswith("image/"))}
        ),
    )


def _scale(own: BankInfo, found: ItemInfo) -> dict[str, Any]:
    """Where the item lies on the levels, and how unsure that is."""
    b = float(found.cell("b") or 0.0)
    sd = float(found.cell("sd_b") or own.about.get("defaults", {}).get("sd_b", bank_desk.EXPERT_SD))
    low, high = LANGUAGE_CUTS.band_at(b - WIDE * sd), LANGUAGE_CUTS.band_at(b + WIDE * sd)
    names = [language.say(f"level.{level}") for level in LEVELS]
    said = {
        "level": language.say(f"level.{found.cell('level')}"),
        "low": language.say(f"level.{low}"),
        "high": language.say(f"level.{high}"),
    }
    return {
        "names": names,
        "row": {
            "name": _("Difficulty"),
            "icon": "gauge",
            "low": max(LANGUAGE_CUTS.place(b - WIDE * sd), 0.0),
            "best": LANGUAGE_CUTS.place(b),
            "high": min(LANGUAGE_CUTS.place(b + WIDE * sd), float(len(names))),
            "words": _("%(level)s, with 95 in 100 between %(low)s and %(high)s", **said),
        },
    }
