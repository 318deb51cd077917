"""A conversation as it was: what was typed after `>`, what was shown after `<`. It can be played again."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Transcript:
    """Lines in order. A screen's line breaks are written ` / `."""

    title: str
    lines: list[str] = field(default_factory=list)

    def typed(self, text: str) -> None:
        self.lines.append(f"> {text}")

    def shown(self, text: str) -> None:
        self.lines.append(f"< {one_line(text)}")

    def __str__(self) -> str:
        return "\n".join([f"# {self.title}", *self.lines, ""])


def one_line(text: str) -> str:
    return " / ".join(text.splitlines())
