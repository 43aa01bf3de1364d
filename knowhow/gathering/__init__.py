"""Old cases brought in from the files of a zone: many documents or a table become drafts."""
