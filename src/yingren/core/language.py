"""Which language the program speaks to its user."""

import os

_chosen: str | None = None


def set_language(language: str | None) -> None:
    """Speak ``"en"`` or ``"zh"`` from now on; ``None`` follows the environment again."""
    global _chosen
    _chosen = language


def language() -> str:
    """The user's language, ``"zh"`` or ``"en"``: set explicitly, or as the locale says."""
    if _chosen is not None:
        return _chosen
    for name in ("YINGREN_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def say(en: str, zh: str) -> str:
    """One message in both languages, the user's own given back."""
    return zh if language() == "zh" else en
