"""Working copies: the contributor's form as a file that is filled in elsewhere and comes back."""
