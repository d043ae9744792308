"""One presenter's performance, made a chunk at a time."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from ..core.bones import BONE
from ..core.errors import InputError
from ..core.faces import ARKIT, SHAPE
from ..core.language import say
from ..core.motion import Motion, TimedCue
from ..core.randomness import generator
from ..core.speech import Speech
from .arms import STANDARD, Build
from .body import Body
from .curves import Drift, Eased, bump
from .emotions import Feelings, speaking_with
from .eyes import Blinks, Looks
from .gestures import Gestures
from .head import Head
from .lipsync import lip_sync_for
from .prosody import Accent, prosody_of
from .quality import lip_gap
from .rotations import euler, inverse, multiply, rotate

Doubles = npt.NDArray[np.float64]

_NECK = 0.4  # the neck's share of a turn of the head
_TRUNK = ("hips", "spine", "chest", "upperChest", "neck", "head")


class Actor:
    """Someone who speaks, listens and waits.

    Chunks follow one another without a seam: what was begun in one (a blink, a gesture, a feeling that grows) is ended
    in the next. The same calls with the same seed give the same motion.

    Args:
        rate: Poses per second.
        seed: Of everything that is left to chance.
        name: Tells actors of one seed apart.
        emotion: What is felt until a cue says otherwise.
        look_aside: Radians to the character's left of the camera at which it looks when nothing else asks for its
            eyes; in a conversation seen from the side.
        build: Lengths of the arms of the avatar that will play this, so that its hands meet; the packaged presenter's
            where it is not given.

    Raises:
        InputError: ``rate`` is not a positive number.
        UnknownName: There is no such emotion.
    """

    def __init__(
        self,
        *,
        rate: float,
        seed: int,
        name: str = "",
        emotion: str = "neutral",
        look_aside: float = 0.0,
        build: Build = STANDARD,
    ) -> None:
        if not (np.isfinite(rate) and rate > 0):
            raise InputError(
                say(f"A rate of {rate} poses a second is not possible.", f"每秒 {rate} 个姿势是不可能的。"),
                hint=say("Give a positive number, such as 30.", "请给出正数，例如 30。"),
            )
        own = int(generator(seed, "actor", name).integers(0, 2**48))
        self._rate = rate
        self._frame = 0
        self._feelings = Feelings(emotion, seed=own)
        self._blinks = Blinks(own)
        self._looks = Looks(own, look_aside)
        self._head = Head(own)
        self._body = Body(own, build)
        self._gestures = Gestures(build)
        self._speaking = Eased([0.0])
        self._face = Drift(3, seed=own, purpose="face", slowest=0.08, fastest=0.7)
        self._brows: list[tuple[float, float]] = []

    def perform(
        self,
        speech: Speech | None,
        *,
        frames: int,
        lead: float,
        cues: Sequence[TimedCue] = (),
        listening_to: float | None = None,
    ) -> Motion:
        """Act the next chunk.

        Args:
            speech: What is said; ``None`` for a pause, or while another speaks.
            frames: How many poses to give.
            lead: Second of the chunk at which the first sample is heard; with 0.2 s or more, lips can come first.
            cues: Emotions, gestures and looks, with seconds from the start of the chunk; other kinds are passed over.
            listening_to: Radians to the character's left where the other speaker is.

        Returns:
            ``frames`` poses; the mouth is closed at the first and the last.

        Raises:
            InputError: ``frames`` is less than 1.
            UnknownName: A cue asks for an emotion that there is not.
        """
        if frames < 1:
            raise InputError(
                say(f"A chunk of {frames} frames cannot be acted.", f"无法演出 {frames} 帧的片段。"),
                hint=say("Ask for at least one frame.", "至少需要一帧。"),
            )
        clock = self._frame / self._rate
        times = (self._frame + np.arange(frames)) / self._rate
        self._frame += frames
        self._feelings.cue(clock, cues)
        self._gestures.cue(clock, cues)
        pauses = self._plan(speech, clock, lead)
        if speech is None and listening_to is not None:
            self._head.listen(clock, clock + frames / self._rate)

        felt, feeling_head, energy = self._feelings.at(times)
        speaking = self._speaking.at(times)[:, 0]
        eyes, look = self._looks.at(clock, times, cues, pauses, listening_to)
        bones, hips = self._body.at(times, energy, self._gestures.busy(times), 0.3 * look[:, 0])
        gestured = self._gestures.apply(bones, times)
        turn = self._head.at(times, energy, speaking) + feeling_head + gestured
        turn[:, 0] -= 0.6 * look[:, 1]
        turn[:, 1] += 0.4 * look[:, 0]
        bones[:, BONE["neck"]] = euler(_NECK * turn)
        bones[:, BONE["head"]] = euler((1.0 - _NECK) * turn)
        gaze = _gaze(bones, eyes)
        face = self._face_at(times, speech, lead, felt, gaze, pauses)
        return Motion(
            self._rate,
            face.astype(np.float32),
            bones.astype(np.float32),
            hips.astype(np.float32),
            gaze.astype(np.float32),
        )

    def _plan(self, speech: Speech | None, clock: float, lead: float) -> list[float]:
        """Plan head, hands and brows for ``speech``; gives the seconds at which its phrases end."""
        if speech is None or speech.duration == 0.0:
            self._speaking.move(clock, [0.0], 0.6)
            self._body.pause(clock)
            return []
        start = clock + lead
        heard = prosody_of(speech)
        bounds = heard.silences
        phrases = [(first[1], second[0]) for first, second in pairwise(bounds)]
        self._speaking.move(max(start - 0.3, clock), [1.0], 0.5)
        self._speaking.move(start + speech.duration, [0.35], 0.6)
        self._head.speak(start, clock, heard.accents, phrases)
        self._body.speak(start, clock, start + speech.duration, heard.accents)
        self._brows += [(start + accent.time, accent.strength) for accent in _raised(heard.accents)]
        return [start + last for _, last in phrases]

    def _face_at(
        self,
        times: Doubles,
        speech: Speech | None,
        lead: float,
        felt: Doubles,
        gaze: Doubles,
        pauses: Sequence[float],
    ) -> Doubles:
        """float64 [T, 52]."""
        if speech is None or speech.duration == 0.0:
            mouth = np.zeros((len(times), len(ARKIT)), dtype=np.float32)
        else:
            mouth = lip_sync_for(speech).mouth(speech, rate=self._rate, frames=len(times), lead=lead)
        self._brow_flashes(times, felt)
        face = speaking_with(felt, mouth, lip_gap(mouth))
        lids = self._blinks.at(times, pauses)
        down, up = np.maximum(-gaze[:, 1], 0.0), np.maximum(gaze[:, 1], 0.0)
        for side in ("Left", "Right"):
            blink, wide = SHAPE[f"eyeBlink{side}"], SHAPE[f"eyeWide{side}"]
            # Lids ride on the eyeball: they sink with a lowered look and rise with a lifted one.
            rest = np.clip(face[:, blink] + 0.9 * down, 0.0, 0.75)
            face[:, blink] = rest + (1.0 - rest) * lids
            face[:, wide] = (face[:, wide] + 0.5 * up) * (1.0 - lids)
            face[:, SHAPE[f"eyeSquint{side}"]] *= 1.0 - 0.6 * lids
        return np.clip(face, 0.0, 1.0)

    def _brow_flashes(self, times: Doubles, felt: Doubles) -> None:
        """Add what brows do by themselves, and on stressed words, to ``felt`` (in place)."""
        drift = self._face.at(times)
        felt[:, SHAPE["browInnerUp"]] += 0.025 * np.maximum(drift[:, 0], 0.0)
        for name in ("browOuterUpLeft", "browOuterUpRight"):
            felt[:, SHAPE[name]] += 0.02 * np.maximum(drift[:, 1], 0.0)
        for time, strength in self._brows:
            raised = strength * bump(times, time - 0.22, time, time + 0.5, 0.1)
            felt[:, SHAPE["browInnerUp"]] += 0.22 * raised
            for name in ("browOuterUpLeft", "browOuterUpRight"):
                felt[:, SHAPE[name]] += 0.2 * raised
        self._brows = [(time, strength) for time, strength in self._brows if time + 0.6 > times[-1]]


def _raised(accents: Sequence[Accent]) -> list[Accent]:
    """The accents strong enough for the brows, not one after another."""
    found: list[Accent] = []
    for accent in accents:
        if accent.strength > 0.7 and (not found or accent.time - found[-1].time > 1.1):
            found.append(accent)
    return found


def _gaze(bones: Doubles, eyes: Doubles) -> Doubles:
    """float64 [T, 2]: eyes in the head such that they look in the world's direction ``eyes`` whatever the head does."""
    head = bones[:, BONE["hips"]]
    for name in _TRUNK[1:]:
        head = multiply(head, bones[:, BONE[name]])
    yaw, pitch = eyes[:, 0], eyes[:, 1]
    world = np.stack([np.sin(yaw) * np.cos(pitch), np.sin(pitch), np.cos(yaw) * np.cos(pitch)], -1)
    local = rotate(inverse(head), world)
    gaze = np.stack([np.arctan2(local[:, 0], local[:, 2]), np.arcsin(np.clip(local[:, 1], -1.0, 1.0))], -1)
    return np.asarray(np.clip(gaze, [-0.55, -0.45], [0.55, 0.4]), dtype=np.float64)
