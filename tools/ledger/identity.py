"""Invented Spanish companies: names, tax identities with valid check digits, addresses."""

import re
from typing import NamedTuple


class Town(NamedTuple):
    """A city, the code of its province in Odoo, its postcodes' prefix and its dialling prefix."""

    name: str
    province: str
    postcode: str
    dial: str


class Identity(NamedTuple):
    name: str
    vat: str
    street: str
    town: Town
    postcode: str
    phone: str
    contact: str
    domain: str


_TOWNS = """\
Madrid|M|280|91 · Barcelona|B|080|93 · Valencia|V|460|96 · Sevilla|SE|410|95
Zaragoza|Z|500|976 · Málaga|MA|290|952 · Murcia|MU|300|968 · Bilbao|BI|480|94
Alicante|A|030|965 · Córdoba|CO|140|957 · Valladolid|VA|470|983 · Vigo|PO|362|986
Gijón|O|332|985 · A Coruña|C|150|981 · Granada|GR|180|958 · Burgos|BU|090|947
Pamplona|NA|310|948 · Logroño|LO|260|941 · Girona|GI|170|972 · Lleida|L|250|973
Tarragona|T|430|977 · Castellón de la Plana|CS|120|964 · Almería|AL|040|950 · Cádiz|CA|110|956
Toledo|TO|450|925 · Salamanca|SA|370|923 · Santander|S|390|942 · Vitoria-Gasteiz|VI|010|945"""
TOWNS = tuple(Town(*row.split("|")) for row in re.split(" · |\n", _TOWNS))
STREETS = (
    "Calle Mayor", "Avenida de la Constitución", "Calle del Comercio",
    "Polígono Industrial Las Eras, calle", "Paseo de la Estación", "Calle de los Oficios",
    "Avenida de Europa", "Polígono El Olivar, parcela", "Ronda Norte", "Calle de la Industria",
    "Plaza del Mercado", "Camino Viejo",
)  # fmt: skip
TRADES = (
    "Suministros", "Talleres", "Distribuciones", "Construcciones", "Ferretería", "Papelería",
    "Almacenes", "Transportes", "Embalajes", "Carpintería", "Conservas", "Bodegas",
    "Electricidad", "Pinturas", "Maquinaria", "Textiles", "Muebles", "Imprenta", "Fontanería",
    "Lácteos", "Recambios", "Cerámicas", "Viveros", "Plásticos",
)  # fmt: skip
SEASONAL_TRADES = (
    "Hotel", "Camping", "Heladería", "Chiringuito", "Parque Acuático", "Hostal",
    "Escuela Náutica", "Cooperativa",
)  # fmt: skip
SURNAMES = (
    "Quintana", "Alcázar", "Belmonte", "Carrascal", "Dueñas", "Escudero", "Ferreiro", "Galindo",
    "Herrero", "Ibarra", "Jurado", "Lozano", "Montalbán", "Noguera", "Olmedo", "Pedraza",
    "Quiroga", "Robledo", "Salcedo", "Tejada", "Urrutia", "Valverde", "Zamorano", "Arriaga",
    "Barreiro", "Cifuentes", "Espinosa", "Figueroa", "Gallardo", "Hinojosa", "Llorente",
    "Manrique", "Navarrete", "Ordóñez", "Palacios", "Rebollo", "Sandoval", "Trujillo",
    "Velasco", "Yáñez",
)  # fmt: skip
GROUP_TRADES = ("", "Logística", "Servicios")
FIRST_NAMES = (
    "Marta", "Javier", "Lucía", "Andrés", "Pilar", "Sergio", "Elena", "Raúl", "Cristina",
    "Óscar", "Nuria", "Iván", "Beatriz", "Rubén", "Silvia", "Tomás", "Inés", "Gonzalo", "Rocío",
    "Emilio",
)  # fmt: skip
AMERICAN_NAMES = (
    "Harbor",
    "Maple Ridge",
    "Cascade",
    "Bluestone",
    "Prairie",
    "Lakeshore",
    "Redwood",
    "Summit",
)
AMERICAN_TRADES = ("Imports", "Gourmet Foods", "Trading", "Wholesale", "Home Goods")
ASCII = str.maketrans("áéíóúüñçÁÉÍÓÚÑ", "aeiouuncaeioun")


def company_vat(letter, number):
    """Return a Spanish company tax number with its check digit.

    :param letter: legal form, A or B (the ones whose check character is a digit)
    :param number: the seven digits, province first

    >>> company_vat("B", 5862520), company_vat("A", 1301158)
    ('ESB58625203', 'ESA13011580')
    """
    digits = [int(digit) for digit in f"{number:07d}"]
    doubled = sum(sum(divmod(2 * digit, 10)) for digit in digits[::2])
    return f"ES{letter}{number:07d}{-(doubled + sum(digits[1::2])) % 10}"


def slug(name):
    """Return a name as a host name label.

    >>> slug("Talleres Ordóñez e Ibarra, S.L.")
    'talleresordonezeibarra'
    """
    stem = name.split(",")[0].translate(ASCII).lower()
    return "".join(letter for letter in stem if letter.isascii() and letter.isalnum())


def spanish_identity(rng, key, stem):
    """Return an invented Spanish company named after `stem`; `key` makes its tax number unique."""
    form = rng.choice(("S.L.", "S.L.", "S.L.", "S.A."))
    name = f"{stem}, {form}"
    town = rng.choice(TOWNS)
    width = 9 - len(town.dial)
    return Identity(
        name=name,
        # The province's code leads; the rest is the key, scattered (7919 has no factor of 100 000).
        vat=company_vat(
            "A" if form == "S.A." else "B",
            int(town.postcode[:2]) * 100_000 + (key * 7919 + 48_137) % 100_000,
        ),
        street=f"{rng.choice(STREETS)} {rng.randint(1, 180)}",
        town=town,
        postcode=f"{town.postcode}{rng.randint(1, 40):02d}",
        phone=_grouped_phone(
            town.dial, rng.randrange(2 * 10 ** (width - 1), 9 * 10 ** (width - 1))
        ),
        contact=f"{rng.choice(FIRST_NAMES)} {rng.choice(SURNAMES)}",
        domain=f"{slug(name)}.example",
    )


def american_identity(rng):
    """Return an invented customer in the United States (no European tax number)."""
    name = f"{rng.choice(AMERICAN_NAMES)} {rng.choice(AMERICAN_TRADES)}, Inc."
    return Identity(
        name=name,
        vat="",
        street=f"{rng.randint(100, 990)} Market Street",
        town=Town("Portland", "OR", "97", "503"),
        postcode=f"972{rng.randint(1, 40):02d}",
        # 555-0100 to 555-0199 are kept for fiction.
        phone=f"+1 503-555-01{rng.randint(0, 99):02d}",
        contact=f"{rng.choice(('Dana', 'Alex'))} {rng.choice(('Reed', 'Hayes', 'Porter'))}",
        domain=f"{slug(name)}.example",
    )


def trading_stem(key):
    """Return a company's name without its form, another for each key.

    >>> trading_stem(0), trading_stem(41), trading_stem(960)
    ('Suministros Quintana', 'Fontanería Galindo', 'Suministros Quintana y Alcázar')
    """
    rank, lap = key % 960, key // 960
    return _stem(TRADES[(rank + rank // 40) % len(TRADES)], rank * 7, lap)


def seasonal_stem(key):
    """Return the name of a seasonal business; keys ten apart never share one.

    >>> seasonal_stem(5), seasonal_stem(13)
    ('Hotel Quintana', 'Camping Alcázar')
    """
    rank, lap = key // 10 % 320, key // 3200
    return _stem(SEASONAL_TRADES[(rank + rank // 40) % len(SEASONAL_TRADES)], rank, lap)


def group_stem(head, place):
    """Return the name of a holding (place 0) or of one of its subsidiaries.

    >>> group_stem(7, 0), group_stem(7, 2)
    ('Grupo Noguera', 'Noguera Servicios')
    """
    surname = SURNAMES[head // 20 * 3 % len(SURNAMES) - 27]
    return f"{surname} {GROUP_TRADES[place]}" if place else f"Grupo {surname}"


def _stem(trade, rank, lap):
    first, second = (SURNAMES[(rank + step) % len(SURNAMES)] for step in (0, lap))
    return f"{trade} {first} y {second}" if lap else f"{trade} {first}"


def _grouped_phone(dial, rest):
    """Return a Spanish phone number in groups of three.

    >>> _grouped_phone("91", 4155678)
    '+34 914 155 678'
    """
    digits = f"{dial}{rest}"
    return f"+34 {digits[:3]} {digits[3:6]} {digits[6:]}"
