"""The seam between text and sound."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from ..core.speech import Speech


@dataclass(frozen=True, slots=True)
class VoiceInfo:
    """What a voice can do, for the table that ``yingren voices`` prints and for choosing one.

    Attributes:
        name: As written in a script.
        languages: Codes it speaks; ``("*",)`` for any.
        rate: Samples per second of what it gives.
        word_times, phoneme_times: Whether its times are the engine's own; otherwise they are aligned afterwards.
        licence: Of the engine and its data.
        commercial: Whether what it says may be used commercially.
        description: One line for a person.
    """

    name: str
    languages: tuple[str, ...]
    rate: int
    word_times: bool = False
    phoneme_times: bool = False
    licence: str = ""
    commercial: bool = True
    description: str = ""


class Voice(ABC):
    """Something that speaks. Open it once, use it many times, close it (it is a context manager)."""

    info: VoiceInfo

    @abstractmethod
    def synthesize(self, text: str, *, language: str = "auto", speed: float = 1.0) -> Iterator[Speech]:
        """Speak ``text``, a sentence at a time, in order.

        The ``text`` fields joined give back ``text`` exactly; every ``Speech`` has words and phonemes (aligned where
        the engine gives none) unless nothing in it can be said.

        Args:
            text: Plain text.
            language: ``"zh"``, ``"en"``, ``"auto"`` or another code from ``info.languages``.
            speed: 1 is the voice's own rate, 2 is twice as fast.

        Raises:
            VoiceError: The engine failed, or does not speak the language of the text.
        """

    def close(self) -> None:  # noqa: B027 — a voice with nothing to close need not say so
        """Let go of processes, files and connections. Calling it again does nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
