"""The browser of the machine, and whether it can draw Korean."""

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ON_A_MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
INSTALL = "sudo apt-get install chromium fonts-noto-cjk"


@cache
def chromium() -> str | None:
    """The program to start, or None where browser tests cannot run."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if sys.platform == "darwin":
        return found or (str(ON_A_MAC) if ON_A_MAC.exists() else None)
    return found if _has_korean_font() else None


def _has_korean_font() -> bool:
    listing = shutil.which("fc-list")
    if listing is None:
        return False
    answer = subprocess.run([listing, ":lang=ko", "family"], capture_output=True, check=False)
    return bool(answer.stdout.strip())
