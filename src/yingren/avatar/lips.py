"""How far the lips are apart: what a check of closed lips measures."""

import numpy as np

from ..core.errors import AvatarError
from ..core.language import say
from .model import Model, Posed


def lip_gap(posed: Posed) -> float:
    """The widest opening between the inner rims of the lips, metres; 0 where they touch all along or overlap.

    It is measured along the head's own vertical, so it does not change when the head turns.

    Raises:
        AvatarError: The model does not say where its lips are; files that ``tools/bake`` made do.
    """
    upper, lower, still = (_vertices(posed.model, name) for name in ("upper", "lower", "still"))
    rest, now = (positions[still].astype(np.float64) for positions in (posed.model.positions, posed.positions))
    # The skull does not bend: the turn that takes its vertices from rest to now is the head's (Kabsch).
    u, _, v = np.linalg.svd((rest - rest.mean(axis=0)).T @ (now - now.mean(axis=0)))
    turn = u @ np.diag([1.0, 1.0, np.sign(np.linalg.det(u @ v))]) @ v
    up = np.array([0.0, 1.0, 0.0]) @ turn
    gaps = (posed.positions[upper].astype(np.float64) - posed.positions[lower]) @ up
    return float(max(gaps.max(), 0.0))


def _vertices(model: Model, name: str) -> list[int]:
    own = model.information.get("yingren")
    lips = own.get("lips") if isinstance(own, dict) else None
    found = lips.get(name) if isinstance(lips, dict) else None
    count = len(model.positions)
    if not isinstance(found, list) or len(found) < 3 or not all(isinstance(v, int) and 0 <= v < count for v in found):
        raise AvatarError(
            say("This avatar does not say where its lips are.", "该形象没有标出嘴唇的位置。"),
            hint=say("Bake it with tools/bake, or check another avatar.", "请用 tools/bake 生成，或检查其他形象。"),
        )
    return found
