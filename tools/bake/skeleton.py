"""MakeHuman's 163 bones reduced to the VRM humanoid, and its arms raised to the T-pose."""

from dataclasses import dataclass

import numpy as np

from yingren.core.bones import PARENT

from .mesh import Array, unit
from .source import Source

_FINGERS = {"Thumb": 1, "Index": 2, "Middle": 3, "Ring": 4, "Little": 5}
_PARTS = ("Proximal", "Intermediate", "Distal")
_THUMB_PARTS = ("Metacarpal", "Proximal", "Distal")

_MIDDLE_JOINTS = {
    "hips": "joint-pelvis",
    "spine": "joint-spine-4",
    "chest": "joint-spine-3",
    "upperChest": "joint-spine-2",
    "neck": "joint-neck",
    "head": "joint-head",
}
_SIDE_JOINTS = {
    "Eye": "eye",
    "Shoulder": "clavicle",
    "UpperArm": "shoulder",
    "LowerArm": "elbow",
    "Hand": "hand",
    "UpperLeg": "upper-leg",
    "LowerLeg": "knee",
    "Foot": "ankle",
    "Toes": "foot-1",
}
_MIDDLE_WEIGHTS = {
    "root": "hips",
    "spine05": "hips",
    "spine04": "spine",
    "spine03": "chest",
    "spine02": "upperChest",
    "spine01": "upperChest",
    "neck01": "neck",
    "neck02": "neck",
}
_SIDE_WEIGHTS = {
    "pelvis": "hips",
    "breast": "upperChest",
    "clavicle": "Shoulder",
    "shoulder01": "Shoulder",
    "upperarm01": "UpperArm",
    "upperarm02": "UpperArm",
    "lowerarm01": "LowerArm",
    "lowerarm02": "LowerArm",
    "wrist": "Hand",
    "metacarpal1": "Hand",
    "metacarpal2": "Hand",
    "metacarpal3": "Hand",
    "metacarpal4": "Hand",
    "upperleg01": "UpperLeg",
    "upperleg02": "UpperLeg",
    "lowerleg01": "LowerLeg",
    "lowerleg02": "LowerLeg",
    "foot": "Foot",
}


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The humanoid.

    The mesh is bound in MakeHuman's A-pose, where shoulders are well shaped; the nodes rest in the T-pose that VRM asks
    for, with no rotation. ``inverse_bind`` holds the difference.

    Attributes:
        names: VRM bone names, parents before children.
        parents: Index of the parent, −1 for hips.
        bind: float64 [J, 3], joints where the mesh was modelled.
        rest: float64 [J, 3], joints in the T-pose.
        turns: float64 [J, 3, 3], what turns a bone from the A-pose to the T-pose.
    """

    names: tuple[str, ...]
    parents: tuple[int, ...]
    bind: Array
    rest: Array
    turns: Array

    def index(self, name: str) -> int:
        """Place of a bone."""
        return self.names.index(name)

    @property
    def inverse_bind(self) -> Array:
        """float64 [J, 4, 4]."""
        out = np.tile(np.eye(4), (len(self.names), 1, 1))
        out[:, :3, :3] = self.turns
        out[:, :3, 3] = -np.einsum("jab,jb->ja", self.turns, self.bind)
        return out

    def only(self, count: int, name: str) -> Array:
        """Skin weights that hang ``count`` vertices on one bone: [count, J]."""
        out = np.zeros((count, len(self.names)))
        out[:, self.index(name)] = 1
        return out


def _turn(source: Array, target: Array) -> Array:
    """The smallest rotation matrix that takes one direction to another."""
    a, b = unit(source), unit(target)
    v, c = np.cross(a, b), float(a @ b)
    k = np.array([[0, -v[2], v[1]], [v[2], 0, -v[0]], [-v[1], v[0], 0]])
    return np.asarray(np.eye(3) + k + k @ k / (1 + c))


def _about_x(angle: float) -> Array:
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])


def _joint_names() -> dict[str, str]:
    out = dict(_MIDDLE_JOINTS)
    for side, letter in (("left", "l"), ("right", "r")):
        out |= {f"{side}{bone}": f"joint-{letter}-{joint}" for bone, joint in _SIDE_JOINTS.items()}
        for finger, number in _FINGERS.items():
            for part, name in enumerate(_THUMB_PARTS if finger == "Thumb" else _PARTS, 1):
                out[f"{side}{finger}{name}"] = f"joint-{letter}-finger-{number}-{part}"
    return out


def build(source: Source, positions: Array) -> Skeleton:
    """The skeleton of a shaped base mesh ``positions`` [V, 3]."""
    joints = _joint_names()
    names = tuple(name for name in PARENT if name in joints)
    parents = tuple(names.index(parent) if (parent := PARENT[name]) else -1 for name in names)
    bind = np.array([source.joint(positions, joints[name]) for name in names])
    turns = np.tile(np.eye(3), (len(names), 1, 1))
    for side, letter, along in (("left", "l", 1.0), ("right", "r", -1.0)):
        out = np.array([along, 0.0, 0.0])
        at = {name: bind[names.index(f"{side}{name}")] for name in ("UpperArm", "LowerArm", "Hand", "MiddleProximal")}
        upper = _turn(at["LowerArm"] - at["UpperArm"], out)
        lower = _turn(at["Hand"] - at["LowerArm"], out)
        hand = _turn(at["MiddleProximal"] - at["Hand"], out)
        across = hand @ (bind[names.index(f"{side}IndexProximal")] - bind[names.index(f"{side}LittleProximal")])
        # Palms face down when the index finger's side faces forward; half of that twist belongs to the forearm.
        roll = float(np.arctan2(across[1], across[2]))
        turned = {"UpperArm": upper, "LowerArm": _about_x(roll / 2) @ lower, "Hand": _about_x(roll) @ hand}
        for bone, turn in turned.items():
            turns[names.index(f"{side}{bone}")] = turn
        for finger, number in _FINGERS.items():
            parts = _THUMB_PARTS if finger == "Thumb" else _PARTS
            for part, name in enumerate(parts, 1):
                index = names.index(f"{side}{finger}{name}")
                if finger == "Thumb":
                    turns[index] = turned["Hand"]
                    continue
                end = source.joint(positions, f"joint-{letter}-finger-{number}-{part + 1}")
                turns[index] = _turn(turned["Hand"] @ (end - bind[index]), out) @ turned["Hand"]
    rest = np.zeros_like(bind)
    for index, above in enumerate(parents):
        rest[index] = bind[index] if above < 0 else rest[above] + turns[above] @ (bind[index] - bind[above])
    return Skeleton(names, parents, bind, rest, turns)


def weights_of(source: Source, skeleton: Skeleton) -> Array:
    """Skin weights of the base mesh, float64 [V, J], rows sum to 1."""
    out = np.zeros((len(source.mesh.positions), len(skeleton.names)))
    for bone, pairs in source.json("mpfb2/rigs/standard/weights.default.json")["weights"].items():
        if not pairs:
            continue
        table = np.array(pairs, dtype=np.float64)
        rows = table[:, 0].astype(np.int64)
        for name, share in _shares(bone):
            np.add.at(out[:, skeleton.index(name)], rows, table[:, 1] * share)
    total = out.sum(axis=1, keepdims=True)
    out[:, skeleton.index("head")] += total[:, 0] <= 0
    return out / np.where(total > 0, total, 1)


def _shares(bone: str) -> list[tuple[str, float]]:
    """Which humanoid bones carry a MakeHuman bone's weights."""
    if bone in _MIDDLE_WEIGHTS:
        return [(_MIDDLE_WEIGHTS[bone], 1.0)]
    if bone == "neck03":
        return [("neck", 0.5), ("head", 0.5)]
    stem, _, letter = bone.partition(".")
    side = {"L": "left", "R": "right"}.get(letter, "")
    if stem in _SIDE_WEIGHTS:
        name = _SIDE_WEIGHTS[stem]
        return [(name if name in ("hips", "upperChest") else f"{side}{name}", 1.0)]
    if stem.startswith("toe"):
        return [(f"{side}Toes", 1.0)]
    if stem.startswith("finger"):
        number, part = int(stem[6]), int(stem[8])
        finger = next(name for name, value in _FINGERS.items() if value == number)
        return [(f"{side}{finger}{(_THUMB_PARTS if finger == 'Thumb' else _PARTS)[part - 1]}", 1.0)]
    if stem == "eye":
        return [(f"{side}Eye", 1.0)]
    return [("head", 1.0)]
