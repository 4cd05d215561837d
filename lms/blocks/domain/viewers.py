"""Who looks at a block."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Viewer:
    """A learner, or somebody of the staff who tries or authors. Names and addresses stay outside."""

    provider_id: str
    user_id: str | None = None
    learner_id: str | None = None
    author: bool = False
    """Whether authored fields may be written and author handlers called."""
    locale: str = "en"
    zone: str = "UTC"
    """Where her day begins."""
    sign_in_id: str = ""
    """The session on her device. What was sealed in it ends with it."""
    rates: bool = False
    """Whether `user_id` looks at the work of `learner_id`, to give points."""

    @property
    def key(self) -> str:
        """Whose state it is: the learner's record, or the user."""
        return self.learner_id or self.user_id or ""

    def trying(self) -> "Viewer":
        """The same person without the author's rights."""
        return replace(self, author=False)
