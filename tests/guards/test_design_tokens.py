"""The promises of the design: contrast of colour pairs, values for old browsers, no physical sides, no inline styles."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CSS = sorted((ROOT / "static/css").rglob("*.css")) + sorted((ROOT / "static/plugins").rglob("*.css"))
SCRIPTS = sorted((ROOT / "static/js").rglob("*.js")) + sorted((ROOT / "static/plugins").rglob("*.js"))
TEMPLATES = sorted(
    path
    for path in ROOT.glob("*/**/templates/**/*.html")
    if path.relative_to(ROOT).parts[0] in {"lms", "placement", "curricula", "scheduling", "childcare"}
)
TOKENS = (ROOT / "static/css/tokens.css").read_text()
HEX = r"#[0-9A-Fa-f]{6}"
STATES = ("ok", "warn", "bad", "info", "talk", "wait")
ROOMS = ("fish", "sun", "tree", "boat", "cherry", "bread", "turtle", "moon")

Rgb = tuple[int, int, int]


def _rgb(value: str) -> Rgb:
    return int(value[1:3], 16), int(value[3:5], 16), int(value[5:7], 16)


def _luminance(colour: Rgb) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in (part / 255 for part in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two #RRGGBB values, 1 to 21."""
    dark, light = sorted((_luminance(_rgb(first)), _luminance(_rgb(second))))
    return (light + 0.05) / (dark + 0.05)


def _themes() -> tuple[dict[str, str], dict[str, str]]:
    pairs = re.findall(rf"--([\w-]+): light-dark\(({HEX}), ({HEX})\)", TOKENS)
    return {name: light for name, light, _ in pairs}, {name: dark for name, _, dark in pairs}


def _plain() -> dict[str, str]:
    return dict(re.findall(rf"--([\w-]+): ({HEX});", TOKENS))


LIGHT, DARK = _themes()
GROUNDS = ("page", "surface", "sunken", "raised")
# Foreground, ground, the least ratio in both themes (UI text 4.5, text of learners 7, borders of controls 3).
PAIRS = [
    *(
        ("ink", ground, 7.0)
        for ground in (*GROUNDS, "brand-soft", "lantern-soft", *(f"{state}-soft" for state in STATES))
    ),
    ("ink-2", "surface", 7.0),
    *(("ink-2", ground, 4.5) for ground in (*GROUNDS, "wait-soft", "brand-soft", "lantern-soft")),
    *(("ink-3", ground, 4.5) for ground in ("page", "surface", "sunken", "raised")),
    *(("line-2", ground, 3.0) for ground in GROUNDS),
    ("brand", "surface", 7.0),
    ("brand", "brand-soft", 4.5),
    *(("brand", ground, 4.5) for ground in GROUNDS),
    ("brand-hover", "brand-soft", 4.5),
    ("on-brand", "brand", 7.0),
    ("on-brand", "brand-hover", 7.0),
    ("on-lantern", "lantern", 7.0),
    ("on-toast", "toast", 7.0),
    ("toast-action", "toast", 4.5),
    *((state, f"{state}-soft", 4.5) for state in STATES),
    *((state, ground, 4.5) for state in STATES for ground in ("surface", "page", "sunken")),
    *((f"tone-{number}-ink", f"tone-{number}", 4.5) for number in range(6)),
]


@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_words_can_be_read_on_their_ground(theme: dict[str, str], front: str, ground: str, least: float) -> None:
    assert contrast(theme[front], theme[ground]) >= least


@pytest.mark.parametrize("room", ROOMS)
def test_the_name_of_a_room_can_be_read_on_its_colour(room: str) -> None:
    assert contrast(_plain()[f"on-room-{room}"], _plain()[f"room-{room}"]) >= 4.5


def test_contrast_is_computed_as_wcag_says() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_old_browsers_get_the_light_theme_and_nothing_else() -> None:
    plain = _plain()
    assert {name: plain.get(name) for name in LIGHT} == LIGHT


def test_every_token_that_is_used_is_defined() -> None:
    text = "\n".join(path.read_text() for path in CSS)
    defined = set(re.findall(r"(--[\w-]+)\s*:", text))
    used = set(re.findall(r"var\((--[\w-]+)", text))
    assert used - defined == set()


def test_the_focus_ring_is_never_taken_away_without_a_better_one() -> None:
    # `:focus` without a visible pointer may be bare; `:focus-visible` rules that remove the outline must draw one elsewhere.
    allowed = {".entry__words:focus-visible", "main:focus-visible, h1:focus-visible"}
    for path in CSS:
        for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", path.read_text()):
            if ":focus-visible" in selector and re.search(r"outline:\s*(none|0)", body):
                assert selector.strip().splitlines()[-1].strip() in allowed, path.name


PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)[\w-]*"
    r"|left|right|border-(?:top|bottom)-(?:left|right)-radius|float|clear)\s*:"
    r"|text-align\s*:\s*(?:left|right)"
)
FOUR_SIDES = re.compile(r"(?<![\w-])(?:margin|padding|inset|border-width|scroll-margin)\s*:\s*([^;{}]+)[;}]")


def _words(value: str) -> list[str]:
    """The parts of a value; what stands in brackets is one part."""
    flat = value
    while (shorter := re.sub(r"\([^()]*\)", "", flat)) != flat:
        flat = shorter
    return flat.replace("!important", "").split()


def physical_sides(style: str) -> list[str]:
    """Declarations that would not turn round for a script that runs from the right."""
    uneven = (
        match.group(0)
        for match in FOUR_SIDES.finditer(style)
        if (words := _words(match.group(1)))[3:] not in ([], words[1:2])
    )
    return [match.group(0) for match in PHYSICAL.finditer(style)] + list(uneven)


@pytest.mark.parametrize(
    "rule", ["left: 0;", "margin-right: 1px;", "text-align: left;", "padding: 1px 2px 3px 4px;", "float: left;"]
)
def test_the_rule_against_physical_sides_bites(rule: str) -> None:
    assert physical_sides(rule)


@pytest.mark.parametrize(
    "rule",
    ["inset-inline-start: 0;", "text-align: start;", "padding: 1px 2px 3px 2px;", "padding: 1px max(2px, env(x)) 3px;"],
)
def test_the_rule_against_physical_sides_lets_logical_ones_pass(rule: str) -> None:
    assert not physical_sides(rule)


@pytest.mark.parametrize("path", CSS, ids=lambda path: path.name)
def test_styles_name_no_physical_side(path: Path) -> None:
    assert physical_sides(path.read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_hold_no_inline_style_script_or_handler(path: Path) -> None:
    text = path.read_text()
    assert (
        re.findall(r"\sstyle\s*=|<style|\son(?:click|change|submit|load|input|key\w+|focus|blur)\s*=|javascript:", text)
        == []
    )
    assert [tag for tag in re.findall(r"<script[^>]*>", text) if "src=" not in tag] == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_evaluate_no_text(path: Path) -> None:
    text = path.read_text()
    assert re.findall(r"\beval\(|new Function\(|document\.write|setTimeout\(\s*[\"'`]", text) == []
    assert "https://" not in text
    assert "http://" not in text
