"""From IPA to how the mouth looks: the table ``visemes.json``, read once."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from ..core.faces import SHAPE

Doubles = npt.NDArray[np.float64]

# Marks that change a sound, not the mouth: length, aspiration, voicing, ties, tones, stress.
_MARKS = frozenset("ːˑʰʱʲˠˤˀⁿˡ̥̬̃̊̈̽̆͜͡ˈˌ˥˦˧˨˩ˊˋ˞ʼ.-_·|") | frozenset("0123456789")


@dataclass(frozen=True, slots=True)
class Viseme:
    """One sound's mouth.

    Attributes:
        kind: Name of its class: ``"vowel"``, ``"bilabial"`` …
        target: float64 [P] by ``Table.parameters``.
        dominance: float64 [P]; how strongly it insists on each.
        before, after: Seconds it reaches into its neighbours.
    """

    kind: str
    target: Doubles
    dominance: Doubles
    before: float
    after: float

    @property
    def vowel(self) -> bool:
        """Whether it can carry a syllable."""
        return self.kind in ("vowel", "rounded", "weak")


@dataclass(frozen=True, slots=True)
class Table:
    """The whole of ``visemes.json``.

    Attributes:
        parameters: Names of the mouth parameters.
        shapes: float64 [P, 52], ARKit weights of each parameter at 1.
        closed: float64 [52], what pressed lips add when they touch.
        sounds: IPA → viseme.
        longest: Characters of the longest key.
    """

    parameters: tuple[str, ...]
    shapes: Doubles
    closed: Doubles
    sounds: dict[str, Viseme]
    longest: int

    def index(self, parameter: str) -> int:
        """Column of a parameter."""
        return self.parameters.index(parameter)


def _face(weights: dict[str, float]) -> Doubles:
    face = np.zeros(len(SHAPE))
    for name, weight in weights.items():
        face[SHAPE[name]] = weight
    return face


@cache
def table() -> Table:
    """The table that ships with the package."""
    data: dict[str, Any] = json.loads(files(__package__).joinpath("visemes.json").read_text(encoding="utf-8"))
    parameters = tuple(data["parameters"])
    sounds: dict[str, Viseme] = {}
    for letters, entry in data["sounds"].items():
        kind = data["classes"][entry["class"]]
        viseme = Viseme(
            entry["class"],
            np.array([entry.get(name, 0.0) for name in parameters]),
            np.array([kind["dominance"][name] for name in parameters]),
            *kind["reach"],
        )
        sounds |= dict.fromkeys(letters.split(), viseme)
    for alias, letter in data["aliases"].items():
        sounds[alias] = sounds[letter]
    return Table(
        parameters,
        np.stack([_face(data["shapes"][name]) for name in parameters]),
        _face(data["closed"]),
        sounds,
        max(map(len, sounds)),
    )


@cache
def visemes_of(symbol: str) -> tuple[Viseme, ...]:
    """The mouths that a phoneme passes through: one for a plain sound, two for a diphthong.

    Letters that are no IPA look like the neutral vowel, which lets its neighbours decide.
    """
    known = table()
    found: list[Viseme] = []
    place = 0
    while place < len(symbol):
        for length in range(min(known.longest, len(symbol) - place), 0, -1):
            viseme = known.sounds.get(symbol[place : place + length])
            if viseme is not None:
                # An h after a consonant is how some write aspiration; it has no mouth of its own.
                if not (symbol[place] == "h" and found and not found[-1].vowel):
                    found.append(viseme)
                place += length
                break
        else:
            if symbol[place] not in _MARKS:
                found.append(known.sounds["ə"])
            place += 1
    return tuple(found)
