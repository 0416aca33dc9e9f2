"""Measures the suite on large seeded ledgers, beside the bare queries that it cannot beat."""
