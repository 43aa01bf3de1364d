"""A zone's whole library as one archive: what goes in, how it is written, who orders it."""
