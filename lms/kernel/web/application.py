"""The WSGI application: Flask whose views are plain functions, with the headers that every answer carries."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask

from lms.kernel.web.requests import HEADERS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LOWER = {name.lower(): (name, value) for name, value in HEADERS.items()}
NO_STORE = ("Cache-Control", "no-store")
HTTPS_ONLY = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")


class Application(Flask):
    """Flask, without asking of every function in every request whether it is a coroutine: none is."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is."""
        return func

    def wsgi_app(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """An answer, with what its view did not say otherwise in its headers."""

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, self._whole(headers, str(environ.get("PATH_INFO", ""))), *rest)

        return super().wsgi_app(environ, start)

    def _whole(self, given: list[tuple[str, str]], path: str) -> list[tuple[str, str]]:
        said = {name.lower() for name, _ in given}
        # A door for frames says by its policy who may hold them, and empties the older header.
        whole = [one for one in given if one[1] or one[0] != "X-Frame-Options"]
        whole += [one for lower, one in LOWER.items() if lower not in said]
        if self.config["SESSION_COOKIE_SECURE"] and HTTPS_ONLY[0].lower() not in said:
            whole.append(HTTPS_ONLY)
        if "cache-control" not in said and not path.startswith(f"{self.static_url_path}/"):
            whole.append(NO_STORE)
        return whole
