"""The hidden label: what a file says of itself, that a machine made it (GB 45438-2025)."""

import hashlib
import json
import os
import re
from dataclasses import dataclass
from typing import Self

from ..core.errors import InputError, MediaError
from ..core.language import say

KEY = "AIGC"
"""The name of the metadata entry, in every kind of file."""

PROVIDER_VARIABLE = "YINGREN_PROVIDER_CODE"
"""The environment variable that holds the provider's code."""

_FIELDS = {
    "label": "Label",
    "producer": "ContentProducer",
    "produce_id": "ProduceID",
    "reserved_producer": "ReservedCode1",
    "propagator": "ContentPropagator",
    "propagate_id": "PropagateID",
    "reserved_propagator": "ReservedCode2",
}
_ALLOWED = re.compile(r"[\x21\x23-\x5B\x5D-\x7E]*")
_PROVIDER = re.compile(r"0011([0-9A-Z]{18})([12])([0-9A-Z]{4})")
# GB 32100-2015: the letters a credit code may use, in the order of their values.
_CREDIT_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True, slots=True)
class Label:
    """What the entry ``AIGC`` says. Every field is text of printable ASCII without space, quote and backslash.

    Attributes:
        produce_id: Number of this piece of content, given by its maker.
        producer: The maker's 27-character provider code; empty when none is configured.
        label: ``"1"`` it is made by AI, ``"2"`` it may be, ``"3"`` it is suspected to be.
        propagator, propagate_id: The same for who spreads it; platforms fill these in.
        reserved_producer, reserved_propagator: For the integrity data of each.
    """

    produce_id: str
    producer: str = ""
    label: str = "1"
    propagator: str = ""
    propagate_id: str = ""
    reserved_producer: str = ""
    reserved_propagator: str = ""

    def __post_init__(self) -> None:
        for attribute, name in _FIELDS.items():
            if not _ALLOWED.fullmatch(getattr(self, attribute)):
                raise InputError(
                    say(
                        f"AI label: {name} may hold printable ASCII only, without space, quote and backslash.",
                        f"AI 标识：{name} 只能包含可打印 ASCII 字符，不含空格、引号和反斜杠。",
                    )
                )

    @classmethod
    def of(cls, content: bytes | str, *, provider: str | None = None) -> Self:
        """The label of something made here.

        Args:
            content: What makes the piece what it is, for example the digest of script, seed and settings. The same
                content gets the same number, other content another.
            provider: The provider code; ``None`` takes the configured one.
        """
        digest = hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()
        producer = provider_code() if provider is None else checked_provider(provider)
        return cls(produce_id=f"YR{digest[:32]}", producer=producer)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the entry.

        Raises:
            MediaError: It is not JSON of strings, or ``Label`` is missing.
        """
        try:
            found = json.loads(text)
            values = {attribute: found.get(name, "") for attribute, name in _FIELDS.items()}
            if values["label"] not in ("1", "2", "3") or not all(isinstance(value, str) for value in values.values()):
                raise ValueError(text)
            return cls(**values)
        except (ValueError, AttributeError, RecursionError, InputError) as error:
            raise MediaError(
                say(f"The AI label in the file is damaged: {text[:80]!r}.", f"文件中的 AI 标识已损坏：{text[:80]!r}。")
            ) from error

    def value(self) -> str:
        """The entry's text: JSON on one line, in the order of the standard."""
        return json.dumps(
            {name: getattr(self, attribute) for attribute, name in _FIELDS.items()}, separators=(",", ":")
        )

    def metadata(self) -> dict[str, str]:
        """As :func:`yingren.media.join.join` takes it."""
        return {KEY: self.value()}


def provider_code() -> str:
    """The configured provider code, or ``""``: it is given to a company by the authority, never invented here.

    Raises:
        InputError: ``YINGREN_PROVIDER_CODE`` is set to something that cannot be one.
    """
    return checked_provider(os.environ.get(PROVIDER_VARIABLE, "").strip())


def checked_provider(code: str) -> str:
    """The code itself, if it can be one: ``0011``, 18 characters of social credit code, ``1``, 4 for the service.

    Raises:
        InputError: It cannot; the message says which part is wrong.
    """
    if not code:
        return ""
    found = _PROVIDER.fullmatch(code)
    if found is None:
        raise _bad_provider(
            code,
            say(
                "it must be 27 characters: 0011, the 18-character social credit code, 1, and 4 for the service",
                "应为 27 个字符：0011、18 位统一社会信用代码、1、4 位服务编号",
            ),
        )
    if not _credit_code_holds(found[1]):
        raise _bad_provider(
            code,
            say(f"{found[1]} is no social credit code (its check digit is wrong)", f"{found[1]} 的校验位不正确"),
        )
    if found[2] != "1":
        raise _bad_provider(
            code,
            say("its 23rd character must be 1, for one who makes content", "第 23 位应为 1（生成合成服务提供者）"),
        )
    return code


def _bad_provider(code: str, reason: str) -> InputError:
    return InputError(
        say(f"The provider code “{code}” is wrong: {reason}.", f"服务提供者编码“{code}”有误：{reason}。"),
        hint=say(
            f"Correct {PROVIDER_VARIABLE}, or remove it to leave the field empty.",
            f"请更正 {PROVIDER_VARIABLE}，或删除它以留空该字段。",
        ),
    )


def _credit_code_holds(code: str) -> bool:
    """Whether the last of 18 characters is the check of the others (weights 3ⁱ mod 31)."""
    values = [_CREDIT_LETTERS.find(letter) for letter in code]
    if min(values) < 0:
        return False
    total = sum(value * pow(3, place, 31) for place, value in enumerate(values[:17]))
    return values[17] == -total % 31
