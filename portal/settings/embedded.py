"""The default: one machine, SQLite, files, no service beside it."""

from portal.settings.base import *
