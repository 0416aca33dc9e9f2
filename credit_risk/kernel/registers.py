"""Read what public registers and bureaus answer: JSON as they document it, in our own words."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_LEI = re.compile(r"[A-Z0-9]{18}[0-9]{2}")
_VAT = re.compile(r"([A-Z]{2})([0-9A-Z+*.]{2,12})")

# The European Union's own codes: Greece is EL, Northern Ireland XI.
_MEMBERS = (
    "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI"
)
VAT_COUNTRIES = frozenset(re.findall("..", _MEMBERS.replace(" ", "")))
_INSOLVENT = {"BANKRUPTCY", "INSOLVENCY", "LIQUIDATION", "VOLUNTARY_ARRANGEMENT"}
_DISSOLVED = {"DISSOLUTION"}
_VOID = {"WITHDRAWN_CANCELLED"}
# A register entry that only points to another one, or that never should have been.
LEI_SUPERSEDED = {"DUPLICATE", "ANNULLED", "CANCELLED"}


def value_at(payload: Any, path: str) -> Any:
    """Return what lies at a path like ``data.items[0].score``; None when nothing does.

    >>> value_at({"data": {"items": [{"score": 71}]}}, "data.items[0].score")
    71
    >>> value_at({"data": []}, "data[3].score") is None, value_at({"a": 1}, "a.b") is None
    (True, True)
    """
    found = payload
    for name, index in _STEP.findall(path):
        if index and isinstance(found, list) and int(index) < len(found):
            found = found[int(index)]
        elif name and isinstance(found, Mapping):
            found = found.get(name)
        else:
            return None
    return found


def is_lei(text: str) -> bool:
    """Tell whether a text is a legal entity identifier: its check digits (ISO 7064) say so.

    >>> is_lei("5493001KJTIIGC8Y1R12"), is_lei("5493001KJTIIGC8Y1R13"), is_lei("B12345678")
    (True, False, False)
    """
    text = text.upper()
    return bool(_LEI.fullmatch(text)) and int("".join(str(int(c, 36)) for c in text)) % 97 == 1


def day_of(text: Any) -> date | None:
    """Return the day of an ISO date or time, None when there is none.

    >>> day_of("2021-03-04T00:00:00Z"), day_of(None), day_of("soon")
    (datetime.date(2021, 3, 4), None, None)
    """
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None


def split_vat(vat: str, country: str = "") -> tuple[str, str] | None:
    """Return (country code, number) as the European register wants them, None for others.

    >>> split_vat("ES-B12.345.678"), split_vat("123456789", "GR"), split_vat("CHE123456789")
    (('ES', 'B12345678'), ('EL', '123456789'), None)
    """
    text = re.sub(r"[\s./-]", "", vat).upper()
    country = {"GR": "EL"}.get(country.upper(), country.upper())
    text = f"EL{text[2:]}" if text.startswith("GR") else text
    own = _VAT.fullmatch(text)
    if own and own[1] in VAT_COUNTRIES:
        return own[1], own[2]
    return (country, text) if country in VAT_COUNTRIES and text.isalnum() else None


def lei_record_of(record: Mapping) -> dict[str, Any]:
    """Return the identity and the status in one record of the LEI register.

    Keys: lei, legal_name, registration_number, address, country, status ("active", "insolvent",
    "dissolved"), status_date, renewal (dates or None), registration (the register's own status).
    :raise ValueError: the record does not have the documented form

    >>> said = lei_record_of({"attributes": {"lei": "L1", "entity": {
    ...     "legalName": {"name": "Acme"}, "status": "INACTIVE", "registeredAs": "123",
    ...     "expiration": {"date": "2020-05-01T00:00:00Z", "reason": "DISSOLVED"}},
    ...     "registration": {"status": "RETIRED"}}})
    >>> said["legal_name"], said["status"], said["status_date"]
    ('Acme', 'dissolved', datetime.date(2020, 5, 1))
    >>> lei_record_of({"attributes": {}})
    Traceback (most recent call last):
    ValueError: attributes.lei
    """
    for path in ("attributes.lei", "attributes.entity.legalName.name", "attributes.entity.status"):
        if not isinstance(value_at(record, path), str):
            raise ValueError(path)
    entity = record["attributes"]["entity"]
    status, since = _lei_status(entity)
    return {
        "lei": record["attributes"]["lei"],
        "legal_name": entity["legalName"]["name"],
        "registration_number": entity.get("registeredAs") or "",
        "address": _lei_address(entity.get("legalAddress") or {}),
        "country": value_at(entity, "legalAddress.country") or "",
        "status": status,
        "status_date": since,
        "renewal": day_of(value_at(record, "attributes.registration.nextRenewalDate")),
        "registration": value_at(record, "attributes.registration.status") or "",
    }


def _lei_status(entity: Mapping) -> tuple[str, date | None]:
    """Return (status, since): an insolvency that goes on outweighs an entry still active."""
    if entity["status"] == "INACTIVE":
        return "dissolved", day_of(value_at(entity, "expiration.date"))
    events = [
        event
        for group in entity.get("eventGroups") or []
        for event in group.get("events") or []
        if event.get("status") not in _VOID
    ]
    for kinds, status in ((_DISSOLVED, "dissolved"), (_INSOLVENT, "insolvent")):
        found = [event for event in events if event.get("type") in kinds]
        if found:
            days = [day_of(event.get("effectiveDate") or event.get("recordedDate"))
                    for event in found]  # fmt: skip
            return status, max(filter(None, days), default=None)
    return "active", None


def _lei_address(address: Mapping) -> str:
    town = " ".join(filter(None, [address.get("postalCode"), address.get("city")]))
    lines = [*(address.get("addressLines") or []), town, address.get("country")]
    return "\n".join(filter(None, lines))


def vat_answer_of(payload: Any) -> dict[str, Any]:
    """Return {valid, name, address} from an answer about a VAT number.

    Names that a country keeps to itself come as dashes: they are left out.
    :raise LookupError: the register could not say; its argument is the register's code
    :raise ValueError: the answer does not have the documented form

    >>> vat_answer_of({"valid": True, "name": "ACME SL", "address": "---"})
    {'valid': True, 'name': 'ACME SL', 'address': ''}
    >>> vat_answer_of({"actionSucceed": False, "errorWrappers": [{"error": "MS_UNAVAILABLE"}]})
    Traceback (most recent call last):
    LookupError: MS_UNAVAILABLE
    """
    error = value_at(payload, "errorWrappers[0].error") or value_at(payload, "userError")
    if error and error not in ("VALID", "INVALID"):
        raise LookupError(error)
    valid = value_at(payload, "valid")
    if not isinstance(valid, bool):
        raise ValueError("valid")
    name, address = (
        "" if set(text) <= {"-", " "} else text.strip()
        for text in (str(payload.get(key) or "") for key in ("name", "address"))
    )
    return {"valid": valid, "name": name, "address": address}


def translations_of(text: str) -> dict[str, str]:
    """Return the words of a table like ``A: active, INS = insolvent``, keys in capitals.

    >>> translations_of("A: active; ins = insolvent")
    {'A': 'active', 'INS': 'insolvent'}
    """
    pairs = (re.split(r"[:=]", part, maxsplit=1) for part in re.split(r"[;,\n]", text))
    return {pair[0].strip().upper(): pair[1].strip() for pair in pairs if len(pair) == 2}
