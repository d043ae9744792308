"""Named weights: where they come from, what they may be used for, and fetching them safely."""

from .manifest import Model, ModelFile, list_models, model_named
from .store import find, is_pulled, pull, remove

__all__ = ["Model", "ModelFile", "find", "is_pulled", "list_models", "model_named", "pull", "remove"]
