"""The process that reads one file: `python -m portal.media.reading FILE NAME`. Its answer is JSON on its output."""

import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path

from portal.media.reading.formats import read

MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 30
"""Of processor time."""
MOST_WRITTEN = 16 * 1024 * 1024
MOST_FILES = 64


def main(path: str, name: str) -> None:
    """Give up what is not needed, then open the file."""
    for kind, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_FSIZE, MOST_WRITTEN),
        (resource.RLIMIT_NOFILE, MOST_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    answer = asdict(read(Path(path), name=name))
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=True).encode("ascii"))


main(*sys.argv[1:])
