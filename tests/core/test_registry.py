"""Names are looked up in one table; a wrong one is answered with the nearest."""

import pytest

from yingren.core.errors import UnknownName
from yingren.core.registry import Registry

TABLE: Registry[object] = Registry("nothing", "thing", "东西", {"frame": "yingren.core.frame:Frame"})


def test_a_name_is_loaded_from_where_it_is_defined() -> None:
    from yingren.core.frame import Frame

    assert TABLE.load("frame") is Frame
    assert list(TABLE) == ["frame"]
    assert "frame" in TABLE


def test_an_unknown_name_suggests_the_nearest() -> None:
    with pytest.raises(UnknownName, match="frame"):
        TABLE.load("fraem")
