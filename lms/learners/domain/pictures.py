"""A learner's own picture: her name on the card, on the path and on a shared device. Never one of a room. Pure."""

from collections.abc import Mapping

OWN_PICTURES: tuple[str, ...] = (
    "parrot",
    "butterfly",
    "sunflower",
    "umbrella",
    "guitar",
    "bicycle",
    "balloon",
    "key",
    "lemon",
    "carrot",
    "rabbit",
    "elephant",
    "star",
    "bell",
    "watch",
    "teapot",
    "whale",
    "rose",
    "giraffe",
    "kangaroo",
    "snowflake",
    "ladder",
    "camel",
    "palm",
)


def least_used(used: Mapping[str, int]) -> str:
    """The first picture that fewest people have, so that two people in one class rarely share one."""
    return min(OWN_PICTURES, key=lambda picture: (used.get(picture, 0), OWN_PICTURES.index(picture)))
