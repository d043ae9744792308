"""The VRM 1.0 humanoid bones: the body everywhere inside, in this order."""

_FINGERS = tuple(
    f"{side}{finger}{part}"
    for side in ("left", "right")
    for finger, parts in (
        ("Thumb", ("Metacarpal", "Proximal", "Distal")),
        ("Index", ("Proximal", "Intermediate", "Distal")),
        ("Middle", ("Proximal", "Intermediate", "Distal")),
        ("Ring", ("Proximal", "Intermediate", "Distal")),
        ("Little", ("Proximal", "Intermediate", "Distal")),
    )
    for part in parts
)

_PARENT: dict[str, str | None] = {
    "hips": None,
    "spine": "hips",
    "chest": "spine",
    "upperChest": "chest",
    "neck": "upperChest",
    "head": "neck",
    "leftEye": "head",
    "rightEye": "head",
    "jaw": "head",
}
for _side in ("left", "right"):
    _PARENT |= {
        f"{_side}UpperLeg": "hips",
        f"{_side}LowerLeg": f"{_side}UpperLeg",
        f"{_side}Foot": f"{_side}LowerLeg",
        f"{_side}Toes": f"{_side}Foot",
        f"{_side}Shoulder": "upperChest",
        f"{_side}UpperArm": f"{_side}Shoulder",
        f"{_side}LowerArm": f"{_side}UpperArm",
        f"{_side}Hand": f"{_side}LowerArm",
    }
for _name in _FINGERS:
    for _part, _above in (("Metacarpal", None), ("Intermediate", "Proximal"), ("Distal", "Intermediate")):
        if _name.endswith(_part):
            _root = _name.removesuffix(_part)
            _PARENT[_name] = f"{_root}{_above}" if _above else _name[: 4 if _name.startswith("left") else 5] + "Hand"
            break
    else:
        _root = _name.removesuffix("Proximal")
        _PARENT[_name] = f"{_root}Metacarpal" if "Thumb" in _name else ("left" if "left" in _name else "right") + "Hand"
    if "Thumb" in _name and _name.endswith("Distal"):
        _PARENT[_name] = _name.removesuffix("Distal") + "Proximal"

PARENT: dict[str, str | None] = _PARENT
"""Bone → the bone it hangs on, as VRM 1.0 lays the humanoid out."""

BONES: tuple[str, ...] = tuple(PARENT)
"""Names, parents before children; ``Motion.bones[:, i]`` turns ``BONES[i]``."""

BONE: dict[str, int] = {name: index for index, name in enumerate(BONES)}
"""Name → column."""
