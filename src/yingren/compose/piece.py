"""A part of a picture, before it is drawn: the recipe and where it goes.

A picture is planned as a list of pieces. Two pictures whose pieces are equal look equal, so that a plan can be
compared or digested without drawing anything; and a piece that was drawn can be kept for the next frame.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

from ..core.frame import Frame
from .canvas import Layer

_KEPT_BYTES = 48_000_000


@dataclass(frozen=True, slots=True)
class Piece:
    """Call ``draw(*arguments)`` and lay the frame it gives.

    Attributes:
        draw: A function (its name is part of the recipe) of ``arguments`` alone.
        arguments: Values whose ``repr`` says all about them.
        opacity: 0..1.
        right, down: Pixels, even, by which the frame is moved from where it says it lies.
        keep: Whether another frame is likely to need the same.
    """

    draw: Callable[..., Frame]
    arguments: tuple[Hashable, ...]
    opacity: float = 1.0
    right: int = 0
    down: int = 0
    keep: bool = True

    @property
    def recipe(self) -> str:
        """Everything that decides what it looks like."""
        return f"{self.draw.__qualname__}{self.arguments!r}@{self.opacity:.4f}+{self.right}+{self.down}"


class Pantry:
    """Pieces that were drawn, the last used kept within a bound."""

    def __init__(self, most_bytes: int = _KEPT_BYTES) -> None:
        self._most, self._held = most_bytes, 0
        self._frames: OrderedDict[Hashable, Frame] = OrderedDict()

    def layer(self, piece: Piece) -> Layer:
        """The piece, drawn now or before."""
        frame = self._frame(piece)
        if piece.right or piece.down:
            frame = replace(frame, left=frame.left + piece.right, top=frame.top + piece.down)
        return Layer(frame, piece.opacity)

    def _frame(self, piece: Piece) -> Frame:
        if not piece.keep:
            return piece.draw(*piece.arguments)
        key = (piece.draw.__qualname__, piece.arguments)
        frame = self._frames.pop(key, None)
        if frame is None:
            frame = piece.draw(*piece.arguments)
            self._held += _size(frame)
        self._frames[key] = frame
        while self._held > self._most and len(self._frames) > 1:
            _, dropped = self._frames.popitem(last=False)
            self._held -= _size(dropped)
        return frame


def _size(frame: Frame) -> int:
    pixels = frame.width * frame.height
    return pixels * 3 // 2 + (pixels if frame.alpha is not None else 0)
