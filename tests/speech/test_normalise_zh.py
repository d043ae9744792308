import pytest
from hypothesis import given
from hypothesis import strategies as st

from yingren.speech.normalise import normalise
from yingren.speech.numbers_zh import counting, digits, number, whole


def said(text: str) -> str:
    """What is heard, without spaces and slashes."""
    return "".join(piece.spoken for piece in normalise(text, "zh")).replace(" ", "").replace("/", "")


CASES = """
2026年11月22日 | 二零二六年十一月二十二日
今天是2026-11-22 | 今天是二零二六年十一月二十二日
2026/3/5发布 | 二零二六年三月五日发布
1998年出生 | 一九九八年出生
2020-2025年 | 二零二零到二零二五年
2026-03起 | 二零二六年三月起
100年 | 一百年
2年 | 两年
98年 | 九八年
90后和00后 | 九零后和零零后
80年代 | 八十年代
2年级 | 二年级
11月22日 | 十一月二十二日
2月2日 | 二月二日
8:30开始 | 八点三十分开始
14:05结束 | 十四点零五分结束
2:00 | 两点
12:30:15 | 十二点三十分十五秒
9:00-18:00 | 九点到十八点
9：30集合 | 九点三十分集合
比分3:2 | 比分三比二
以21:18获胜 | 以二十一比十八获胜
16:9的画面 | 十六比九的画面
增长了5.3% | 增长了百分之五点三
占比10%-20% | 占比百分之十到百分之二十
10-20% | 百分之十到百分之二十
下降-3% | 下降负百分之三
５％ | 百分之五
5‰ | 千分之五
¥199 | 一百九十九元
￥99.9/月 | 九十九点九元每月
99元/月 | 九十九元每月
¥1.2万 | 一点二万元
$3.5亿 | 三点五亿美元
$2 | 两美元
€20 | 二十欧元
HK$100 | 一百港元
100USD | 一百美元
¥99-199 | 九十九到一百九十九元
1200万元 | 一千二百万元
2元 | 两元
13812345678 | 幺三八，幺二三四，五六七八
138-1234-5678 | 幺三八，幺二三四，五六七八
010-62345678 | 零幺零，六二三四五六七八
400-820-8820 | 四零零，八二零，八八二零
拨打110 | 拨打幺幺零
电话：12345 | 电话：幺二三四五
110米 | 一百一十米
3.5kg | 三点五公斤
2kg | 两公斤
120km/h | 一百二十公里每小时
100m² | 一百平方米
16GB内存 | 十六G.B.内存
5G网络 | 五G.网络
4K和1080P | 四K.和一零八零P.
-5℃ | 零下五摄氏度
气温-5℃到3℃ | 气温零下五摄氏度到三摄氏度
3~5℃ | 三到五摄氏度
37.5° | 三十七点五度
3-5天 | 三到五天
2~3个小时 | 两到三个小时
2个 | 两个
12个 | 十二个
第2名 | 第二名
第2个 | 第二个
2楼 | 二楼
2万人 | 两万人
2000人 | 两千人
20000 | 两万
1,234,567 | 一百二十三万四千五百六十七
2.5亿 | 二点五亿
3,000多人 | 三千多人
1/2 | 二分之一
3.14 | 三点一四
-3.5 | 负三点五
007 | 零零七
3.14.1版 | 三点十四点一版
No.1 | 第一
#3 | 三号
双11 | 双十一
星期2 | 星期二
1+1=2 | 一加一等于二
5-3=2 | 五减三等于二
3×4 | 三乘四
≥18岁 | 大于等于十八岁
±5 | 正负五
T+1 | T.加一
100+ | 一百加
A+ | A.加
iPhone 15 | iPhone十五
GPT-4 | G.P.T.-四
A4纸 | A.四纸
B737 | B.七三七
GDP | G.D.P.
NASA | NASA
A股 | A.股
C++ | C.加加
中国vs日本 | 中国对日本
α粒子 | 阿尔法粒子
鲜の每日 | 鲜的每日
www.example.com | W.W.W.点example点com
info@yingren.cn | info艾特yingren点cn
比分分别是25:18、23:25 | 比分分别是二十五比十八、二十三比二十五
2-0战胜对手 | 二比零战胜对手
3·15晚会 | 三一五晚会
618大促 | 六一八大促
36.5℃~37.2℃ | 三十六点五摄氏度到三十七点二摄氏度
订单号20261122001 | 订单号二零二六幺幺二二零零幺
空气质量指数(AQI)为65 | 空气质量指数(A.Q.I.)为六十五
邮箱a@b.cn | 邮箱a艾特b点cn
2件打8折 | 两件打八折
24/7服务 | 二十四小时全天服务
"""


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_chinese_says(case: str) -> None:
    written, expected = (part.strip() for part in case.split("|"))
    assert said(written) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "零"), (10, "十"), (12, "十二"), (20, "二十"), (101, "一百零一"), (110, "一百一十"), (111, "一百一十一"),
        (200, "二百"), (1001, "一千零一"), (1010, "一千零一十"), (2026, "两千零二十六"), (10001, "一万零一"),
        (20300, "两万零三百"), (22000, "两万两千"), (110000, "十一万"), (100_000_000, "一亿"),
        (305_000_000, "三亿零五百万"), (1_000_100_010, "十亿零一十万零一十"), (-5, "负五"),
    ],
)  # fmt: skip
def test_whole_numbers(value: int, expected: str) -> None:
    assert whole(value) == expected


def _value(said: str) -> int:
    """Read a Chinese number back."""
    units = {"十": 10, "百": 100, "千": 1000}
    total = section = digit = 0
    for character in said:
        if character in "零一二三四五六七八九两":
            digit = 2 if character == "两" else "零一二三四五六七八九".index(character)
        elif character in units:
            section += (digit or (1 if character == "十" else 0)) * units[character]
            digit = 0
        elif character == "万":
            total += (section + digit) * 10**4
            section = digit = 0
        elif character == "亿":
            total = (total + section + digit) * 10**8
            section = digit = 0
    return total + section + digit


@given(st.integers(0, 10**12 - 1))
def test_a_said_number_is_read_back(value: int) -> None:
    assert _value(whole(value)) == value


def test_digits_and_counting() -> None:
    assert digits("2026") == "二零二六"
    assert digits("110", one="幺") == "幺幺零"
    assert counting("2") == "两" and counting("12") == "十二"
    assert number("1,234.50") == "一千二百三十四点五零"


@given(st.text(alphabet="0123456789年月日:-~/.%¥$€kgmKGB℃ 个两第一二AIx+=,，。的@", max_size=40))
def test_pieces_cover_the_text(text: str) -> None:
    pieces = normalise(text, "zh")
    at = 0
    for piece in pieces:
        assert piece.at == at and piece.length > 0
        at += piece.length
        if piece.plain:
            assert piece.spoken == text[piece.at : at]
    assert at == len(text)
