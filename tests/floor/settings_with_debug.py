"""Production settings in which somebody left DEBUG on."""

from portal.settings.production import *  # noqa: F403

DEBUG = True
