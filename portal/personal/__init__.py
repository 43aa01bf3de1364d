"""Personal data: what is kept, why, how long; consents; export and erasure; the privacy policy made of it."""
