"""A whole character from its recipe."""

from pathlib import Path
from typing import Any

import numpy as np
import yaml

from yingren.core.faces import ARKIT

from . import body, eyes, skeleton, vrm
from .part import Part, Surface
from .source import Source

EXPRESSIONS: dict[str, dict[str, float]] = {
    "aa": {"jawOpen": 0.45, "mouthLowerDownLeft": 0.2, "mouthLowerDownRight": 0.2},
    "ih": {"jawOpen": 0.15, "mouthStretchLeft": 0.4, "mouthStretchRight": 0.4},
    "ou": {"jawOpen": 0.12, "mouthPucker": 0.8},
    "ee": {"jawOpen": 0.12, "mouthSmileLeft": 0.45, "mouthSmileRight": 0.45, "mouthStretchLeft": 0.2},
    "oh": {"jawOpen": 0.3, "mouthFunnel": 0.6},
    "blink": {"eyeBlinkLeft": 1, "eyeBlinkRight": 1},
    "blinkLeft": {"eyeBlinkLeft": 1},
    "blinkRight": {"eyeBlinkRight": 1},
    "happy": {
        "mouthSmileLeft": 0.7,
        "mouthSmileRight": 0.7,
        "cheekSquintLeft": 0.5,
        "cheekSquintRight": 0.5,
        "eyeSquintLeft": 0.3,
        "eyeSquintRight": 0.3,
    },
    "sad": {"browInnerUp": 0.7, "mouthFrownLeft": 0.5, "mouthFrownRight": 0.5, "mouthShrugLower": 0.3},
    "angry": {"browDownLeft": 0.8, "browDownRight": 0.8, "mouthPressLeft": 0.4, "mouthPressRight": 0.4},
    "relaxed": {"mouthSmileLeft": 0.3, "mouthSmileRight": 0.3, "eyeSquintLeft": 0.2, "eyeSquintRight": 0.2},
    "surprised": {"browInnerUp": 0.7, "eyeWideLeft": 0.6, "eyeWideRight": 0.6, "jawOpen": 0.2},
    "neutral": {},
}


def bake(recipe: Path, source: Source) -> bytes:
    """The VRM file that a recipe describes."""
    plan: dict[str, Any] = yaml.safe_load(recipe.read_text(encoding="utf-8"))
    positions = source.shape(plan["sliders"])
    positions[:, 1] -= positions[source.vertices(["body"]), 1].min()
    bones = skeleton.build(source, positions)
    weights = skeleton.weights_of(source, bones)
    shapes = {name: source.target(f"face:{name}") for name in ARKIT if not name.startswith("eyeLook")}
    parts, surfaces = _parts(source, positions, bones, weights, shapes)
    meta = {
        "name": plan["title"],
        "version": "1",
        "authors": ["yingren"],
        "licenseUrl": "https://creativecommons.org/publicdomain/zero/1.0/",
        "references": ["MakeHuman base mesh and targets (CC0)", "Face Units by Mika Suominen (CC0)"],
        "avatarPermission": "everyone",
        "allowExcessivelyViolentUsage": False,
        "allowExcessivelySexualUsage": False,
        "commercialUsage": "corporation",
        "creditNotation": "unnecessary",
        "allowRedistribution": True,
        "modification": "allowModificationRedistribution",
    }
    return vrm.write(parts, surfaces, bones, EXPRESSIONS, meta, {})


def _parts(
    source: Source,
    positions: skeleton.Array,
    bones: skeleton.Skeleton,
    weights: skeleton.Array,
    shapes: dict[str, skeleton.Array],
) -> tuple[list[Part], list[Surface]]:
    regions = body.regions(source)
    head = bones.bind[bones.index("head")]
    face_map = body.FaceMap(axis=float(head[2]), middle=float(head[1]), reach=0.36)
    parts = [
        body.skin_part("head", "skin", source, positions, regions.head, weights, shapes, face_map),
        body.skin_part("mouth", "mouth", source, positions, regions.mouth, weights, shapes, None),
        body.skin_part("hands", "hands", source, positions, regions.hands, weights, {}, None, levels=0),
        body.skin_part(
            "shirt", "blouse", source, positions, source.mesh.groups["helper-tights"], weights, {}, None, levels=1
        ),
    ]
    for group, surface in (
        ("helper-upper-teeth", "teeth"),
        ("helper-lower-teeth", "teeth"),
        ("helper-tongue", "tongue"),
    ):
        parts.append(
            body.skin_part(group, surface, source, positions, source.mesh.groups[group], weights, shapes, None)
        )
    parts += [eyes.eye_part(ball, bones) for ball in eyes.eyeballs(source, positions)]
    # A part without shapes of its own may still belong to the face.
    surfaces = [
        Surface("skin", "skin", colour=(0.75, 0.47, 0.36, 1), roughness=0.5),
        Surface("hands", "skin", colour=(0.75, 0.47, 0.36, 1), roughness=0.5),
        Surface("mouth", "mouth", colour=(0.25, 0.05, 0.05, 1), roughness=0.35),
        Surface("tongue", "mouth", colour=(0.4, 0.12, 0.12, 1), roughness=0.35),
        Surface("teeth", "teeth", colour=(0.8, 0.76, 0.66, 1), roughness=0.2),
        Surface("eye", "eye", colour=(0.8, 0.78, 0.76, 1), roughness=0.1),
        Surface("blouse", "cloth", colour=(0.02, 0.03, 0.06, 1), roughness=0.9, tint="cloth"),
    ]
    order = np.argsort([[s.name for s in surfaces].index(part.surface) for part in parts], kind="stable")
    return [parts[i] for i in order], surfaces
