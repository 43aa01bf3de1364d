"""What may tell of a person is taken out of text; what only looks like it stays."""

import pytest

from portal.personal_data import without_personal_data


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("hong.gildong@example.kr 연락처", "[전자우편] 연락처"),
        ("hong(at)example.co.kr", "[전자우편]"),
        ("010-1234-5678", "[전화번호]"),
        ("01012345678 담당자", "[전화번호] 담당자"),
        ("010 1234 5678", "[전화번호]"),
        ("+82 10 1234 5678", "[전화번호]"),
        ("02)123-4567", "[전화번호]"),
        ("063-123-4567", "[전화번호]"),
        ("1588-1234", "[전화번호]"),
        ("900101-1234567", "[주민등록번호]"),
        ("9001011234567", "[주민등록번호]"),
        ("900101 5******", "[주민등록번호]"),
        ("M12345678", "[여권번호]"),
        ("m123a4567 분실", "[여권번호] 분실"),
        ("4111 1111 1111 1111", "[카드번호]"),
        ("11-22-123456-70", "[면허번호]"),
        ("110-234-567890 계좌", "[번호] 계좌"),
    ],
)
def test_what_tells_of_a_person_goes(text: str, masked: str) -> None:
    assert without_personal_data(text) == (masked, True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "공주 알밤특구",
        "농지법 제34조제1항",
        "A28-1",
        "2004 2009 2023",
        "2009-2023",
        "2026-07-01",
        "면적 66168628",
        "특구 184곳",
        "www.example.kr",
        "@나",
    ],
)
def test_other_words_and_numbers_stay(text: str) -> None:
    assert without_personal_data(text) == (text, False)
