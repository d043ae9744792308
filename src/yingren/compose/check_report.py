"""What a quality check found."""

from dataclasses import asdict, dataclass
from typing import Any

from ..core.language import say


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was measured, or could not be.

    Attributes:
        name: Stable, for programs: ``"lip_offset"`` …; ``docs/quality-check.md`` lists them.
        en, zh: What it is, for people.
        value: The measured number, or ``None`` where it is not a number or was skipped.
        unit: Of the value.
        limit: What is asked for, as text.
        ok: ``None`` when it was skipped.
        message: A remark in the user's language: what is wrong, or why it was skipped.
    """

    name: str
    en: str
    zh: str
    value: float | None = None
    unit: str = ""
    limit: str = ""
    ok: bool | None = None
    message: str = ""

    @property
    def title(self) -> str:
        """What was measured, in the user's language."""
        return say(self.en, self.zh)

    @property
    def mark(self) -> str:
        """A sign for a table: passed, failed, skipped."""
        return "–" if self.ok is None else "✓" if self.ok else "✗"

    @property
    def reading(self) -> str:
        """The number with its unit and limit."""
        if self.value is None:
            return say("skipped", "跳过") if self.ok is None else say("yes", "是") if self.ok else say("no", "否")
        number = f"{self.value:.4g}" if abs(self.value) < 1e4 else f"{self.value:.0f}"
        limit = f" ({self.limit})" if self.limit else ""
        return f"{number} {self.unit}".strip() + limit


@dataclass(frozen=True, slots=True)
class Report:
    """All entries of a check, in order."""

    path: str
    entries: tuple[Entry, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing that could be measured failed."""
        return all(entry.ok is not False for entry in self.entries)

    def __getitem__(self, name: str) -> Entry:
        """The entry of a name.

        Raises:
            KeyError: There is none.
        """
        for entry in self.entries:
            if entry.name == name:
                return entry
        raise KeyError(name)

    def to_json(self) -> dict[str, Any]:
        """For files and programs."""
        return {"path": self.path, "ok": self.ok, "entries": [asdict(entry) for entry in self.entries]}
