"""A child's own picture on the carers' list. Pure."""

CHILD_PICTURES: tuple[str, ...] = (
    "chick",
    "koala",
    "mouse",
    "elephant",
    "rabbit",
    "hedgehog",
    "tiger",
    "panda",
    "frog",
    "penguin",
    "otter",
    "seal",
    "squirrel",
    "zebra",
    "deer",
    "lion",
)
"""What a child may have as its own picture. Never one of a group."""
