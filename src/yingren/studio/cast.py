"""Who is in the picture: each speaker's avatar, and the actor who moves it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ..avatar import Avatar, open_avatar
from ..compose.timeline import Chunk
from ..core.motion import Motion
from ..core.script import Script, Speaker
from ..motion import Actor
from .cache import digest_of

ASIDE = 0.45
"""Radians the listener turns the eyes and head towards the one who speaks."""


@dataclass
class Role:
    """A speaker as played by an avatar."""

    name: str
    avatar: Avatar
    actor: Actor
    towards: float
    """Yaw in radians at which the other speaker stands; 0 for a presenter alone."""

    @cached_property
    def mouth(self) -> npt.NDArray[np.int32]:
        """Vertices of the lips, int32 [n]; none for a face without.

        A baked character names the rims of its lips; elsewhere it is what moves most when the mouth is pursed.
        """
        own = self.avatar.model.information.get("yingren")
        lips = own.get("lips") if isinstance(own, dict) else None
        if isinstance(lips, dict):
            return np.asarray([*lips["upper"], *lips["lower"]], np.int32)
        for morph in self.avatar.model.morphs:
            if morph.name == "mouthPucker":
                moved = np.linalg.norm(morph.positions, axis=1)
                return np.asarray(morph.indices[moved > 0.4 * moved.max()], np.int32)
        return np.zeros(0, np.int32)

    @cached_property
    def digest(self) -> str:
        """A name for how the avatar looks."""
        model = self.avatar.model
        pictures = [part for material in model.materials for part in (repr(material.colour), material.texture)]
        return digest_of(self.avatar.name, model.positions, model.uvs, model.weights, model.occlusion, *pictures)


def cast_of(script: Script, *, rate: float, seed: int) -> dict[str, Role]:
    """Open the avatars of a script; one presenter plays ``""`` where the script names no speakers."""
    settings = script.settings
    speakers = script.speakers or {"": Speaker("", settings.avatar, settings.voice)}
    roles = {}
    for index, (name, speaker) in enumerate(speakers.items()):
        # The first stands at the left of the picture and looks to their own left (+X) to see the others.
        towards = 0.0 if len(speakers) == 1 else (ASIDE if index == 0 else -ASIDE)
        roles[name] = Role(
            name,
            open_avatar(_found(speaker.avatar, script), speaker.colour),
            Actor(rate=rate, seed=seed, name=name, emotion=settings.emotion),
            towards,
        )
    return roles


def _found(avatar: str, script: Script) -> str:
    """An avatar's name, or the path of its file, which stands beside the script."""
    beside = script.folder / avatar
    return str(beside) if beside.suffix and beside.is_file() else avatar


def act(cast: Mapping[str, Role], chunk: Chunk) -> dict[str, Motion]:
    """Everyone's performance of one chunk; chunks must come in order, for actors remember where they stood."""
    performance = {}
    for name, role in cast.items():
        speaking = chunk.speaker == name
        performance[name] = role.actor.perform(
            chunk.speech if speaking else None,
            frames=chunk.frames,
            lead=chunk.lead,
            cues=chunk.cues if speaking else (),
            listening_to=None if speaking or role.towards == 0.0 else role.towards,
        )
    return performance
