"""The back-test of the score on ledgers in files, beside simple and strong rivals."""
