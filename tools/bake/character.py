"""A whole character from its recipe."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml
from scipy.spatial import cKDTree

from yingren.core.faces import ARKIT
from yingren.core.randomness import generator

from . import body, clothes, eye_paint, eyes, face_paint, hair, landmarks, lips, locks, mouth, skeleton, vrm
from .mesh import Array
from .occlusion import openness
from .paint import jpeg, linear, png, smoothstep
from .part import Part, Surface
from .source import Source
from .trim import Trimmer

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


_CHEEKS = tuple(
    f"{shape}{side}"
    for shape in ("mouthSmile", "mouthDimple", "mouthStretch", "cheekSquint")
    for side in ("Left", "Right")
)


def bake(recipe: Path, source: Source) -> bytes:
    """The VRM file that a recipe describes."""
    plan: dict[str, Any] = yaml.safe_load(recipe.read_text(encoding="utf-8"))
    positions = source.shape(plan["sliders"])
    positions *= plan["scale"]
    positions[:, 1] -= positions[source.vertices(["body"]), 1].min()
    bones = skeleton.build(source, positions)
    weights = skeleton.weights_of(source, bones)
    shapes = {name: source.target(f"face:{name}") * plan["scale"] for name in ARKIT}
    shapes = eyes.fitted_blinks(source, positions, shapes, 0.0006)
    figure = Figure(source, plan, positions, bones, weights, shapes)
    parts, surfaces = figure.build()
    meta = {
        "name": plan["title"],
        "version": "1",
        "authors": ["yingren"],
        "licenseUrl": "https://vrm.dev/licenses/1.0/",
        "otherLicenseUrl": "https://creativecommons.org/publicdomain/zero/1.0/",
        "references": ["MakeHuman base mesh and targets (CC0)", "Face Units by Mika Suominen (CC0)"],
        "avatarPermission": "everyone",
        "allowExcessivelyViolentUsage": False,
        "allowExcessivelySexualUsage": False,
        "commercialUsage": "corporation",
        "creditNotation": "unnecessary",
        "allowRedistribution": True,
        "modification": "allowModificationRedistribution",
    }
    return vrm.write(parts, surfaces, bones, EXPRESSIONS, meta, figure.extras(parts))


class Figure:
    """A shaped base mesh on its way to becoming a character."""

    def __init__(
        self,
        source: Source,
        plan: dict[str, Any],
        positions: Array,
        bones: skeleton.Skeleton,
        weights: Array,
        shapes: dict[str, Array],
    ) -> None:
        self.source, self.plan, self.positions = source, plan, positions
        self.bones, self.weights, self.shapes = bones, weights, shapes
        self.regions = body.regions(source)
        mesh = source.mesh
        face = np.concatenate([self.regions.head, self.regions.mouth])
        self.ring = np.intersect1d(mesh.faces[self.regions.head], mesh.faces[self.regions.mouth])
        skin = body.refined(source, positions, face, weights, shapes)
        self.is_head = np.arange(len(skin.quads)) < 4 * len(self.regions.head)
        self.seam = lips.seam_of(skin, self.is_head)
        self.skin = lips.softened(lips.sealed(skin, self.seam, 0.00025), self.seam, _CHEEKS, 14)
        self.marks = landmarks.find(source, positions, self.ring, self.skin)
        self.hair = hair.Hair(self.skin, self.marks, hair.Cut(**plan["hair"]))
        eye = self.marks.eyes[0].middle
        self.face_map = body.FaceMap(axis=float(eye[2] - 0.07), middle=float(eye[1] - 0.025), reach=0.36)

    def _seen(self) -> npt.NDArray[np.bool_]:
        """Which quads of the skin neither hair nor clothes hide for good."""
        middle = self.skin.positions[self.skin.quads].mean(axis=1)
        away = middle - self.hair.middle
        azimuth = np.rad2deg(np.abs(np.arctan2(away[:, 0], away[:, 2])))
        elevation = np.rad2deg(np.arctan2(away[:, 1], np.hypot(away[:, 0], away[:, 2])))
        line = np.interp(azimuth, np.arange(-90, 91), self.hair.hairline())
        scalp = np.where(azimuth < 70, elevation > line + 25, (elevation > 22) | ((azimuth > 120) & (elevation > -12)))
        neck = self.bones.bind[self.bones.index("neck")]
        covered = (middle[:, 1] < neck[1] - 0.105 + 0.75 * np.abs(middle[:, 0])) | (np.abs(middle[:, 0]) > 0.125)
        covered = np.where(middle[:, 2] < neck[2], middle[:, 1] < neck[1] - 0.05, covered)
        # An ear that peeps out between cheek and hair distracts; behind it is the hair's dark lining.
        ears = self.source.mask("ears")
        uv = self.skin.uvs[self.skin.quads_uv].mean(axis=1)
        row, column = ((1 - uv[:, 1]) * len(ears)).astype(int), (uv[:, 0] * len(ears)).astype(int)
        scalp |= (ears[row, column] > 0.5) & (np.abs(middle[:, 0]) > 0.066)
        return np.asarray(~(scalp | (covered & (middle[:, 1] < neck[1]))))

    def random(self, purpose: str) -> np.random.Generator:
        """Randomness for one purpose, the same in every bake."""
        return generator(int(self.plan["seed"]), "bake", purpose)

    def extras(self, parts: list[Part]) -> dict[str, Any]:
        """What the package wants to know about the file; vertices are counted over the parts of the mesh “face”."""
        faces = [part for part in parts if part.morphs]
        number = next(i for i, part in enumerate(faces) if part.name == "head")
        start = sum(len(part.positions) for part in faces[:number])
        tree = cKDTree(faces[number].positions)
        skull = self.skin.positions[:, 1] > self.marks.eyes[0].middle[1] + 0.045
        still = np.flatnonzero(skull & (np.abs(sum(np.abs(d).sum(axis=1) for d in self.skin.shapes.values())) < 1e-6))
        wanted = {
            "upper": self.seam.upper,
            "lower": self.seam.lower,
            "still": still[:: max(1, len(still) // 12)],
        }
        found = {name: np.asarray(tree.query(self.skin.positions[rows])[1]) + start for name, rows in wanted.items()}
        return {
            "lids": True,
            "chin": round(float(self.marks.chin[1]), 5),
            "dyed": ["blazer", "lapels", "trousers"],
            "lips": {name: [int(v) for v in rows] for name, rows in found.items()},
        }

    def build(self) -> tuple[list[Part], list[Surface]]:
        """All parts, and the surfaces they use."""
        parts = self._shaded([*self._face(), *self._clothes(), *self._hair()])
        parts = Trimmer(parts, self.bones).trimmed()
        surfaces = self._surfaces()
        order = [surface.name for surface in surfaces]
        return sorted(parts, key=lambda part: order.index(part.surface)), surfaces

    def _shaded(self, parts: list[Part]) -> list[Part]:
        """With ambient occlusion: each part darkened by what stands around it at rest."""
        solid = [part for part in parts if "lashes" not in part.surface and part.surface != "hair"]
        starts = np.cumsum([0, *(len(part.positions) for part in solid)])
        around = np.concatenate([part.positions for part in solid])
        triangles = np.concatenate([part.triangles + start for part, start in zip(solid, starts, strict=False)])
        out = []
        for part in parts:
            if part.surface in ("skin", "eye"):
                light = openness(part.positions, part.normals, around, triangles, size=0.0025, reach=0.07)
            elif part.surface in ("blazer", "lapels", "blouse", "trousers"):
                light = openness(part.positions, part.normals, around, triangles, size=0.004, reach=0.09)
            elif part.surface in ("teeth", "tongue", "mouth"):
                # At rest no light comes in at all; what counts is how far back it is once the mouth opens.
                light = 0.12 + 0.88 * smoothstep(
                    part.positions[:, 2], self._lips_depth(-0.030), self._lips_depth(-0.006)
                )
            else:
                out.append(part)
                continue
            before = np.ones(len(light)) if part.occlusion is None else part.occlusion
            out.append(replace(part, occlusion=before * np.clip(light * 1.12, 0, 1)))
        return out

    def _lips_depth(self, behind: float) -> float:
        """The depth z of the lips' seam, and ``behind`` metres on."""
        return float(self.skin.positions[self.seam.lower, 2].max()) + behind

    def _face(self) -> list[Part]:
        source, positions, weights, shapes = self.source, self.positions, self.weights, self.shapes
        hands = body.refined(source, positions, self.regions.hands, weights, {}, levels=0)
        tongue = body.refined(source, positions, source.mesh.groups["helper-tongue"], weights, shapes, levels=0)
        parts = [
            self.skin.part("head", "skin", self.is_head & self._seen(), self.face_map),
            self.skin.part("mouth", "mouth", ~self.is_head, None),
            hands.part("hands", "hands", None, None),
            tongue.part("tongue", "tongue", None, None),
            mouth.teeth_part(source, positions, "upper", weights, shapes),
            mouth.teeth_part(source, positions, "lower", weights, shapes),
        ]
        for ball in self.marks.eyes:
            parts.append(eyes.eye_part(ball, self.bones))
            for number, surface in (("2", "upper lashes"), ("1", "lower lashes")):
                group = f"helper-{ball.side[0]}-eyelashes-{number}"
                parts.append(eyes.lash_part(source, positions, group, surface, ball, weights, shapes))
        return parts

    def _hair(self) -> list[Part]:
        own = self.hair
        over = locks.locks(own, self.bones, self.random("hair"), count=int(self.plan["locks"]))
        return [*hair.shell(own, self.bones), over]

    def _clothes(self) -> list[Part]:
        return clothes.Tailor(self.source, self.positions, self.weights, self.bones).parts()

    def _surfaces(self) -> list[Surface]:
        colours: dict[str, str] = self.plan["colours"]
        painter = face_paint.FacePainter(self.skin, np.flatnonzero(self.is_head), self.face_map, self.marks)
        skin = face_paint.paint(
            painter, self.source.mask("lips"), self.hair, colours, self.plan["brow"], self.random("skin")
        )
        lash = self.random("lashes")
        upper = eye_paint.lashes(colours, lash, count=58, upper=True)
        lower = eye_paint.lashes(colours, lash, count=34, upper=False)
        cloth = clothes.weave(self.random("weave"))
        weave, darker = jpeg(cloth, 90), jpeg(cloth * 0.80, 90)
        return [
            Surface("skin", "skin", picture=jpeg(skin), roughness=0.5),
            Surface("hands", "skin", colour=linear(colours["skin"]), roughness=0.5),
            Surface("mouth", "mouth", colour=(0.22, 0.045, 0.045, 1), roughness=0.35),
            Surface("tongue", "mouth", colour=(0.42, 0.13, 0.13, 1), roughness=0.35),
            Surface("teeth", "teeth", picture=jpeg(mouth.teeth_picture(self.random("teeth"))), roughness=0.2),
            Surface("eye", "eye", picture=jpeg(eye_paint.eye(colours, self.random("eye")), 92), roughness=0.1),
            Surface("blouse", "cloth", colour=linear(colours["blouse"]), roughness=0.6),
            Surface("trousers", "cloth", colour=linear(colours["blazer"]), picture=weave, roughness=0.9),
            Surface("shoes", "cloth", colour=(0.01, 0.01, 0.012, 1), roughness=0.3),
            Surface("blazer", "cloth", colour=linear(colours["blazer"]), picture=weave, roughness=0.9),
            Surface("lapels", "cloth", colour=linear(colours["blazer"]), picture=darker, roughness=0.9),
            Surface("buttons", "plain", colour=(0.012, 0.012, 0.016, 1), roughness=0.35),
            Surface(
                "hair shell",
                "hair",
                picture=png(locks.shell_picture(colours["hair"], self.random("shell"))),
                alpha="MASK",
                roughness=0.45,
            ),
            Surface("hair lining", "plain", colour=(0.006, 0.005, 0.005, 1), roughness=1.0),
            Surface(
                "hair",
                "hair",
                picture=png(locks.lock_picture(colours["hair"], self.random("locks"))),
                alpha="MASK",
                roughness=0.4,
            ),
            Surface("lower lashes", "lash", picture=png(lower), alpha="BLEND", double_sided=True),
            Surface("upper lashes", "lash", picture=png(upper), alpha="BLEND", double_sided=True),
        ]
