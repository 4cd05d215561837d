"""Everything a provider owns, to take away: for another program, for an auditor, for good."""

from tempfile import TemporaryFile
from typing import Any

from flask import request, send_file

from lms.exchange.services import everything
from lms.exchange.views.door import pages
from lms.kernel import errors
from lms.kernel.web import current_actor, now, render

RIGHT = "exchange.everything"


@pages.get("/everything", permission=RIGHT)
def take_everything() -> Any:
    """What would go out, and in which form."""
    return render("exchange/everything.html", tables=len(everything.tables()))


@pages.post("/everything", permission=RIGHT)
def give_everything() -> Any:
    """The ZIP."""
    kind = request.form.get("format", "")
    if kind not in everything.FORMATS:
        raise errors.NotFound("page.absent")
    # The answer closes it when it has been sent.
    file = TemporaryFile()  # noqa: SIM115
    everything.write(file, kind, actor=current_actor(), now=now())
    file.seek(0)
    answer = send_file(file, "application/zip", as_attachment=True, download_name=f"onward-{kind}.zip")
    answer.headers["Cache-Control"] = "no-store"
    return answer
