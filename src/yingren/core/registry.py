"""One table per seam: a name, and where the thing of that name is defined."""

from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import entry_points
from typing import Generic, TypeVar, cast

from .errors import UnknownName

T = TypeVar("T")


class Registry(Generic[T]):
    """Names → ``"module:attribute"``, imported when asked for.

    Packages by others join through entry points in the group ``yingren.<seam>``.
    """

    def __init__(self, seam: str, kind_en: str, kind_zh: str, table: dict[str, str]) -> None:
        self._seam, self._kind, self._table = seam, (kind_en, kind_zh), dict(table)

    def _all(self) -> dict[str, str]:
        found = {point.name: point.value for point in entry_points(group=f"yingren.{self._seam}")}
        return found | self._table

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._all()))

    def __contains__(self, name: object) -> bool:
        return name in self._all()

    def load(self, name: str) -> T:
        """The thing of that name.

        Raises:
            UnknownName: Nothing has that name; the message lists or suggests what there is.
        """
        table = self._all()
        if name not in table:
            raise UnknownName(*self._kind, name, table)
        module, _, attribute = table[name].partition(":")
        return cast(T, getattr(import_module(module), attribute))
