"""Text messages to the operator's gateway: one plain POST each, over https except on this machine."""

import http.client
import json
import ssl
from collections.abc import Callable
from typing import Protocol
from urllib.parse import urlsplit

TIMEOUT = 10
_HERE = frozenset({"127.0.0.1", "::1", "localhost"})

_LATER = frozenset({408, 429})
"""Too slow, too many: these say that it may be tried again."""


class Letter(Protocol):
    """What it needs of a message; the id stays the same whenever it is tried again."""

    @property
    def id(self) -> str:
        """Of the message."""

    @property
    def address(self) -> str:
        """A whole telephone number."""

    @property
    def body(self) -> str:
        """The text."""


class Refused(Exception):
    """The gateway does not take this message, now or later."""


class Busy(OSError):
    """The gateway cannot take it now."""


def https(url: str, token: str, sender: str) -> Callable[[Letter], None]:
    """A deliverer of text messages. Raises ValueError for an address that is neither https nor on this machine.

    The deliverer raises Refused for a 4xx that is final, OSError or HTTPException for what may pass. No redirection is
    followed: the token goes to this address alone, and into no word of an error.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not host or (parts.scheme != "https" and not (parts.scheme == "http" and host in _HERE)):
        raise ValueError("ONWARD_SMS_URL is no https address.")
    token = token.strip()
    if not token.isascii() or not token.isprintable():
        # The library's own word for it would repeat the token.
        raise ValueError("ONWARD_SMS_TOKEN has signs that no header can hold.")
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"

    def deliver(message: Letter) -> None:
        said = json.dumps({"to": message.address, "sender": sender, "text": message.body}).encode()
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            # A message that a killed worker sends again is the same one to a gateway that looks.
            "Idempotency-Key": message.id,
        }
        line = _line(parts.scheme, host, parts.port)
        try:
            line.request("POST", path, said, headers)
            status = line.getresponse().status
        finally:
            line.close()
        if 400 <= status < 500 and status not in _LATER:
            raise Refused(f"HTTP {status}")
        if not 200 <= status < 300:
            raise Busy(f"HTTP {status}")

    return deliver


def _line(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    return http.client.HTTPSConnection(host, port, timeout=TIMEOUT, context=ssl.create_default_context())
