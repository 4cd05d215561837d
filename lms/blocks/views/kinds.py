"""What a type of block is called."""

from lms.kernel import language


def kind_word(block_type: str) -> str:
    """A type of block as people call it; those of others keep their own name."""
    code = f"blocks.kind.{block_type}"
    return language.say(code) if language.knows(code) else block_type
