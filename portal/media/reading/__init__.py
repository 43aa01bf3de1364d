"""Take the text out of files that strangers made: in a process of its own, which may fail in any way.

Nothing here knows Django, the database or a secret; `process.py` is the only door.
"""
