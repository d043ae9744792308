"""Errors say what, where and what to do, in the user's language."""

from collections.abc import Iterator

import pytest

from yingren.core.errors import MissingExtra, ScriptError, UnknownName, YingrenError, nearest, suggestion
from yingren.core.language import language, say, set_language


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    set_language("en")
    yield
    set_language(None)


def test_script_error_begins_with_its_place() -> None:
    error = ScriptError("unknown cue", file="a.md", line=3, column=7, hint="Did you mean “wave”?")
    assert str(error) == "a.md:3:7: unknown cue\nDid you mean “wave”?"
    assert error.exit_code == 2


def test_nearest_finds_a_misspelling_and_nothing_else() -> None:
    assert nearest("wvae", ["wave", "nod"]) == "wave"
    assert nearest("Happy", ["happy"]) == "happy"
    assert nearest("xyzzy", ["wave", "nod"]) is None


def test_suggestion_lists_what_there_is_when_nothing_is_near() -> None:
    assert "nod, wave" in suggestion("xyzzy", ["wave", "nod"])


def test_unknown_name_speaks_chinese_to_chinese_users() -> None:
    set_language("zh")
    error = UnknownName("voice", "声音", "espeka", ["espeak"])
    assert "没有名为“espeka”的声音" in str(error)
    assert "espeak" in str(error)


def test_missing_extra_gives_the_command() -> None:
    assert "pip install 'yingren[voices]'" in str(MissingExtra("Piper", "voices"))


@pytest.mark.parametrize(("value", "expected"), [("zh_CN.UTF-8", "zh"), ("en_US.UTF-8", "en"), ("C", "en")])
def test_language_follows_the_locale(monkeypatch: pytest.MonkeyPatch, value: str, expected: str) -> None:
    set_language(None)
    for name in ("YINGREN_LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", value)
    assert language() == expected
    assert say("a", "甲") == ("甲" if expected == "zh" else "a")


def test_every_error_is_a_yingren_error_with_its_own_exit_code() -> None:
    def below(kind: type[YingrenError]) -> Iterator[type[YingrenError]]:
        yield kind
        for child in kind.__subclasses__():
            yield from below(child)

    assert all(0 < kind.exit_code < 256 for kind in below(YingrenError))
