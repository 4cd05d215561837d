"""How often Python looks for circles of objects: seldom, because what a program has loaded stays until it ends."""

import gc

_OBJECTS = 50_000
"""New objects after which it looks among them; Python's own 700 make it go through the same again and again, in vain."""
_ROUNDS = 20


def look_seldom() -> None:
    """For the rest of this process."""
    gc.set_threshold(_OBJECTS, _ROUNDS, _ROUNDS)


def leave_what_is_loaded() -> None:
    """Never look through what is there now: in a server that would take a third of a second while somebody waits."""
    gc.collect()
    gc.freeze()
