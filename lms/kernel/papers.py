"""Copies of papers: which files are taken, told by their content and never by their name."""

LARGEST = 8 * 1024 * 1024
"""Below what a page may send at all, so that the form itself can say so and keeps what was written."""
MEGABYTE = 1024 * 1024
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
LONGEST_NAME = 120


def file_type(content: bytes) -> str | None:
    """The media type of a photo or PDF by its first bytes; `None` for anything else."""
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    return None


def shown_name(name: str, media_type: str) -> str:
    """A file's name without folders or signs that a header cannot hold, with the ending of what it is."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    stem = "".join(sign for sign in last.rpartition(".")[0] or last if sign.isalnum() or sign in " -_").strip()
    return f"{stem[:LONGEST_NAME] or 'paper'}.{ENDINGS[media_type]}"
