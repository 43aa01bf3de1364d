"""Ready-made pages for visitors without a session, in front of Django. See README.md."""
