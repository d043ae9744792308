"""The VRM 1.0 part of a file: humanoid, expressions, meta."""

from typing import Any

from ..core.bones import BONE
from .gltf import Gltf, broken, checked_index, mapping, objects
from .nodes import Tree

_REQUIRED = ("hips", "head")


def extension(file: Gltf) -> dict[str, Any]:
    """The ``VRMC_vrm`` object; empty for a plain glTF file."""
    extensions = mapping(file.document.get("extensions", {}), "extensions")
    if "VRM" in extensions and "VRMC_vrm" not in extensions:
        raise broken("it is VRM 0.x, of which only 1.0 can be read", "这是 VRM 0.x，目前只支持 1.0")
    return mapping(extensions.get("VRMC_vrm", {}), "VRMC_vrm")


def humanoid(file: Gltf, tree: Tree) -> dict[str, int]:
    """VRM bone name → place in the tree; empty for a plain glTF file."""
    found = extension(file)
    if not found:
        return {}
    bones = mapping(mapping(found.get("humanoid"), "humanoid").get("humanBones"), "humanBones")
    nodes = len(file.items("nodes"))
    out = {
        name: tree.place[checked_index(mapping(bone, name).get("node"), nodes, name)]
        for name, bone in bones.items()
        if name in BONE
    }
    for name in _REQUIRED:
        if name not in out:
            raise broken(f"its humanoid has no {name}", f"人形骨架缺少 {name}")
    return out


def expressions(file: Gltf, targets: dict[int, list[str]]) -> dict[str, dict[str, float]]:
    """Expression name → {shape: weight}.

    Args:
        file: The file.
        targets: Node number → names of the shapes of its mesh.
    """
    table = mapping(extension(file).get("expressions", {}), "expressions")
    out: dict[str, dict[str, float]] = {}
    for group in ("preset", "custom"):
        for name, expression in mapping(table.get(group, {}), group).items():
            binds = objects(mapping(expression, name).get("morphTargetBinds", []), "morphTargetBinds")
            weights: dict[str, float] = {}
            for bind in binds:
                names = targets.get(bind.get("node", -1), [])
                shape = names[checked_index(bind.get("index"), len(names), f"shape of {name}")]
                weight = bind.get("weight", 1.0)
                if not isinstance(weight, (int, float)) or not -10 <= weight <= 10:
                    raise broken(f"{name} has weight {weight!r}", f"{name} 的权重为 {weight!r}")
                weights[shape] = float(weight)
            out[name] = weights
    return out


def information(file: Gltf) -> dict[str, object]:
    """The meta block, and what the bake left under ``extras.yingren``."""
    out: dict[str, object] = dict(mapping(extension(file).get("meta", {}), "meta"))
    extras = file.document.get("extras")
    if isinstance(extras, dict) and isinstance(extras.get("yingren"), dict):
        out["yingren"] = extras["yingren"]
    return out
