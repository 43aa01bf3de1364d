"""The embedded profile with what makes tests quick and quiet."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

ROOMY = 2**30
_memory = Path("/dev/shm")  # noqa: S108 - mkdtemp makes a folder there that nobody else can enter
_home = _memory if _memory.exists() and shutil.disk_usage(_memory).free > ROOMY else None
# Each test process writes into a folder of its own, so that two never share an index, media or mail.
_folder = tempfile.mkdtemp(prefix="hanmadang-test-", dir=_home)
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["HANMADANG_VAR"] = _folder
os.environ.setdefault("DATABASE_URL", f"sqlite:///{_folder}/db.sqlite3")  # whatever .env says

from portal.settings.base import *  # noqa: E402 - reads the environment that the lines above prepare

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS["delivery"] = {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
SECRET_KEY = "test-" * 12
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
LOGGING["root"]["level"] = "ERROR"
PAGE_CACHE = False  # a test that wants pages kept says so
