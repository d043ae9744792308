"""Finding what is written one way and said another: rules tried at each place of a text, in order."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_STOP = r"\s,;，。！？；：、（）【】《》"
ADDRESS = (
    rf"https?://[^{_STOP}]+|www\.[^{_STOP}]+|[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|"
    r"(?<![\w.])[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.(?:com|cn|net|org|io|ai|edu|gov|tv|me|dev)(?![A-Za-z])"
    r"(?:/[\w./-]*)?"
)
"""A pattern for web and mail addresses."""

Say = Callable[["re.Match[str]"], str | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """Where ``pattern`` matches, ``say`` gives what is said, or ``None`` to leave it to the rules after it.

    A pattern with a group ``said`` replaces only that group, if it takes part in the match.
    """

    pattern: re.Pattern[str]
    say: Say


class Rules:
    """A list of rules that grows by decorating functions."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []

    def __call__(self, pattern: str) -> Callable[[Say], Say]:
        """Decorator: the function says what ``pattern`` matches."""

        def add(say: Say) -> Say:
            self.rules.append(Rule(re.compile(pattern), say))
            return say

        return add

    def at(self, text: str, index: int) -> tuple[int, int, str] | None:
        """Start, end and spoken form of what the first fitting rule finds at ``index``."""
        for rule in self.rules:
            match = rule.pattern.match(text, index)
            if match is None:
                continue
            spoken = rule.say(match)
            if spoken is not None:
                replaced = "said" if match.groupdict().get("said") else 0
                return *match.span(replaced), spoken
        return None


def one_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, longer ones first."""
    return "(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")"
