"""Many values for PostgreSQL in one literal."""

from collections.abc import Iterable


def literal_of(values: Iterable[object]) -> str:
    r"""Return the values as PostgreSQL reads an array: text quoted, the rest as Python says it.

    A statement with an array per column is parsed at once; the same figures as VALUES take
    PostgreSQL as long to parse as to write.

    >>> from decimal import Decimal
    >>> literal_of([1, Decimal("2.50"), None, True])
    '{1,2.50,NULL,True}'
    >>> print(literal_of(['a "b" \\ c', '']))
    {"a \"b\" \\ c",""}
    """
    # Half a million values a night: written out, a call for each would cost as much again.
    items = [
        "NULL" if value is None else _quote(value) if isinstance(value, str) else str(value)
        for value in values
    ]
    return f"{{{','.join(items)}}}"


def _quote(text: str) -> str:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'
