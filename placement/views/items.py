"""Pages of one item: writing it, seeing it as a learner does, confirming its difficulty, its versions, its sounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import flash, g, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.kernel import errors, language
from lms.kernel.vocabulary import LEVELS, Level, Skill
from lms.kernel.web import back_to, current_actor, done, now, render
from placement.domain import performances, scoring
from placement.domain.cut_scores import LANGUAGE_CUTS
from placement.domain.item_bank import ItemState, ItemType
from placement.domain.scripts import OWN
from placement.queries import bank_files, own_banks
from placement.queries.own_banks import BankInfo, ItemInfo
from placement.services import bank_desk
from placement.views import banks, questions
from placement.views.door import pages

OPTIONS = 6
WIDE = 1.96
CELLS = ("measures", "type", "level", "content", "text", "question", "script", "picture", "strict", "steps", "step")
RATED_STEPS = "-1.2|0|1.2"


@dataclass(frozen=True)
class OptionCells:
    """One option as its fields hold it. `region` and `sound` are carried along."""

    words: str = ""
    picture: str = ""
    region: str = ""
    sound: str = ""


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
        row = _sent(own)
        row["key"] = request.form.get("key", "").strip()
        if row["key"] in {one.key for one in own_banks.items_of(own.id)}:
            raise errors.Conflict("placement.item_key_taken", field="key")
        row |= _first_numbers(row)
        made = bank_desk.add_item(own, row, actor=current_actor(), now=now())
    except (errors.Invalid, errors.Conflict) as error:
        return _new(own, row or _as_sent(), error)
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
        row = {**found.row, **dict.fromkeys(CELLS, ""), **_sent(own)}
        changed = bank_desk.save_item(
            own, item, row, note=request.form.get("note", ""), actor=current_actor(), now=now()
        )
    except errors.Invalid as error:
        return _page(own, found, _as_sent(), error)
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
        raise errors.Invalid("placement.choose_one")
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
    options = _options(row)
    return render(
        "placement/item.html",
        error.status if error else 200,
        bank=own,
        name=banks.name_of(own),
        item=found,
        row=row,
        options=[*options, *[OptionCells()] * max(OPTIONS - len(options), 1)],
        right=int(row.get("answer") or 0) - 1 if (row.get("answer") or "").isdecimal() else -1,
        has_options=ItemType(row.get("type", "read_and_choose")).has_options,
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


# --- what the form says ----------------------------------------------------------------------------------------------


def _as_sent() -> dict[str, str]:
    """What stands in the fields, as somebody wrote it."""
    return {name: cell for name, cell in {**_plain(), **_chosen()}.items() if cell}


def _sent(own: BankInfo) -> dict[str, str]:
    """The row that the fields make, with a picture that was sent along. Raises Invalid for what is no picture."""
    row = _as_sent()
    chosen = request.files.get("picture_file")
    if chosen and chosen.filename:
        content = chosen.read(bank_desk.LARGEST_MEDIUM + 1)
        row["picture"] = bank_desk.keep_picture(own, chosen.filename, content, actor=current_actor(), now=now())
    if row.get("type") not in set(ItemType) or row.get("level") not in set(Level):
        raise errors.Invalid("placement.choose_one")
    return row | {name: row.get(name, "") for name in ("options", "option_sounds", "answer")}


def _plain() -> dict[str, str]:
    cells = {name: request.form.get(name, "").replace("\r\n", "\n").strip() for name in CELLS}
    return cells | {"answer": request.form.get("answer", "").strip()}


def _chosen() -> dict[str, str]:
    """The options that hold something, with the place of the right one among them."""
    form, found, right = request.form, [], ""
    many = max((int(name.removeprefix("words-")) for name in form if name.startswith("words-")), default=-1) + 1
    for at in range(many):
        one = OptionCells(*(form.get(f"{name}-{at}", "").strip() for name in ("words", "picture", "region", "sound")))
        if not (one.words or one.picture or one.region):
            continue
        found.append(one)
        if form.get("right") == str(at):
            right = str(len(found))
    cells = {"options": "|".join(map(_cell, found))}
    if any(one.sound for one in found):
        cells["option_sounds"] = "|".join(one.sound for one in found)
    return cells | ({"answer": right} if right else {})


def _cell(one: OptionCells) -> str:
    words = one.words.replace("|", "/")
    shown = f"picture:{one.picture}{f'={words}' if words else ''}" if one.picture else words
    return f"{shown}@{one.region}" if one.region else shown


def _options(row: Mapping[str, str]) -> list[OptionCells]:
    parts = row.get("options", "").split("|") if row.get("options") else []
    sounds = row.get("option_sounds", "").split("|") if row.get("option_sounds") else []
    found = []
    for at, part in enumerate(parts):
        shown, _at, region = part.strip().partition("@")
        picture, words = "", shown
        if shown.startswith("picture:"):
            picture, _is, words = shown.removeprefix("picture:").partition("=")
        sound = sounds[at].strip() if at < len(sounds) else ""
        found.append(OptionCells(words, picture, region, sound))
    return found


def _first_numbers(row: Mapping[str, str]) -> dict[str, str]:
    """The numbers of a new item: the middle of the level its author says."""
    numbers = {"b": f"{LANGUAGE_CUTS.middle(row['level']):.2f}", "content": row.get("content", "") or "own"}
    if ItemType(row["type"]).is_performance and not row.get("steps"):
        numbers["steps"] = RATED_STEPS
    return numbers


# --- as the learner sees it ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tried:
    """Stands in for a sitting on the page of a question."""

    kind: str
    id: str = ""


@dataclass(frozen=True)
class TryDoor:
    """The way to the same page: whoever tries an item goes nowhere."""

    key: str
    item: str
    own: bool = False

    def url(self, page: str) -> str:
        """An answer is tried, everything else leads back to the desk."""
        where = "placement.try_answer" if page == "answer" else "placement.item"
        return url_for(where, key=self.key, item=self.item)


@pages.get("/placement/banks/<key>/items/<item>/try", permission="placement.items")
def try_item(key: str, item: str) -> Any:
    """The item as a learner sees it."""
    return _try(key, item)


@pages.post("/placement/banks/<key>/items/<item>/try", permission="placement.items")
def try_answer(key: str, item: str) -> Any:
    """How an answer is scored; nothing is kept."""
    own = own_banks.own_bank(key)
    found, _problems = own_banks.preview(own, own_banks.item_info(own.id, item).row)
    if found is None:
        raise errors.NotFound("placement.absent")
    if found.type.is_performance or found.type is ItemType.RATED_TASK:
        return _try(key, item, told=_("A person gives the points here."))
    try:
        given = questions.given_of(found, request.form)
    except errors.Invalid as error:
        return _try(key, item, 422, language.say(error.code, error.facts))
    got = 0 if given is None else scoring.score(found, given)
    most = found.parameters.highest_score
    return _try(key, item, told=ngettext("%(got)s of %(num)s point.", "%(got)s of %(num)s points.", most, got=got))


def _try(key: str, item: str, status: int = 200, refused: str = "", told: str = "") -> Any:
    own = own_banks.own_bank(key)
    info = own_banks.item_info(own.id, item)
    found, problems = own_banks.preview(own, info.row)
    if found is None or problems:
        flash(_("Mend the question first, then look at it."), "warning")
        return back_to("placement.item", key=key, item=item)
    kept = bank_files.media(own.id)
    place = questions.Place(own.language, partial(_desk_sound, own, kept), partial(_desk_picture, own, kept))
    values = questions.drawn(found, place, beside=False)
    if found.text.startswith(OWN):
        values["text"] = found.text.removeprefix(OWN)
    return render(
        "placement/try.html",
        status,
        door=TryDoor(key, item),
        learner=_Nobody(),
        sitting=Tried(info.cell("measures") if info.cell("measures") in set(Skill) else "literacy"),
        item=found,
        shown=values,
        kept=request.form if request.method == "POST" else {},
        share=0.3,
        refused=refused,
        told=told,
        dont_know=questions.DONT_KNOW,
        longest=performances.LONGEST_RECORDING,
    )


@dataclass(frozen=True)
class _Nobody:
    """Stands in for a learner."""

    picture: str = ""


def _desk_sound(own: BankInfo, kept: Mapping[str, Any], name: str) -> str:
    return banks.sound_address(own, name, kept)


def _desk_picture(own: BankInfo, kept: Mapping[str, Any], name: str) -> str:
    return url_for("placement.own_media", key=own.key, name=name) if name in kept else name


# --- recordings ------------------------------------------------------------------------------------------------------


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
    page, size = max(request.args.get("page", 1, type=int), 1), own_banks.PAGE_SIZE
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
        says |= {option.sound: option.words for option in _options(one.row) if option.sound}
        for name in banks.sounds_of(one.row):
            address, origin = banks.sound_address(own, name, kept), banks.origin_of(own, name, kept)
            found[name] = SoundLine(name, one.key, says.get(name, ""), one.cell("level"), origin, address)
    return list(found.values())
