"""How a visitor wants to see the portal: colours and text size, kept in one cookie without a session."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

COOKIE_NAME = "display"
COOKIE_AGE_SECONDS = 365 * 24 * 3600
MODES = ("light", "high-contrast", "theme")
"""`theme` follows the device."""
TEXT_SIZES = ("normal", "large", "larger")


@dataclass(frozen=True)
class Display:
    """A choice; the default is what a visitor without the cookie sees."""

    mode: str = "light"
    text: str = "normal"


def read_display(cookie: str) -> Display:
    """The choice a cookie holds; anything unknown in it counts as the default."""
    mode, _separator, text = cookie.partition(".")
    default = Display()
    return Display(
        mode=mode if mode in MODES else default.mode, text=text if text in TEXT_SIZES else default.text
    )


def display_of(request: HttpRequest) -> Display:
    """The choice of this visitor."""
    return read_display(request.COOKIES.get(COOKIE_NAME, ""))


def keep_display(response: HttpResponse, display: Display, *, is_secure: bool) -> None:
    """Put the choice into the cookie for a year; the default needs none."""
    if display == Display():
        response.delete_cookie(COOKIE_NAME, samesite="Lax")
        return
    response.set_cookie(
        COOKIE_NAME,
        f"{display.mode}.{display.text}",
        max_age=COOKIE_AGE_SECONDS,
        samesite="Lax",
        httponly=True,
        secure=is_secure,
    )
