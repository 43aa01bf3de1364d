"""On which terms the data may be used, as every list, row and download says it."""

from django.urls import reverse
from ninja import Schema
from pydantic import Field

from portal.open_data.terms import Term

FACTS = Term(
    code="facts",
    name_ko="공개된 사실 · 한마당과 출처 표시",
    name_en="Published facts; name Hanmadang and the source",
)
SUMMARY = Term(
    code="summary",
    name_ko="한마당이 쓴 설명 · 한마당과 출처 표시",
    name_en="Explanation written by Hanmadang; name Hanmadang and the source",
)


class LicenceSchema(Schema):
    """On which terms the data may be used."""

    text_ko: str
    text_en: str
    url: str = Field(description="Where the terms are explained.")


def licence(site: str) -> LicenceSchema:
    """The terms of a list. `site` is scheme and host."""
    return LicenceSchema(
        text_ko=(
            "사실은 공개된 자료에서 읽어 한마당이 정리했습니다. 한마당과 각 행의 출처를 밝히면 자유롭게 쓸 수 있습니다. "
            "원문의 권리는 출처에 있습니다."
        ),
        text_en=(
            "Hanmadang compiled these facts from published sources. Use them freely, naming Hanmadang and the source of "
            "each row. Rights in the original texts stay with the sources."
        ),
        url=f"{site}{licence_path()}",
    )


def licence_path() -> str:
    """Where the terms are explained, in the language in force."""
    return f"{reverse('data')}#licence"
