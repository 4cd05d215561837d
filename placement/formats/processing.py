"""Response processing of QTI: declarations, the three standard templates, and the rules that are commonly written out.

Sources: 1EdTech, Question and Test Interoperability: Assessment, Section and Item Information Model 2.1, 2.2 and 3.0.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from placement.formats.question import Responses
from placement.formats.refusals import Unsupported
from placement.formats.safe_xml import Node

TEMPLATES = frozenset({"match_correct", "map_response", "map_response_point"})
SCORE = "SCORE"


@dataclass(frozen=True, slots=True)
class MapEntry:
    """What one answer is worth."""

    key: str
    value: float
    case: bool = True


@dataclass(frozen=True, slots=True)
class AreaEntry:
    """What a touch inside a part of a picture is worth."""

    shape: str
    coords: tuple[float, ...]
    value: float

    def holds(self, x: float, y: float) -> bool:
        """Whether the point lies inside."""
        at = self.coords
        match self.shape:
            case "default":
                return True
            case "rect":
                return at[0] <= x <= at[2] and at[1] <= y <= at[3]
            case "circle":
                return (x - at[0]) ** 2 + (y - at[1]) ** 2 <= at[2] ** 2
            case "ellipse":
                return ((x - at[0]) / at[2]) ** 2 + ((y - at[1]) / at[3]) ** 2 <= 1
            case "poly":
                return _inside(list(zip(at[::2], at[1::2], strict=False)), x, y)
        raise Unsupported(f"shape {self.shape}")


@dataclass(frozen=True, slots=True)
class Declaration:
    """What kind of answer a response is, what is right, and what each answer is worth."""

    id: str
    cardinality: str
    base: str
    correct: tuple[str, ...] = ()
    entries: tuple[MapEntry, ...] = ()
    areas: tuple[AreaEntry, ...] = ()
    default: float = 0.0
    lower: float | None = None
    upper: float | None = None

    def mapped(self, values: Sequence[str]) -> float:
        """The worth of an answer by the mapping. The same value counts once."""
        total = sum(self._worth(value) for value in dict.fromkeys(canonical(self.base, value) for value in values))
        return self._bounded(total)

    def mapped_point(self, values: Sequence[str]) -> float:
        """The worth of touches: every area once, each touch outside all areas the default."""
        met: set[int] = set()
        total = 0.0
        for value in values:
            x, y = (float(part) for part in value.split())
            found = next((place for place, area in enumerate(self.areas) if area.holds(x, y)), None)
            if found is None:
                total += self.default
            elif found not in met:
                met.add(found)
                total += self.areas[found].value
        return self._bounded(total)

    def _worth(self, value: str) -> float:
        for entry in self.entries:
            key = canonical(self.base, entry.key)
            if key == value or (not entry.case and key.casefold() == value.casefold()):
                return entry.value
        return self.default

    def _bounded(self, total: float) -> float:
        total = total if self.lower is None else max(total, self.lower)
        return total if self.upper is None else min(total, self.upper)


@dataclass(frozen=True, slots=True)
class Value:
    """The value of an expression; without values it is null."""

    values: tuple[str, ...] = ()
    ordered: bool = False
    base: str = "string"

    @property
    def is_null(self) -> bool:
        return not any(self.values)

    def matches(self, other: "Value") -> bool:
        """Whether both are the same: in the same order where order counts."""
        mine = [canonical(self.base, value) for value in self.values]
        theirs = [canonical(self.base, value) for value in other.values]
        return not self.is_null and (mine == theirs if self.ordered else Counter(mine) == Counter(theirs))

    @property
    def truth(self) -> bool:
        return self.values == ("true",)

    @property
    def number(self) -> float:
        """The one number it is; null is 0."""
        try:
            return float(self.values[0]) if self.values and self.values[0] else 0.0
        except ValueError as found:
            raise Unsupported(f"responseProcessing: {self.values[0]} as a number") from found


TRUE, FALSE = Value(("true",), base="boolean"), Value(("false",), base="boolean")


def canonical(base: str, value: str) -> str:
    """A value in the form in which two equal ones are the same text."""
    value = value if base == "string" else " ".join(value.split())
    if base == "pair":
        return " ".join(sorted(value.split()))
    if base in ("integer", "float", "duration"):
        try:
            return repr(float(value))
        except ValueError:
            return value
    return value


def declaration(node: Node) -> Declaration:
    """A response declaration."""
    correct, mapping, areas = node.first("correctResponse"), node.first("mapping"), node.first("areaMapping")
    base = node.get("baseType", "identifier")
    bounds = mapping or areas or Node("none")
    return Declaration(
        id=node.get("identifier"),
        cardinality=node.get("cardinality", "single"),
        base=base,
        correct=tuple(_trimmed(base, each.text) for each in correct.below("value")) if correct else (),
        entries=tuple(
            MapEntry(each.get("mapKey"), _number(each.get("mappedValue")), each.get("caseSensitive", "true") != "false")
            for each in (mapping.below("mapEntry") if mapping else ())
        ),
        areas=tuple(
            AreaEntry(each.get("shape"), coords(each.get("coords")), _number(each.get("mappedValue")))
            for each in (areas.below("areaMapEntry") if areas else ())
        ),
        default=_number(bounds.get("defaultValue", "0")),
        lower=_number(bounds.get("lowerBound")) if bounds.get("lowerBound") else None,
        upper=_number(bounds.get("upperBound")) if bounds.get("upperBound") else None,
    )


def coords(text: str) -> tuple[float, ...]:
    """Numbers divided by commas."""
    return tuple(_number(part) for part in text.split(",") if part.strip())


def _trimmed(base: str, text: str) -> str:
    return text.strip() if base == "string" else " ".join(text.split())


def _number(text: str) -> float:
    try:
        return float(text.strip().rstrip("%"))
    except ValueError as found:
        raise Unsupported(f"number {text!r}") from found


def _inside(corners: list[tuple[float, float]], x: float, y: float) -> bool:
    """Whether a point lies in a polygon: a ray from it meets an odd number of sides."""
    odd = False
    for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            odd = not odd
    return odd


@dataclass(frozen=True, slots=True)
class Processing:
    """The response processing of one item, ready to be executed."""

    declarations: Mapping[str, Declaration]
    template: str = ""
    rules: Sequence[Node] = ()
    outcomes: Mapping[str, Value] = field(default_factory=dict)

    def score(self, responses: Responses) -> float:
        """The score that the item's own rules give."""
        run = _Run(self, responses)
        if self.template:
            return run.by_template(self.template)
        run.carry_out(self.rules)
        return run.outcomes.get(SCORE, Value()).number


def processing(item: Node) -> Processing | None:
    """The processing of an item, `None` when it has none. Raises `Unsupported` with the name of what is not known."""
    node = item.first("responseProcessing")
    declared = {one.id: one for one in map(declaration, item.below("responseDeclaration"))}
    if node is None or not (node.get("template") or node.get("templateLocation") or list(node.elements)):
        return None
    outcomes = {}
    for each in item.below("outcomeDeclaration"):
        default = each.first("defaultValue")
        values = tuple(value.text.strip() for value in default.below("value")) if default else ()
        outcomes[each.get("identifier")] = Value(values, base=each.get("baseType", "float"))
    name = ""
    if not list(node.elements):
        name = (node.get("template") or node.get("templateLocation")).rpartition("/")[2].removesuffix(".xml")
        if name not in TEMPLATES:
            raise Unsupported(f"responseProcessing template {name}")
    found = Processing(declared, name, tuple(node.elements), outcomes)
    found.score({})  # every rule whose name is not known is met at once: nothing is asked that cannot be scored
    return found


class _Run:
    """One execution of the rules on one person's responses."""

    def __init__(self, what: Processing, responses: Responses) -> None:
        self.what, self.responses = what, responses
        self.outcomes = dict(what.outcomes)

    def by_template(self, name: str) -> float:
        """match_correct, map_response and map_response_point as the standard words them: about RESPONSE."""
        declared = self._declared("RESPONSE")
        given = self._response("RESPONSE")
        if given.is_null:
            return 0.0
        if name == "match_correct":
            return float(given.matches(Value(declared.correct, given.ordered, declared.base)))
        return declared.mapped_point(given.values) if name == "map_response_point" else declared.mapped(given.values)

    def carry_out(self, rules: Sequence[Node]) -> None:
        """Rules one after the other."""
        for rule in rules:
            match rule.name:
                case "responseCondition":
                    self._condition(rule)
                case "setOutcomeValue":
                    self.outcomes[rule.get("identifier")] = self._only(rule)
                case _:
                    raise Unsupported(f"responseProcessing: {rule.name}")

    def _condition(self, rule: Node) -> None:
        done = False
        for branch in rule.elements:
            inside = list(branch.elements)
            if branch.name == "responseElse":
                holds, rules = True, inside
            else:
                holds, rules = bool(inside) and self.value(inside[0]).truth, inside[1:]
            if holds and not done:
                self.carry_out(rules)
                done = True
            else:
                _known(rules)

    def value(self, node: Node) -> Value:
        """The value of an expression."""
        rule = _EXPRESSIONS.get(node.name)
        if rule is None:
            raise Unsupported(f"responseProcessing: {node.name}")
        return rule(self, node)

    def _only(self, node: Node) -> Value:
        return self.value(next(node.elements, Node("null")))

    def _all(self, node: Node) -> list[Value]:
        return [self.value(each) for each in node.elements]

    def _declared(self, id: str) -> Declaration:
        if id not in self.what.declarations:
            raise Unsupported(f"responseProcessing: {id} is not declared")
        return self.what.declarations[id]

    def _response(self, id: str) -> Value:
        one = self._declared(id)
        return Value(tuple(self.responses.get(id, ())), one.cardinality == "ordered", one.base)

    # --- expressions -------------------------------------------------------------------------------------------------

    def variable(self, node: Node) -> Value:
        id = node.get("identifier")
        if id in self.what.declarations:
            return self._response(id)
        return self.outcomes.get(id, Value())

    def correct(self, node: Node) -> Value:
        one = self._declared(node.get("identifier"))
        return Value(one.correct, one.cardinality == "ordered", one.base)

    def base_value(self, node: Node) -> Value:
        base = node.get("baseType", "string")
        return Value((_trimmed(base, node.text),), base=base)

    def container(self, node: Node) -> Value:
        inside = self._all(node)
        values = tuple(value for each in inside for value in each.values)
        return Value(values, node.name == "ordered", inside[0].base if inside else "string")

    def map_response(self, node: Node) -> Value:
        one = self._declared(node.get("identifier"))
        return _of(one.mapped([value for value in self.responses.get(one.id, ()) if value]))

    def map_response_point(self, node: Node) -> Value:
        one = self._declared(node.get("identifier"))
        return _of(one.mapped_point(self.responses.get(one.id, ())))

    def null(self, _node: Node) -> Value:
        return Value()

    def is_null(self, node: Node) -> Value:
        return _truth(self._only(node).is_null)

    def match(self, node: Node) -> Value:
        one, other = self._pair(node)
        return _truth(one.matches(other))

    def string_match(self, node: Node) -> Value:
        one, other = (" ".join(each.values) for each in self._pair(node))
        case = node.get("caseSensitive", "true") != "false"
        inside = node.get("substring") == "true"
        one, other = (one, other) if case else (one.casefold(), other.casefold())
        return _truth(bool(one) and (other in one if inside else one == other))

    def member(self, node: Node) -> Value:
        one, other = self._pair(node)
        base = other.base
        return _truth(not one.is_null and canonical(base, one.values[0]) in {canonical(base, v) for v in other.values})

    def both(self, node: Node) -> Value:
        return _truth(all(each.truth for each in self._all(node)))

    def either(self, node: Node) -> Value:
        return _truth(any(each.truth for each in self._all(node)))

    def negation(self, node: Node) -> Value:
        return _truth(not self._only(node).truth)

    def sum(self, node: Node) -> Value:
        return _of(sum(each.number for each in self._all(node)))

    def product(self, node: Node) -> Value:
        total = 1.0
        for each in self._all(node):
            total *= each.number
        return _of(total)

    def subtract(self, node: Node) -> Value:
        one, other = self._pair(node)
        return _of(one.number - other.number)

    def divide(self, node: Node) -> Value:
        one, other = self._pair(node)
        return _of(one.number / other.number) if other.number else Value()

    def compare(self, node: Node) -> Value:
        one, other = self._pair(node)
        if one.is_null or other.is_null:
            return FALSE
        a, b = one.number, other.number
        return _truth({"gt": a > b, "gte": a >= b, "lt": a < b, "lte": a <= b, "equal": a == b}[node.name])

    def _pair(self, node: Node) -> tuple[Value, Value]:
        inside = self._all(node)
        if len(inside) != 2:
            raise Unsupported(f"responseProcessing: {node.name} of {len(inside)}")
        return inside[0], inside[1]


_EXPRESSIONS = {
    "variable": _Run.variable,
    "correct": _Run.correct,
    "baseValue": _Run.base_value,
    "ordered": _Run.container,
    "multiple": _Run.container,
    "mapResponse": _Run.map_response,
    "mapResponsePoint": _Run.map_response_point,
    "null": _Run.null,
    "isNull": _Run.is_null,
    "match": _Run.match,
    "stringMatch": _Run.string_match,
    "member": _Run.member,
    "and": _Run.both,
    "or": _Run.either,
    "not": _Run.negation,
    "sum": _Run.sum,
    "product": _Run.product,
    "subtract": _Run.subtract,
    "divide": _Run.divide,
    **dict.fromkeys(("gt", "gte", "lt", "lte", "equal"), _Run.compare),
}
_RULES = frozenset({"responseCondition", "responseIf", "responseElseIf", "responseElse", "setOutcomeValue"})


def _known(nodes: Sequence[Node]) -> None:
    """Raise `Unsupported` when a branch that is not walked now names something that is not known."""
    for node in nodes:
        if node.name not in _RULES and node.name not in _EXPRESSIONS:
            raise Unsupported(f"responseProcessing: {node.name}")
        _known(list(node.elements))


def _truth(holds: bool) -> Value:
    return TRUE if holds else FALSE


def _of(number: float) -> Value:
    return Value((repr(number),), base="float")
