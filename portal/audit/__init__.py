"""The access log: who saw whose personal data, when, from where, what and why."""
