"""The W3C's HTML checker, where `.ci/validator` has put it and Java is there to run it."""

import shutil
import subprocess
from pathlib import Path

from portal.settings.base import REPOSITORY

MISSING = "The HTML checker is missing: it needs npm to be fetched and Java to run. Then: .ci/validator"


def is_there() -> bool:
    """Whether pages can be checked on this machine."""
    return _jar() is not None and shutil.which("java") is not None


def messages(folder: Path) -> list[str]:
    """What the checker says of the .html files of a folder, a line a message; one start of Java for all."""
    answer = subprocess.run(
        [
            shutil.which("java") or "java",
            "-jar",
            str(_jar()),
            "--format",
            "gnu",
            *sorted(map(str, folder.glob("*.html"))),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    said = (answer.stdout + answer.stderr).splitlines()
    return [line.replace(f"file:{folder}/", "") for line in said if line]


def _jar() -> Path | None:
    found = REPOSITORY.glob("var/tools/vnu-*/node_modules/vnu-jar/build/dist/vnu.jar")
    return next(iter(sorted(found, reverse=True)), None)
