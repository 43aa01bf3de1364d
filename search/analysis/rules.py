"""Tables of the Korean rules. Words of rooms do not belong here: rooms register them."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Compounds that Kiwi keeps whole although people search for their parts. Taught as words, they lower recall.
COMPOUNDS: dict[str, tuple[str, ...]] = {
    "규제특례": ("규제", "특례"),
    "규제자유": ("규제", "자유"),
    "스마트팜": ("스마트", "팜"),
    "로컬푸드": ("로컬", "푸드"),
    "수산물": ("수산", "물"),
    "농산물": ("농산", "물"),
    "특산물": ("특산", "물"),
    "축산물": ("축산", "물"),
    "임산물": ("임산", "물"),
    "도시재생": ("도시", "재생"),
    "마을기업": ("마을", "기업"),
    "사회적경제": ("사회", "경제"),
    "전지훈련": ("전지", "훈련"),
    "알밤": ("알", "밤"),  # who looks for chestnuts types 밤
    "군밤": ("군", "밤"),
    "햇밤": ("햇", "밤"),
    "산나물": ("산", "나물"),  # not 산나 + 물
    "봄나물": ("봄", "나물"),
    "콩나물": ("콩", "나물"),
}

# Spellings outside the loanword rules, and what the rules want.
LOANWORDS: dict[str, str] = {
    "컨텐츠": "콘텐츠",
    "컨텐트": "콘텐츠",
    "워크샵": "워크숍",
    "플랫홈": "플랫폼",
    "악세사리": "액세서리",
    "악세서리": "액세서리",
    "메세지": "메시지",
    "쥬스": "주스",
    "까페": "카페",
    "센타": "센터",
    "써비스": "서비스",
    "리더쉽": "리더십",
    "멤버쉽": "멤버십",
    "비지니스": "비즈니스",
    "캐릭타": "캐릭터",
    "앙케이트": "앙케트",
    "심포지움": "심포지엄",
    "라이센스": "라이선스",
    "프로포절": "프러포절",
    "타겟": "타깃",
    "컨셉": "콘셉트",
    "컨퍼런스": "콘퍼런스",
    "팜플렛": "팸플릿",
    "아울렛": "아울렛",
    "아웃렛": "아울렛",
    "케익": "케이크",
    "로보트": "로봇",
    "데이타": "데이터",
    "소세지": "소시지",
    "화이팅": "파이팅",
    "훼스티벌": "페스티벌",
    "페스티발": "페스티벌",
    "스케쥴": "스케줄",
    "모짜렐라": "모차렐라",
}

# Domain nouns that Kiwi's model does not cut out of glued names by itself.
NOUNS = ("특구", "특례", "중기부", "규제자유", "알밤", "장류", "한방", "홍삼", "참외", "오미자")

# Words that begin like a place and are none: known as wholes, they are not cut (대구 must not find 대구경).
LOOK_ALIKES = ("대구경", "구미호", "전주곡", "광주리", "고성능", "공주병", "안동네", "진주목걸이")

# Verbs that say nothing alone; VX stays otherwise, or 만드는 would be lost.
LIGHT_VERBS = _words(
    "하 있 없 되 않 보 주 지 싶 말 나 가 오 버리 이 아니 같 위하 대하 통하 따르 의하 관하 "
    "받 들 두 놓 내 그렇 이렇"
)
BOUND_NOUNS = _words(
    "것 거 수 등 때 중 바 점 데 이 그 저 및 곳 년 월 일 명 개 시 간 듯 만 뿐 대로 채 줄 리 터 외 내 "
    "때문 동안 따위 나름 무렵 즈음 쪽 편 측 적 번 분 가지 만큼 지 체 척"
)
EMPTY_PREFIXES = _words("제 각 매")

# A number and its counter are one term: 6차 산업 is not "6월 차량 산업재해"; 9조 is an article.
COUNTERS = _words("차 기 세대 호 단계 종 조 항 급 등급 대 회 위")
# Units behind a number that say nothing alone.
MEASURES = _words("명 원 톤 개 곳 평 마리 그루 달러 제곱미터 헥타르 kg t ha ㎡")
# Nouns that are counted without a blank and keep their meaning: 2천농가.
COUNTED = _words("농가 가구 어가 임가 업체 기업 학교 상자 점포")

# One-syllable endings that make a new noun of a searchable one. Wider lists bring back 유치 = 유치원.
NOUN_SUFFIXES = _words("물 업 망 품 권 률 율 량")
PLACE_SUFFIXES = _words("시 군 구 도 읍 면")
