"""The author's form of a block: drawn from what its element may hold, and kept only when nothing is wrong."""

from collections.abc import Mapping
from typing import Any

from lxml import etree

from lms.kernel.language import N_
from placement.blocks import olx
from placement.blocks.olx import FLAGS, Problem
from placement.blocks.words import Word

SETTINGS: dict[str, str] = {
    "display_name": N_("Title"),
    "lang": N_("Language of the content (de, en, ...)"),
    "can_do": N_("Can-do statements, by their keys"),
    "attempts": N_("How often an answer may be given (0: as often as one likes)"),
    "solution": N_("Right answer after the last try"),
    "dont_know": N_("Offer “I don’t know”"),
    "weight": N_("Weight in the course"),
}
CHOICES = {"solution": ("after", "never"), "dont_know": ("true", "false")}
LABELS: dict[str, str] = {
    "after": N_("only after recording"),
    "answer": N_("Right text"),
    "ask": N_("Instruction, if not the usual one"),
    "at": N_("Place: x,y,width,height from 0 to 1"),
    "bank": N_("Bank"),
    "can-do": N_("What one can do afterwards"),
    "fewest": N_("Fewest questions"),
    "item": N_("Question of the bank"),
    "keep": N_("keep the newest recording"),
    "layout": N_("Layout"),
    "line": N_("Line"),
    "model": N_("How it can sound"),
    "most": N_("Most questions"),
    "option": N_("Option"),
    "order": N_("Another right order, such as 3 2 1 4"),
    "picture": N_("Picture: a name or an address"),
    "points": N_("Highest score"),
    "price": N_("What one more question may cost"),
    "prompt": N_("What to do"),
    "question": N_("Question"),
    "right": N_("right"),
    "script": N_("What the sound says"),
    "show": N_("What learners see at the end"),
    "skills": N_("Skills, in their order"),
    "sort_at": N_("Levels at which courses begin"),
    "sound": N_("Sound: an address"),
    "speaker": N_("Who says it"),
    "strict": N_("What counts beside letters (case, accents)"),
    "text": N_("Text"),
    "way": N_("How gaps are filled"),
    "word": N_("A further word to choose"),
}
PROBLEMS: dict[str, str] = {
    "broken_xml": N_("This is not a whole element: {value}"),
    "other_element": N_("This block is written as {value}."),
    "unknown_attribute": N_("{where} has no attribute {value}."),
    "unknown_element": N_("{where} has no element {value}."),
    "unknown_value": N_("{where}: {value} is not one of the values."),
    "not_a_number": N_("{where}: {value} is not a number."),
    "no_sound": N_("Name a sound. Without it nobody can answer."),
    "no_right_answer": N_("Mark exactly one right answer."),
    "too_few_options": N_("Add an option. There are too few."),
    "same_option_twice": N_("Two options look the same. Change one."),
    "no_gap": N_("Put what is missing in brackets: [word]."),
    "too_few_gaps": N_("A C-test needs four gaps or more."),
    "no_region": N_("Say for each option where it lies."),
    "region_not_on_grid": N_("Places lie inside the picture, on steps of 0.05."),
    "order_does_not_fit": N_("Use each number once in an order."),
    "no_such_figure": N_("Write figures as in circle:full:0:1:large."),
    "no_such_line": N_("There is no such line: {value}."),
    "text_missing": N_("Write the text."),
    "too_many_steps": N_("The highest score is larger than the number of parts."),
    "no_steps": N_("The highest score is 2 or more."),
    "no_such_bank": N_("There is no such bank: {value}."),
    "no_such_item": N_("The bank has no such question for this block: {value}."),
    "no_such_skill": N_("The bank cannot score this at once: {value}."),
    "no_such_level": N_("There is no such level: {value}."),
    "nothing_inside": N_("Write something first."),
}


def form_of(block: Any) -> dict[str, Any]:
    """What the template of the form draws: settings, then the content as the element holds it, then all as text."""
    node = etree.Element(block.xml_element_name())
    block.add_xml_to_node(node)
    settings = [(name, SETTINGS[name], _shown(getattr(block, name))) for name in block.settings]
    return {
        "settings": settings,
        "body": block.body,
        "form": block.form,
        "olx": olx.printed(node),
        "label": LABELS,
        "flags": FLAGS,
        "setting_choices": CHOICES,
        "files": _files_of_course(block),
    }


def _files_of_course(block: Any) -> list[str]:
    """What a picture or sound may be called, where the runtime tells which files the course has."""
    service = block.runtime.service(block, "replace_urls")
    return [f"/static/{name}" for name in getattr(service, "names", ())]


def save(block: Any, data: Mapping[str, Any]) -> dict[str, Any]:
    """Keep a form or a text. What comes back says whether, and every sentence about what is wrong."""
    try:
        node = _element(block, data)
    except ValueError as wrong:
        return _refused(block, [Problem("broken_xml", "", str(wrong))])
    found = list(block.problems(node))
    if node.tag != block.xml_element_name():
        found.insert(0, Problem("other_element", "", block.xml_element_name()))
    if found:
        return _refused(block, found)
    block.take(node)
    return {"ok": True, "said": block.word("saved")}


def sentence(problem: Problem, tell: Word) -> str:
    """A problem in words."""
    return str(tell(PROBLEMS[problem.code], where=problem.where, value=problem.value))


def _element(block: Any, data: Mapping[str, Any]) -> etree._Element:
    """The element that the author wrote, or that follows from the fields of the form."""
    if isinstance(data.get("olx"), str):
        return olx.parsed(data["olx"])
    node = etree.Element(block.xml_element_name())
    given = data.get("settings")
    for name in block.settings:
        value = given.get(name) if isinstance(given, Mapping) else None
        if isinstance(value, str) and value.strip():
            node.set(name, value.strip())
    olx.write(node, olx.tidy(data.get("body"), block.form), block.form)
    return node


def _refused(block: Any, found: list[Problem]) -> dict[str, Any]:
    sentences = dict.fromkeys(sentence(one, block.tell) for one in found)
    return {"ok": False, "problems": list(sentences)}


def _shown(value: Any) -> str:
    return (
        str(value).lower()
        if isinstance(value, bool)
        else ""
        if value is None
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )
