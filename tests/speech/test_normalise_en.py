import pytest
from hypothesis import given
from hypothesis import strategies as st

from yingren.speech.normalise import normalise
from yingren.speech.numbers_en import number, ordinal, whole, year


def said(text: str) -> str:
    return " ".join("".join(piece.spoken for piece in normalise(text, "en")).split())


CASES = """
On 2026-11-22 | On November twenty-second, twenty twenty-six
11/22/2026 | November twenty-second, twenty twenty-six
Nov. 22, 2026 | November twenty-second, twenty twenty-six
22 November 2026 | the twenty-second of November, twenty twenty-six
the 3rd of March | the third of March
March 3rd | March third
8:30 am | eight thirty A.M.
8:05 | eight oh five
9:00 | nine o'clock
5pm | five P.M.
10:00-11:30 | ten o'clock to eleven thirty
5.3% | five point three percent
10-20% | ten to twenty percent
$5.50 | five dollars and fifty cents
$1 | one dollar
$0.99 | ninety-nine cents
$3.5 million | three point five million dollars
$2bn | two billion dollars
€20 | twenty euros
¥199 | one hundred ninety-nine yuan
$99/month | ninety-nine dollars per month
100 USD | one hundred US dollars
555-123-4567 | five five five, one two three, four five six seven
(555) 123-4567 | five five five, one two three, four five six seven
3.5kg | three point five kilograms
1 km | one kilometer
120 km/h | one hundred twenty kilometers per hour
25°C | twenty-five degrees Celsius
-5°C | minus five degrees Celsius
16GB | sixteen gigabytes
5G | five G
4K | four K
1080p | ten eighty p
In 1999, we | In nineteen ninety-nine, we
in 2005 | in two thousand five
in 2026 | in twenty twenty-six
the 1990s | the nineteen nineties
the 80s | the eighties
2000 people | two thousand people
2020-2025 | twenty twenty to twenty twenty-five
1,234,567 | one million two hundred thirty-four thousand five hundred sixty-seven
1st | first
22nd | twenty-second
100th | one hundredth
1/2 | one half
2/3 | two thirds
3:2 | three to two
3-5 days | three to five days
pages 10–12 | pages ten to twelve
Dr. Smith | doctor Smith
Mr. Jones vs. Mrs. Jones | mister Jones versus missus Jones
St. Louis | saint Louis
Main St. | Main street
e.g. this | for example this
R&D | R. and D.
fish & chips | fish and chips
www.example.com | W.W.W. dot example dot com
a@b.com | a at b dot com
Python 3.11 | Python three point one one
v1.2.3 | v one point two point three
A4 | A. four
plan A is | plan A. is
A plan | A plan
Boeing 737 | Boeing seven thirty-seven
VIP | V.I.P.
#1 | number one
No. 5 | number five
call 911 | call nine one one
100+ | one hundred plus
2+2=4 | two plus two equals four
5x3 | five by three
3.14159 | three point one four one five nine
007 | double oh seven
-3 | minus three
10k | ten thousand
5M | five million
24/7 | twenty-four seven
2 dogs | two dogs
221B Baker St. | two hundred twenty-one B Baker street
Q4 2025 | Q four twenty twenty-five
Flight CA981 | Flight CA nine eighty-one
4 July 1776 | the fourth of July, seventeen seventy-six
100m in 10.49s | one hundred meters in ten point four nine seconds
π | pi
"""


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_english_says(case: str) -> None:
    written, expected = (part.strip() for part in case.split("|"))
    assert said(written) == expected


def test_numbers() -> None:
    assert whole(1_000_001) == "one million one"
    assert number("1,234.50") == "one thousand two hundred thirty-four point five zero"
    assert [ordinal(value) for value in (1, 5, 12, 20, 21)] == [
        "first",
        "fifth",
        "twelfth",
        "twentieth",
        "twenty-first",
    ]
    assert [year(value) for value in (1900, 1905, 2000)] == ["nineteen hundred", "nineteen oh five", "two thousand"]


@given(st.text(alphabet="0123456789 :-/.%$kgmKGB°CapmAstndrhx+=,'@Jan", max_size=40))
def test_pieces_cover_the_text(text: str) -> None:
    at = 0
    for piece in normalise(text, "en"):
        assert piece.at == at and piece.length > 0
        at += piece.length
    assert at == len(text)
