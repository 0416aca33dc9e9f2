"""The `KEY=VALUE` words of a command line."""
from __future__ import annotations

from .console import Failure

TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"", "0", "false", "no", "off"}


def parse(words: list[str]) -> dict[str, str]:
    """Return the options of a command line by name, in upper case.

    >>> parse(["DB=sales", "demo=1"])
    {'DB': 'sales', 'DEMO': '1'}
    """
    options = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or not key:
            raise Failure(f"“{word}” is not an option.", "Write options as NAME=value.")
        options[key.upper()] = value.strip()
    return options


def refuse_unknown(options: dict, known: tuple[str, ...]) -> None:
    """Raise a Failure that names the options a command does not have."""
    unknown = sorted(set(options) - set(known))
    if unknown:
        remedy = f"Known here: {', '.join(known)}." if known else "This command has no options."
        raise Failure(f"Unknown option: {', '.join(unknown)}.", remedy)


def flag(options: dict, name: str) -> bool:
    """Return a yes/no option, False when absent.

    >>> flag({"DEMO": "1"}, "DEMO"), flag({"DEMO": "no"}, "DEMO"), flag({}, "DEMO")
    (True, False, False)
    """
    word = options.get(name, "").lower()
    if word not in TRUE_WORDS | FALSE_WORDS:
        raise Failure(f"{name}={options[name]} is neither yes nor no.",
                      f"Write {name}=1 or omit it.")
    return word in TRUE_WORDS


def port(options: dict, name: str, default: int) -> int:
    """Return a port number.

    >>> port({"PORT": "8070"}, "PORT", 8069), port({}, "PORT", 8069)
    (8070, 8069)
    """
    word = options.get(name) or str(default)
    if not word.isdecimal() or not 0 < int(word) < 65536:
        raise Failure(f"{name}={word} is not a port.",
                      f"Give a number from 1 to 65535: {name}=8070.")
    return int(word)


def names(options: dict, name: str, default: tuple[str, ...]) -> tuple[str, ...]:
    """Return a comma-separated list of names.

    >>> names({"ADDONS": "credit_risk, debtor_portal"}, "ADDONS", ())
    ('credit_risk', 'debtor_portal')
    """
    words = [word.strip() for word in options.get(name, "").split(",")]
    return tuple(word for word in words if word) or default


def required(options: dict, name: str, example: str) -> str:
    """Return an option that the command cannot do without."""
    if not options.get(name):
        raise Failure(f"{name} is missing.", f"For example: {example}")
    return options[name]
