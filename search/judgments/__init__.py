"""How good search is: questions with graded documents, the scores they give, and what each release reached."""
