"""Characters: VRM and GLB files, posed."""

from .avatar import Avatar, Measures
from .character import Character
from .library import list_avatars, open_avatar
from .model import Material, Model, Morph, Posed, Skeleton

__all__ = [
    "Avatar",
    "Character",
    "Material",
    "Measures",
    "Model",
    "Morph",
    "Posed",
    "Skeleton",
    "list_avatars",
    "open_avatar",
]
