"""Strings that have broken search pages elsewhere."""

HOSTILE = (
    "", " ", "\x00", "공주\x00밤", "\ud800", "\udfff공주", "\ufffe", "\uffff", "\u200b", "\u202e공주",
    "\u3164", "\u115f\u1160", '"', '""', '"공주', "'", "';--", "' OR 1=1 --", "\\", "\\\\", "/", "//",
    "//공주//", "(", ")", "((((((((((", "[", "]", "{", "}", "*", "**", "?", "~", "^", "공주^10000000000",
    "공주~5", "+", "-", "--", "+-", "!", "!!", "&&", "||", "AND", "OR", "NOT", "AND OR NOT", "공주 AND",
    "NOT 공주", ":", "::", "title:", "title:공주", "f_province:x", "_exists_:title", "_id:1", "*:*",
    "[* TO *]", "{a TO z}", "language:en", "kind:zone) OR (kind:case", "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "{{7*7}}", "{% load x %}", "${jndi:ldap://x}", "%00", "%s%s%s%n",
    "../../etc/passwd", "javascript:alert(1)", "공주" * 5000, " ".join(["밤"] * 600), "a" * 10_000,
    "가" * 20_000, "ㄱㄴㄷ", "ㄱㅈ\\", "공ㄱ[", "ㅅㅊ(", "ㅏㅑㅓ", "\u1100\u1161\u11a8", "ＡＩ", "①②③", "㈜", "𝕊𝕡",
    "👨\u200d👩\u200d👧\u200d👦", "🏳️\u200d🌈", "1", "0", "-1", "1e309", "9" * 400, "NaN", "null", "None",
    "true", "藥令市", "ﷺ", "ﬁ", "İ", "ß", "\r\n", "\t", "\x1b[31m", "\x85", "\u2028",
)  # fmt: skip
