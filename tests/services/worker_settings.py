"""The test profile for a worker process that serves the database, index and media of one test."""

import os
from pathlib import Path

from portal.settings.test import *  # noqa: F403  (a profile builds on another)
from portal.settings.test import DATABASES

DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE_NAME"]
SEARCH_INDEX_DIR = Path(os.environ["TEST_INDEX_DIR"])
MEDIA_ROOT = Path(os.environ["TEST_MEDIA_ROOT"])
