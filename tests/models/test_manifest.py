"""The manifest that ships: complete, and honest about what is not known."""

import re

import pytest

from yingren.core.errors import UnknownName
from yingren.core.language import set_language
from yingren.models import list_models, model_named


def test_every_model_states_what_a_user_must_know() -> None:
    models = list_models()
    assert len([model for model in models if model.engine == "piper"]) >= 3
    assert len([model for model in models if model.engine == "sherpa"]) >= 3
    for language in ("zh", "en"):
        assert any(language in model.languages and model.commercial and model.verified for model in models)
    for model in models:
        assert re.fullmatch(r"[a-z0-9-]+", model.name)
        assert model.engine in ("piper", "sherpa")
        assert model.licence
        assert 8000 <= model.rate <= 48000
        assert model.description
        assert model.source.startswith("https://")
        assert model.files
        for file in model.files:
            assert file.url.startswith("https://")
            assert file.sha256 is None or re.fullmatch(r"[0-9a-f]{64}", file.sha256)
            assert file.size is None or file.size > 1000
            # What is said to be verified is verified by size too.
            assert file.sha256 is None or file.size
        if model.engine == "piper":
            assert {file.name for file in model.files} == {model.open, model.open + ".json"}
        else:
            assert all(file.is_archive for file in model.files)


def test_no_two_files_claim_the_same_digest() -> None:
    digests = [file.sha256 for model in list_models() for file in model.files if file.sha256]
    assert len(digests) == len(set(digests))


def test_the_description_speaks_the_users_language() -> None:
    assert "Mandarin" in model_named("piper-zh-huayan").description
    set_language("zh")
    assert "普通话" in model_named("piper-zh-huayan").description


def test_an_unknown_model_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="piper-zh-huayna") as caught:
        model_named("piper-zh-huayna")
    assert "piper-zh-huayan" in str(caught.value)
