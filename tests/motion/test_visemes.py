"""The table of mouths."""

import pytest

from yingren.motion.visemes import table, visemes_of


@pytest.mark.parametrize(
    ("symbol", "kinds"),
    [
        ("p", ["bilabial"]),
        ("pʰ", ["bilabial"]),
        ("ph", ["bilabial"]),
        ("m̩", ["bilabial"]),
        ("tʂʰ", ["hush"]),
        ("ts.h", ["hush"]),
        ("s.", ["hush"]),
        ("aɪ", ["vowel", "vowel"]),
        ("iɑu", ["vowel", "vowel", "rounded"]),
        ("əl", ["weak", "tongue"]),
        ("uː", ["rounded"]),
        ("ˈɔː", ["rounded"]),
        ("y", ["rounded"]),
        ("ɥ", ["glide"]),
        ("j", ["palatal"]),
        ("h", ["open"]),
        ("ɔɪ", ["rounded", "vowel"]),
        ("☂", ["weak"]),
        ("ː", []),
    ],
)
def test_symbols_are_read(symbol: str, kinds: list[str]) -> None:
    assert [viseme.kind for viseme in visemes_of(symbol)] == kinds


def test_every_letter_of_the_ipa_has_a_mouth() -> None:
    letters = (
        "pbtdʈɖcɟkɡqɢʔmɱnɳɲŋɴʙrʀⱱɾɽɸβfvθðszʃʒʂʐçʝxɣχʁħʕhɦɬɮʋɹɻjɰlɭʎʟɥwʍɕʑɺɧiyɨʉɯuɪʏʊeøɘɵɤoəɛœɜɞʌɔæɐaɶɑɒɓɗʄɠʛʘǀǃǂǁʜʢʡ"
    )
    missing = [letter for letter in letters if letter not in table().sounds]
    assert not missing


def test_targets_are_weights() -> None:
    known = table()
    for symbol, viseme in known.sounds.items():
        assert viseme.target.min() >= 0.0 and viseme.target.max() <= 1.0, symbol
        assert viseme.dominance.min() > 0.0, symbol
        assert 0.02 < viseme.before < 0.25 and 0.02 < viseme.after < 0.25, symbol
    assert known.shapes.max() <= 1.0
