"""What the studio tells those who wait: stages, how far, and how long still."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from ..core.language import say

Stage = Literal["read", "speech", "sound", "pictures", "finish"]


def stage_name(stage: Stage) -> str:
    """A stage in the user's language."""
    return {
        "read": say("Reading the script", "读取脚本"),
        "speech": say("Speaking", "合成语音"),
        "sound": say("Mixing sound", "混音"),
        "pictures": say("Drawing", "绘制画面"),
        "finish": say("Finishing", "封装成片"),
    }[stage]


@dataclass(frozen=True, slots=True)
class Event:
    """One report of progress.

    Attributes:
        stage: Which part of the work.
        done, total: In ``unit``; ``done == total`` ends the stage.
        unit: ``"lines"``, ``"frames"`` or ``"files"``.
        remaining: Seconds still to wait for the stage as its own speed so far says; ``None`` until that is known.
        message: Something worth telling, in the user's language; often empty.
    """

    stage: Stage
    done: int
    total: int
    unit: str
    remaining: float | None = None
    message: str = ""

    def to_dict(self) -> dict[str, Any]:
        """For ``--json``."""
        return asdict(self)


Listener = Callable[[Event], None]


def ignore(event: Event) -> None:
    """A listener for those who do not want to know."""


@dataclass(slots=True)
class Stopwatch:
    """Tells one stage's listener how far it is, and estimates what remains.

    Steps taken from a cache cost nothing and do not count towards the speed, so the estimate stays honest when half of
    the work was done before.

    Attributes:
        clock: Seconds, monotonic; passed in so that a test can turn it.
    """

    stage: Stage
    total: int
    unit: str
    listener: Listener
    clock: Callable[[], float] = time.monotonic
    done: int = 0
    worked: int = 0
    _started: float = field(default=0.0)

    def __post_init__(self) -> None:
        self._started = self.clock()
        self.listener(Event(self.stage, 0, self.total, self.unit))

    def step(self, count: int = 1, *, reused: bool = False, message: str = "") -> None:
        """``count`` more are done; ``reused`` when they cost nothing."""
        self.done += count
        if not reused:
            self.worked += count
        elapsed = self.clock() - self._started
        remaining = elapsed / self.worked * (self.total - self.done) if self.worked else None
        self.listener(Event(self.stage, self.done, self.total, self.unit, remaining, message))
