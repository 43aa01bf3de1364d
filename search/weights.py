"""What counts how much in the order of hits: the one place for it. Raise VERSION with every change of a number.

The page tells them under "왜 이 순서?", and `make judge SAVE=1` measures what a change does.
"""

from collections.abc import Mapping

from search.documents import TextField

VERSION = 2

FIELD_BOOSTS: Mapping[TextField, float] = {"title": 3.0, "aliases": 2.0, "summary": 1.5, "body": 1.0}
"""A word scores by its best field."""

FIELD_TIE = 0.3
"""How much of the score of its other fields is added."""

PHRASE_BOOST = 0.5
"""How much of a field's score is added again where all words stand next to each other in it."""

SYNONYM_BOOST = 0.5
"""A synonym counts less than the word itself, also where it is the rarer of both, which alone would score it higher."""

ARTICLE_BOOST = 20.0
"""Texts with the very article come before all that only tell of the law, be the article in a corner of a long page."""

MEANING_SHARE = 0.3
"""Of the order of the best hits this much is how alike question and document are in meaning, the rest is words. Without
the encoder words are all (study §3.3)."""
