"""Which triangles of a character are kept: those that a camera may see, whatever its face and arms do."""

from collections.abc import Callable, Sequence

import numpy as np

from . import locks
from .mesh import Array, Integers
from .part import Part
from .skeleton import Skeleton
from .visible import CAMERAS, EVERYWHERE, Flags, only, seen, seen_from_behind

_OPEN = {
    "jawOpen": 1.0,
    "mouthUpperUpLeft": 1.0,
    "mouthUpperUpRight": 1.0,
    "mouthLowerDownLeft": 1.0,
    "mouthLowerDownRight": 1.0,
    "mouthSmileLeft": 0.6,
    "mouthSmileRight": 0.6,
    "eyeWideLeft": 1.0,
    "eyeWideRight": 1.0,
}
FACES: tuple[dict[str, float], ...] = (
    {},
    _OPEN,
    {"jawOpen": 0.7, "tongueOut": 1.0, "eyeBlinkLeft": 1.0, "eyeBlinkRight": 1.0},
    {"jawOpen": 0.6, "mouthFunnel": 1.0},
)
"""Faces that show the most of what lies behind lips and lids."""

_LINED = ("blazer", "lapels", "blouse")
"""Surfaces of which cameras also see the inside."""
_KEPT = ("eye", "upper lashes", "lower lashes", "hands", "hair", "hair shell", "hair lining")
"""Surfaces that move too freely to be judged, or leave nothing out: every lock is seen from somewhere."""


class Trimmer:
    """All parts of a character as one heap of triangles."""

    def __init__(self, parts: Sequence[Part], skeleton: Skeleton) -> None:
        self._parts = parts
        self._starts = np.cumsum([0, *(len(part.positions) for part in parts)])
        self._faces = np.cumsum([0, *(len(part.triangles) for part in parts)])
        self._triangles = np.concatenate(
            [part.triangles + start for part, start in zip(parts, self._starts, strict=False)]
        )
        arms = [i for i, name in enumerate(skeleton.names) if "Arm" in name or "Hand" in name]
        self._arm = self._mean(lambda part: part.weights[:, arms].sum(axis=1))
        self._head = self._mean(lambda part: part.weights[:, skeleton.index("head")])

    def _mean(self, value: Callable[[Part], Array]) -> Array:
        """A value per vertex as one per triangle, [F]."""
        return np.asarray(np.concatenate([value(part) for part in self._parts])[self._triangles].mean(axis=1))

    def _on(self, *surfaces: str) -> Flags:
        """Which triangles lie on these surfaces, [F]."""
        return np.repeat([part.surface in surfaces for part in self._parts], np.diff(self._faces))

    def _solid(self) -> Flags:
        """Which triangles nothing shines through, [F]."""
        shell, strands = (
            np.concatenate([rule(part.uvs) for part in self._parts])[self._triangles].all(axis=1)
            for rule in (lambda uv: (uv[:, 1] < 0.92) & (uv[:, 0] > 0.025), locks.closed)
        )
        clear = self._on("upper lashes", "lower lashes") | (self._on("hair shell") & ~shell)
        return np.asarray(~(clear | (self._on("hair") & ~strands)))

    def _places(self, face: dict[str, float]) -> Array:
        """All vertices with a face made, [V, 3]."""
        return np.concatenate(
            [
                part.positions
                + sum((w * part.morphs[name] for name, w in face.items() if name in part.morphs), np.zeros(3))
                for part in self._parts
            ]
        )

    def trimmed(self) -> list[Part]:
        """The parts without what is never seen."""
        count = len(self._triangles)
        solid, arm, hair = self._solid(), self._arm > 0.3, self._on("hair", "hair shell", "hair lining")
        # The head turns with its hair, which hides for good only what turns with it.
        rigid = hair | (self._on("skin") & (self._head > 0.97))
        front = arm | self._on(*_KEPT)
        moving = np.repeat([bool(part.morphs) for part in self._parts], np.diff(self._faces))
        for number, face in enumerate(FACES):
            own = moving & (self._head > 0.97) if number else np.ones(count, np.bool_)
            looks = [np.flatnonzero(own & ~front & ~rigid), np.flatnonzero(own & ~front & rigid)]
            hiding = [solid & (own | self._on("eye")) & ~arm & ~hair, solid & hair]
            rounds = [
                (self._of(hides), self._of(look), slack)
                for hides, look, slack in zip(hiding, looks, (0.003, 0.0), strict=True)
            ]
            for look, outside in zip(looks, seen(self._places(face), CAMERAS, rounds), strict=True):
                front[look[outside]] = True
        front |= self._grown(front) & self._on("skin", "mouth", "teeth", "blouse")
        back = np.zeros(count, np.bool_)
        firm = np.flatnonzero(solid & ~hair)
        for chosen, cameras in ((~arm, CAMERAS), (arm, EVERYWHERE)):
            wanted = (chosen & self._on(*_LINED))[firm]
            back[firm[wanted & seen_from_behind(self._places({}), self._of(firm), cameras)]] = True
        back |= self._grown(back) & self._on("blazer", "lapels")
        return [
            only(part, front[start:stop], back[start:stop])
            for part, start, stop in zip(self._parts, self._faces, self._faces[1:], strict=False)
            if front[start:stop].any()
        ]

    def _of(self, chosen: Flags | Integers) -> Integers:
        return np.asarray(self._triangles[chosen])

    def _grown(self, chosen: Flags) -> Flags:
        """With the triangles beside those chosen."""
        touched = np.zeros(self._starts[-1], np.bool_)
        touched[self._triangles[chosen]] = True
        return np.asarray(chosen | touched[self._triangles].any(axis=1))
