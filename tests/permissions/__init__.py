"""Who may do what at every address: the table, the swaps of numbers, the words that nobody may read."""
