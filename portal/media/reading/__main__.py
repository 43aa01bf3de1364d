"""The process that reads one file: `python -m portal.media.reading FILE NAME [outline]`. It answers with JSON."""

import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path

from portal.media.reading.formats import read
from portal.media.reading.outline_readers import dumped, read_outline

MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 30
"""Of processor time."""
MOST_WRITTEN = 16 * 1024 * 1024
MOST_FILES = 64


def main(path: str, name: str, what: str = "text") -> None:
    """Give up what is not needed, then open the file."""
    for kind, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_FSIZE, MOST_WRITTEN),
        (resource.RLIMIT_NOFILE, MOST_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    if what == "outline":
        sys.stdout.buffer.write(dumped(read_outline(Path(path), name=name)))
        return
    answer = asdict(read(Path(path), name=name))
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=True).encode("ascii"))


main(*sys.argv[1:])
