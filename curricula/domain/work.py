"""Pieces of work that are kept as evidence: what may be handed in. Pure."""

LARGEST = 8 * 1024 * 1024
CONSENTS = ("aloud", "paper")


def media_type(content: bytes) -> str | None:
    """Photo, sound or PDF by its first bytes, whatever its name says; None for anything else."""
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"RIFF") and content[8:12] in (b"WEBP", b"WAVE"):
        return "image/webp" if content[8:12] == b"WEBP" else "audio/wav"
    if content.startswith(b"\x1a\x45\xdf\xa3"):
        return "audio/webm"
    if content.startswith(b"OggS"):
        return "audio/ogg"
    if content.startswith(b"ID3") or (len(content) > 1 and content[0] == 0xFF and content[1] & 0xE6 == 0xE2):
        return "audio/mpeg"
    return "audio/mp4" if content[4:8] == b"ftyp" else None


def work_trouble(content: bytes, consent: str) -> tuple[str, str] | None:
    """(field, code) of what is wrong with a file that is handed in."""
    if not content:
        return "file", "curricula.work_missing"
    if len(content) > LARGEST:
        return "file", "curricula.work_large"
    if media_type(content) is None:
        return "file", "curricula.work_type"
    return ("consent", "curricula.work_consent") if consent not in CONSENTS else None
