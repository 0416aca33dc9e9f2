"""A seeded debtor book: believable, the same for a seed, of any size. Standard library only."""
