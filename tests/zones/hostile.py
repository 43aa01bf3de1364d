"""Strings that strangers type into addresses."""

HOSTILE = (
    "", " ", "\x00", "a\x00b", '"', "'", "''", "\\", "%", "%00", "_", "*", "(", ")", "((((", "AND OR NOT", "a:b", "vis:private",
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "{% url 'x' %}", "${jndi:ldap://x}", "../../etc/passwd",
    "1' OR '1'='1", "1; DROP TABLE zones_zone;--", "-1", "0", "1e309", "999999999999999999999999", "٣", "NaN", "null", "None", "undefined",
    "true", "[]", "{}", "\ud7a4", "ㄱ", "가" * 3000, "a " * 600, "\u202e\u200b\ufeff", "\u3164", "가".encode().decode("latin-1"),
    "ᄀ" + "ᅡ" + "ᆨ", "😀" * 50, "\r\nSet-Cookie: x=1", "//evil.example", "javascript:alert(1)", "--", "/*", "a" * 8000,
)  # fmt: skip
