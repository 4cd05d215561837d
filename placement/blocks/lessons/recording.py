"""Say something, hear oneself, compare. Nothing is scored; what is not to be kept never leaves the device."""

from collections.abc import Iterator, Mapping
from typing import Any

from webob import Request, Response
from xblock.core import XBlock
from xblock.exceptions import JsonHandlerError
from xblock.fields import Boolean, Scope, String

from placement.blocks import recordings
from placement.blocks.base import OnwardBlock
from placement.blocks.olx import Body, Form, Problem
from placement.domain import performances


@XBlock.wants("fs")
class RecordingBlock(OnwardBlock):
    """Talk, and compare with how it can sound. Complete with the first recording."""

    template = "recording.html"
    package = "placement.blocks.lessons"
    form = Form(
        attributes=("ask", "picture", "keep"),
        lists={
            "prompt": Form(attributes=("sound",), words=True),
            "model": Form(attributes=("sound", "after"), words=True),
        },
    )
    learner_handlers = frozenset({"done", "recorded", "recording", "check", "reset"})
    spoken = Boolean(default=False, scope=Scope.user_state)
    work = String(default="", scope=Scope.user_state)
    """The newest recording where it is kept: what stands for its file, or the sound itself as text."""

    @XBlock.json_handler
    def done(self, data: Mapping[str, Any], suffix: str = "") -> dict[str, Any]:
        """Something was said; the sound stays on the device."""
        self._complete()
        return {"done": True, "kept": bool(self.work)}

    @XBlock.handler
    def recorded(self, request: Request, suffix: str = "") -> Response:
        """Take a recording, where the block keeps them: the body of the request is the sound."""
        try:
            if not self.body.get("keep"):
                raise JsonHandlerError(409, self.word("placement.answer_does_not_fit"))
            self.work = recordings.keep(self, "work", request)
        except JsonHandlerError as refused:
            return refused.get_response()
        self._complete()
        return Response(json={"done": True, "kept": True})

    @XBlock.handler
    def recording(self, request: Request, suffix: str = "") -> Response:
        """The kept recording, for whoever may see this learner's block."""
        return recordings.played(self, self.work, request)

    @XBlock.json_handler
    def check(self, data: Mapping[str, Any], suffix: str = "") -> dict[str, Any]:
        """Where the learner stands."""
        return {"done": self.spoken, "kept": bool(self.work)}

    @XBlock.json_handler
    def reset(self, data: Mapping[str, Any], suffix: str = "") -> dict[str, Any]:
        """Throw the kept recording away."""
        recordings.drop(self, self.work)
        self.spoken, self.work = False, ""
        return {"done": False, "kept": False, "html": str(self.drawn())}

    def _complete(self) -> None:
        self.spoken = True
        self.emit_completion(1.0)

    def facts(self, *, author: bool) -> dict[str, Any]:
        """What to do, and how it can sound."""
        return {
            "ask": self.body.get("ask") or self.word("ask_recording"),
            "picture": self.picture(self.body.get("picture", "")),
            "prompts": [self._said(one) for one in self.body.get("prompt", ())],
            "models": [self._said(one) for one in self.body.get("model", ())],
            "keeps": bool(self.body.get("keep")),
            "kept_sound": self.runtime.handler_url(self, "recording") if self.work and not author else "",
            "spoken": self.spoken or author,
            "longest": performances.LONGEST_RECORDING,
        }

    def _said(self, one: Mapping[str, Any]) -> dict[str, Any]:
        sound = self.address(one.get("sound", ""))
        return {"text": one.get("text", ""), "sound": sound, "after": bool(one.get("after"))}

    @classmethod
    def flaws(cls, body: Body) -> Iterator[Problem]:
        """Something to do."""
        if not body.get("prompt") and not body.get("model"):
            yield Problem("nothing_inside", "")

    @classmethod
    def example(cls) -> str:
        """Who are you?"""
        return """<onward-recording display_name="Sprechen" lang="de" keep="true">
  <prompt>Wie heißen Sie?</prompt>
  <model after="true">Ich heiße Amina.</model>
</onward-recording>"""
