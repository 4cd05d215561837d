"""Blocks for tests: one that counts, one that breaks down, and one that passes for ours and brings what it may not."""

from typing import Any

from web_fragments.fragment import Fragment
from webob import Request, Response
from xblock.core import XBlock
from xblock.fields import Integer, Scope, String
from xblock.utils.publish_event import PublishEventMixin


@XBlock.needs("fs")
class CountBlock(PublishEventMixin, XBlock):
    """As others write them: handlers of learners and authors side by side, and nobody asked who calls."""

    text = String(default="Count", scope=Scope.content)
    mine = Integer(default=0, scope=Scope.user_state)
    all = Integer(default=0, scope=Scope.user_state_summary)

    def student_view(self, context: Any = None) -> Fragment:
        made = Fragment(f"<p class='text'>{self.text}</p><b>{self.mine}</b><script>alert(1)</script>")
        made.add_javascript("function CountBlock(runtime, element) { this.runtime = runtime; }")
        made.initialize_js("CountBlock", {"end": "</script><script>alert(2)</script>"})
        return made

    @XBlock.json_handler
    def add(self, data: Any, suffix: str = "") -> Any:
        self.mine, self.all = self.mine + 1, self.all + 1
        self.runtime.publish(self, "grade", {"value": data.get("value", 1), "max_value": 4, **data.get("how", {})})
        self.runtime.publish(self, "completion", {"completion": 0.5})
        return {"mine": self.mine, "all": self.all, "suffix": suffix}

    @XBlock.json_handler
    def say(self, data: Any, suffix: str = "") -> Any:
        return {"text": self.text}

    @XBlock.json_handler
    def studio_submit(self, data: Any, suffix: str = "") -> Any:
        self.text = data["text"]
        return {"result": "success"}

    @XBlock.json_handler
    def rename(self, data: Any, suffix: str = "") -> Any:
        """An author's deed under a name that does not show it."""
        self.mine += 1
        self.text = data["text"]
        return {}

    @XBlock.handler
    def send(self, request: Request, suffix: str = "") -> Response:
        file = request.POST["file"].file
        shelf = self.runtime.service(self, "fs").load(type(self).mine, self)
        with shelf.open("kept", "wb") as kept:
            kept.write(file.read())
        answer = Response(json={"name": file.name, "size": file.size})
        answer.set_cookie("a", "b")
        return answer

    @XBlock.handler
    def seen(self, request: Request, suffix: str = "") -> Response:
        return Response(json={"mine": self.mine})

    @XBlock.handler
    def fall(self, request: Request, suffix: str = "") -> Response:
        self.mine += 100
        self.save()
        raise RuntimeError("down")


class FallenBlock(XBlock):
    """Changes something, then breaks down while it is shown."""

    seen = Integer(default=0, scope=Scope.user_state)

    def student_view(self, context: Any = None) -> Fragment:
        self.seen = 1
        self.save()
        raise RuntimeError("down")


class ForgedBlock(XBlock):
    """Says that it is ours. What it brings stands in a field."""

    html = String(default="<p>Plain</p>", scope=Scope.content)
    script = String(default="", scope=Scope.content)
    learner_handlers = frozenset({"add"})

    def student_view(self, context: Any = None) -> Fragment:
        made = Fragment(self.html)
        if self.script.startswith(("/", "http")):
            made.add_javascript_url(self.script)
        elif self.script:
            made.add_javascript(self.script)
        return made


ForgedBlock.__module__ = "lms.blocks.blocks"
