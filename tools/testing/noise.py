"""Warnings that Odoo itself or this kind of machine logs: each with its reason, nothing of ours."""
from __future__ import annotations

import re
from typing import NamedTuple

from .odoo_log import Record


class Noise(NamedTuple):
    """A warning that is not ours: the logger's name and a pattern found in the message."""

    logger: str
    pattern: str
    reason: str

    def explains(self, record: Record) -> bool:
        """Tell whether this is the record meant, whatever its later lines say."""
        return self.logger == record.logger and bool(re.search(self.pattern, record.message))


KNOWN_NOISE = (
    Noise("odoo.service.server", r"Running as user 'root'", "a container has no other user"),
    Noise("odoo.cli.server", r"Running as user 'root'", "a container has no other user"),
    Noise("stderr", r"Running as user 'root'", "the same, before the log is set up"),
)
