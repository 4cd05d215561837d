"""Pages of banks: which are asked, bringing a file after a look at it, an edition for learners, taking a bank away."""

import re
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

from flask import Response, flash, g, request
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.kernel import errors, language
from lms.kernel.vocabulary import LEVELS, Skill
from lms.kernel.web import back_to, current_actor, done, now, refuse, render
from lms.kernel.web.arguments import page_number
from placement import forms, queries
from placement.domain.item_bank import Aptitude, ItemState, LiteracyAxis
from placement.queries import bank_files, editions, own_banks
from placement.queries.own_banks import BankInfo, ItemInfo
from placement.services import bank_desk, bank_editions, bank_import
from placement.views import bringing, media
from placement.views.door import pages

MEASURES = (*Skill, *LiteracyAxis, *Aptitude)
SHOWN_LEFT = 200
FIELDS = 2**16
"""What the other fields of a form need beside its file."""
PLACE = re.compile(r"\{(\w+)\}")


@pages.get("/placement/banks", permission="placement.items")
def banks() -> Any:
    """Which questions learners are asked, which ship, and which are the provider's own."""
    own = own_banks.own_banks()
    asked = queries.bank_of_centre(current_actor().centre_id)
    shipped = [bank for bank in editions.shipped().values() if bank.key != queries.PATTERNS]
    return render(
        "placement/banks.html",
        own=own,
        shipped=shipped,
        copies={one.base: one for one in own if one.name == ""},
        asked=asked,
        asked_own=next((one for one in own if one.key == queries.family(asked.key)), None),
        name_of=name_of,
        shipped_name=shipped_name,
        tongue=language.tongue,
        counts={bank.key: sum(item.state is not ItemState.RETIRED for item in bank.items) for bank in shipped},
        may_publish=current_actor().may("placement.rules"),
    )


@pages.post("/placement/banks/copy/<key>", permission="placement.items")
def copy_bank(key: str) -> Any:
    """Our own copy of a shipped bank."""
    made = bank_import.copy_shipped(key, actor=current_actor(), now=now())
    return done(_("Copied. Learners are still asked from the one that comes with Onward."), "placement.bank", key=made)


@pages.get("/placement/banks/bring", permission="placement.items")
def bring() -> Any:
    """Choose a file of questions."""
    return _bring(forms.BringForm())


@pages.post("/placement/banks/bring", permission="placement.items", largest=bank_import.LARGEST_UPLOAD + FIELDS)
def look_at_file() -> Any:
    """Take a file in only to look at it."""
    form = forms.BringForm()
    chosen = request.files.get("file")
    file, name = (chosen.stream, chosen.filename or "questions") if chosen else (BytesIO(), "")
    try:
        upload_id = bank_import.keep_upload(
            name, file, (form.language.data or "").strip().lower()[:12], actor=current_actor(), now=now()
        )
    except errors.Invalid as error:
        refuse(form, error)
        return _bring(form, 422)
    return back_to("placement.look", upload_id=upload_id)


def _bring(form: forms.BringForm, status: int = 200) -> Any:
    g.place = "placement.banks"
    return render(
        "placement/bring.html",
        status,
        form=form,
        megabytes=bank_import.LARGEST_UPLOAD // 2**20,
        medium_megabytes=bank_desk.LARGEST_MEDIUM // 2**20,
    )


@pages.get("/placement/banks/bring/<upload_id>", permission="placement.items")
def look(upload_id: str) -> Any:
    """What the file holds: taken in, not taken in by name, refused with the reason. Nothing is kept yet."""
    return _look(upload_id)


@pages.post("/placement/banks/bring/<upload_id>", permission="placement.items")
def keep(upload_id: str) -> Any:
    """Keep it, whole or not at all."""
    form = forms.KeepForm()
    try:
        key, items = bank_import.keep(
            upload_id,
            name=form.name.data or "",
            into=form.into.data or "",
            trial=form.begin.data != forms.COUNTS,
            actor=current_actor(),
            now=now(),
        )
    except errors.Invalid as error:
        refuse(form, error)
        return _look(upload_id, form, 422)
    return done(
        ngettext(
            "%(num)s question is here. No test asks it yet.",
            "%(num)s questions are here. No test asks them yet.",
            items,
        ),
        "placement.bank",
        key=key,
    )


@pages.post("/placement/banks/bring/<upload_id>/leave", permission="placement.items")
def leave(upload_id: str) -> Any:
    """Do not keep it."""
    bank_import.leave(upload_id)
    return done(_("Nothing was kept."), "placement.banks")


def _look(upload_id: str, form: forms.KeepForm | None = None, status: int = 200) -> Any:
    g.place = "placement.banks"
    row = bank_files.upload(upload_id)
    found = bank_import.look_at_upload(upload_id)
    form = form or forms.KeepForm(
        formdata=None, data={"name": row.name.rpartition(".")[0] or row.name, "begin": "trial"}
    )
    return render(
        "placement/look.html",
        status,
        form=form,
        upload=row,
        found=found,
        reason=_reason(found.refused.reason) if found.refused else "",
        unsupported=[(item, _why_not_in(what)) for item, what in found.unsupported[:SHOWN_LEFT]],
        left_out=[(item, bringing.what_falls_away(what)) for item, what in found.left_out[:SHOWN_LEFT]],
        rows=found.rows[:SHOWN_LEFT],
        asked=asked_words,
        type_word=type_word,
        measure_word=measure_word,
        tongue=language.tongue,
        into=[("", _("A new bank")), *((one.key, name_of(one)) for one in own_banks.own_banks())],
    )


def _reason(code: str) -> str:
    known = f"placement.refused.{code}"
    return language.say(known if language.knows(known) else "placement.refused.")


def _why_not_in(what: str) -> str:
    """A flaw of ours, or what another program has and we have not, in words."""
    code, _space, about = what.rpartition(": ")[2].partition(" ")
    if not language.knows(f"placement.flaw.{code}"):
        return bringing.why_not_in(what)
    asked = PLACE.findall(language.open_sentence(f"placement.flaw.{code}"))
    return flaw_words(code, dict.fromkeys(asked, about)) if about or not asked else language.say("placement.flaw.")


# --- one bank --------------------------------------------------------------------------------------------------------


@pages.get("/placement/banks/<key>", permission="placement.items")
def bank(key: str) -> Any:
    """Its questions with filters; what learners are asked today and what waits on the desk."""
    return show_bank(key)


@pages.post("/placement/banks/<key>/publish", permission="placement.rules")
def publish(key: str) -> Any:
    """Put the desk before learners."""
    used = request.form.get("used", "")
    try:
        bank_editions.publish(key, used, actor=current_actor(), now=now())
    except errors.Invalid as error:
        flash(language.say(error.code, error.facts), "error")
        return show_bank(key, 422, used)
    number = own_banks.own_bank(key).number
    return done(
        _("Edition %(number)s: the next test asks from it. Tests that run keep theirs.", number=number),
        "placement.bank",
        undo=None,
        key=key,
    )


@pages.post("/placement/banks/<key>/put-away", permission="placement.rules")
def put_away(key: str) -> Any:
    """Ask nobody from it."""
    bank_editions.put_away(key, actor=current_actor(), now=now())
    return done(
        _("The next test asks from the bank that comes with Onward. Tests that run keep theirs."),
        "placement.bank",
        key=key,
    )


@pages.get("/placement/banks/<key>/bank.zip", permission="placement.items")
def export_bank(key: str) -> Any:
    """The bank as a folder in a ZIP file."""
    return _file(bank_editions.export_folder(own_banks.own_bank(key)), f"{key}.zip")


@pages.get("/placement/banks/<key>/qti.zip", permission="placement.items")
def export_qti(key: str) -> Any:
    """The bank as a QTI 3 package."""
    return _file(bank_editions.export_qti(own_banks.own_bank(key)).content, f"{key}-qti3.zip")


def _file(content: bytes, name: str) -> Response:
    answer = Response(content, mimetype="application/zip")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.cache_control.no_store = True
    return answer


def show_bank(key: str, status: int = 200, used: str = "") -> Any:
    """The page of a bank."""
    g.place = "placement.banks"
    own = own_banks.own_bank(key)
    wanted = {name: request.args.get(name, "") for name in ("measures", "level", "state", "review")}
    text = request.args.get("q", "").strip()
    found = own_banks.items_page(own.id, wanted, text, page_number())
    used = used or own.used or (editions.INSTEAD if own.name == "" else editions.BESIDE)
    wrong = bank_editions.obstacles(own, used)
    return render(
        "placement/bank.html",
        status,
        bank=own,
        name=name_of(own),
        page=found,
        wanted=wanted,
        q=text,
        filters=filters(),
        waiting=own_banks.changed_since(own),
        wrong=[(one.key, flaw_words(one.code, one.facts)) for one in wrong],
        findings=[
            (language.joined(one.items[:6]), finding_words(one.code, one.facts)) for one in bank_editions.findings(own)
        ],
        editions=editions.of_bank(own.id),
        used=used,
        base_name=shipped_name(own.base),
        counts=_counts(own_banks.items_of(own.id)),
        asked=asked_words,
        type_word=type_word,
        measure_word=measure_word,
        tongue=language.tongue,
        may_publish=current_actor().may("placement.rules"),
    )


def _counts(items: Iterable[ItemInfo]) -> dict[str, int]:
    found = dict.fromkeys(ItemState, 0)
    for one in items:
        found[ItemState(one.state)] += 1
    return {state.value: many for state, many in found.items()}


def filters() -> dict[str, list[tuple[str, str]]]:
    """What a list of items can be narrowed by."""
    return {
        "measures": [("", _("All skills")), *((one.value, measure_word(one.value)) for one in MEASURES)],
        "level": [("", _("All levels")), *((one.value, language.say(f"level.{one}")) for one in LEVELS)],
        "state": [
            ("", _("All states")),
            *((one.value, language.say(f"placement.item_state.{one}")) for one in ItemState),
        ],
        "review": [
            ("", _("All reviews")),
            *((one, language.say(f"placement.review.{one}")) for one in own_banks.REVIEWS),
        ],
    }


# --- in words --------------------------------------------------------------------------------------------------------


def name_of(own: BankInfo) -> str:
    """The name of a bank; the copy of a shipped one is called after it."""
    return own.name or language.say("placement.bank_copy", {"name": shipped_name(own.base)})


def shipped_name(key: str) -> str:
    """The name of a shipped bank."""
    code = f"placement.bank_name.{key}"
    return language.say(code) if language.knows(code) else key


def measure_word(measure: str) -> str:
    """What an item measures."""
    return language.say(f"skill.{measure}" if measure in set(Skill) else f"placement.measure.{measure}")


def type_word(type: str) -> str:
    """How an item is asked."""
    code = f"placement.type.{type}"
    return language.say(code) if language.knows(code) else type


def asked_words(row: Mapping[str, str]) -> str:
    """What an item asks, as short as a line of a list needs it."""
    for name in ("text", "script", "question"):
        if row.get(name):
            return " ".join(row[name].split())
    return row.get("options", "").replace("picture:", "").replace("|", ", ") or row.get("key", "")


def flaw_words(code: str, facts: Mapping[str, Any]) -> str:
    """What is wrong with an item or a bank."""
    known = f"placement.flaw.{code}"
    return language.say(known, dict(facts)) if language.knows(known) else language.say("placement.flaw.")


def finding_words(code: str, facts: Mapping[str, Any]) -> str:
    """What the check of banks says."""
    known = f"placement.finding.{code}"
    said = dict(facts)
    if "skill" in said:
        said |= {"skill": measure_word(said["skill"]), "level": language.say(f"level.{said['level']}")}
    return language.say(known, said) if language.knows(known) else code


def sound_address(own: BankInfo, name: str, kept: Mapping[str, Any]) -> str:
    """Address of a sound on the desk; empty for one in everybody's own language."""
    return media.url_of(own.key, own.base, name, name in kept) if name and not name.startswith("own:") else ""


def origin_of(own: BankInfo, name: str, kept: Mapping[str, bank_files.MediumInfo]) -> str:
    """`recorded`, `brought`, or `machine` for the voice that ships."""
    return kept[name].origin if name in kept else "machine"


def sounds_of(row: Mapping[str, str]) -> list[str]:
    """Sounds that an item plays."""
    return bank_desk.sounds_of(row)
