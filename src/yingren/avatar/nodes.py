"""The node tree of a glTF file as a :class:`~.model.Skeleton`, and small matrix helpers."""

import numpy as np
import numpy.typing as npt

from .gltf import Gltf, broken, checked_index, numbers
from .model import Floats

Doubles = npt.NDArray[np.float64]
LARGEST_TREE = 20_000


class Tree:
    """Nodes in an order in which parents come before children.

    Attributes:
        order: File number of each node here.
        place: File number → place here.
        names, parents, translations, rotations, scales: As in ``Skeleton``.
    """

    def __init__(self, file: Gltf) -> None:
        nodes = file.items("nodes")
        if len(nodes) > LARGEST_TREE:
            raise broken(f"{len(nodes)} nodes", f"含 {len(nodes)} 个节点")
        above = [-1] * len(nodes)
        for number, node in enumerate(nodes):
            children = node.get("children", [])
            if not isinstance(children, list):
                raise broken("children is not a list", "children 不是列表")
            for child in children:
                index = checked_index(child, len(nodes), "node")
                if above[index] >= 0 or index == number:
                    raise broken("a node with two parents", "节点有两个父节点")
                above[index] = number
        self.order: list[int] = [number for number, parent in enumerate(above) if parent < 0]
        for number in self.order:
            # The list grows while it is read: parents are always passed first.
            self.order += [int(child) for child in nodes[number].get("children", [])]
        if len(self.order) != len(nodes):
            raise broken("nodes that are their own ancestors", "节点形成循环")
        self.place = {number: index for index, number in enumerate(self.order)}
        self.names = tuple(str(nodes[number].get("name", f"node {number}")) for number in self.order)
        self.parents = np.array([self.place.get(above[number], -1) for number in self.order], np.int32)
        local = [_local(nodes[number]) for number in self.order]
        self.translations = np.array([part[0] for part in local], np.float32).reshape(-1, 3)
        self.rotations = np.array([part[1] for part in local], np.float32).reshape(-1, 4)
        self.scales = np.array([part[2] for part in local], np.float32).reshape(-1, 3)

    def world(self) -> Doubles:
        """Rest matrices, float64 [N, 4, 4]."""
        return world_of(self.parents, self.translations, self.rotations, self.scales)


def _local(node: dict[str, object]) -> tuple[Doubles, Doubles, Doubles]:
    if "matrix" not in node:
        turn = numbers(node.get("rotation"), 4, "rotation", (0, 0, 0, 1))
        length = float(np.linalg.norm(turn))
        if length < 1e-6:
            raise broken("a rotation of length 0", "旋转四元数长度为 0")
        return (
            numbers(node.get("translation"), 3, "translation", (0, 0, 0)),
            turn / length,
            numbers(node.get("scale"), 3, "scale", (1, 1, 1)),
        )
    matrix = numbers(node["matrix"], 16, "matrix").reshape(4, 4).T
    scale = np.linalg.norm(matrix[:3, :3], axis=0)
    if scale.min() < 1e-9:
        raise broken("a node matrix without volume", "节点矩阵退化")
    if np.linalg.det(matrix[:3, :3]) < 0:
        scale[0] = -scale[0]
    return matrix[:3, 3], quaternion_of(matrix[:3, :3] / scale), scale


def matrix_of(quaternions: npt.NDArray[np.floating]) -> Doubles:
    """Rotation matrices [..., 3, 3] of unit quaternions xyzw [..., 4]."""
    x, y, z, w = np.moveaxis(np.asarray(quaternions, np.float64), -1, 0)
    rows = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
        [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
        [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
    ]
    return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)


def quaternion_of(matrix: Doubles) -> Doubles:
    """The quaternion xyzw of a rotation matrix [3, 3]."""
    m = matrix
    # The eigenvector of the largest eigenvalue is stable for every rotation (Bar-Itzhack).
    k = np.array(
        [
            [m[0, 0] - m[1, 1] - m[2, 2], m[0, 1] + m[1, 0], m[0, 2] + m[2, 0], m[2, 1] - m[1, 2]],
            [m[0, 1] + m[1, 0], m[1, 1] - m[0, 0] - m[2, 2], m[1, 2] + m[2, 1], m[0, 2] - m[2, 0]],
            [m[0, 2] + m[2, 0], m[1, 2] + m[2, 1], m[2, 2] - m[0, 0] - m[1, 1], m[1, 0] - m[0, 1]],
            [m[2, 1] - m[1, 2], m[0, 2] - m[2, 0], m[1, 0] - m[0, 1], m[0, 0] + m[1, 1] + m[2, 2]],
        ]
    )
    vector: Doubles = np.linalg.eigh(k)[1][:, -1]
    return vector if vector[3] >= 0 else -vector


def world_of(
    parents: npt.NDArray[np.int32],
    translations: npt.NDArray[np.floating],
    rotations: npt.NDArray[np.floating],
    scales: Floats,
) -> Doubles:
    """World matrices of nodes, float64 [N, 4, 4], from local parts; parents come first."""
    local = np.zeros((len(parents), 4, 4))
    local[:, :3, :3] = matrix_of(rotations) * scales[:, None, :]
    local[:, :3, 3] = translations
    local[:, 3, 3] = 1
    for index, parent in enumerate(parents):
        if parent >= 0:
            local[index] = local[parent] @ local[index]
    return local
