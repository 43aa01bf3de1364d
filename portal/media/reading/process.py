"""The only door: read a file in a process that has no secrets, little time and little memory."""

import json
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from portal.media.reading.outlines import Outline
from portal.media.reading.texts import Passage, Place, Problem, Reading

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_SECONDS = 45
"""By the clock; processor time is limited in the process itself."""
ENVIRONMENT = {"LANG": "C.UTF-8", "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def read_apart(path: Path, *, name: str) -> Reading:
    """Read the text of a file for search."""
    said = _said(path, name)
    return Reading(problem=said) if isinstance(said, Problem) else _answer(said)


def read_outline_apart(path: Path, *, name: str) -> Outline:
    """Read what stands in a file and how."""
    said = _said(path, name, "outline")
    if isinstance(said, Problem):
        return Outline(problem=said)
    try:
        return Outline.from_json(json.loads(said))
    except (ValueError, KeyError, TypeError, IndexError):
        return Outline(problem=Problem.UNREAD)


def _said(path: Path, *arguments: str) -> bytes | Problem:
    """What the process says, however it ends: one that was killed or that fell is an answer too."""
    with tempfile.TemporaryFile() as output:  # a pipe would let it fill our memory
        try:
            code = subprocess.run(  # noqa: S603  (our own module; the name is data to it)
                [sys.executable, "-s", "-m", "portal.media.reading", str(path.resolve()), *arguments],
                cwd=ROOT,
                env=ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.DEVNULL,
                timeout=PATIENCE_SECONDS,
                check=False,
                start_new_session=True,
            ).returncode
        except subprocess.TimeoutExpired:
            return Problem.TOO_SLOW
        if code in {-signal.SIGXCPU, -signal.SIGKILL}:
            return Problem.TOO_SLOW
        output.seek(0)
        return output.read() if code == 0 else Problem.UNREAD


def _answer(said: bytes) -> Reading:
    try:
        told = json.loads(said)
        passages = tuple(
            Passage(Place(place), str(name), str(text)) for place, name, text in told["passages"]
        )
        problem = Problem(told["problem"]) if told["problem"] else None
        return Reading(str(told["file_format"]), passages, bool(told["is_cut"]), problem)
    except (ValueError, KeyError, TypeError):
        return Reading(problem=Problem.UNREAD)
