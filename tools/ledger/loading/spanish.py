"""What people typed in the add-ons' own demo data, as the Spanish office would have typed it."""

REASONS = {
    "limit_robles": "Paga a los pocos días del vencimiento desde hace años",
    "limit_vega": "Reducido desde 6.000: paga más tarde de mes en mes",
    "limit_marina": "Un año de pagos puntuales",
    "limit_aceros": "Doce años de relación comercial; vistas las cuentas del último ejercicio",
    "limit_aceros_logistica": "Parte del límite de su grupo",
    "limit_marina_season": "Reforma antes de la temporada; la primera mitad se paga a la entrega",
    "limit_bazar": "Efectos devueltos dos veces: pago por anticipado",
}
TEXTS = {
    "event_bazar_returned": {
        "note": "Adeudo devuelto por falta de fondos. Es el segundo este año."
    },
    "event_vega_dispute": {"note": "Dos palés llegaron mojados; abonado."},
    "report_vega_statement": {
        "source": "Cuentas depositadas",
        "note": "Falta de circulante: los proveedores financian las obras en curso.",
    },
    "group_aceros": {"reason": "La matriz dirige las dos empresas y avala sus deudas"},
    "approval_level_sales": {"name": "Dirección comercial"},
    "approval_level_credit": {"name": "Dirección de créditos"},
}
#: Names that each reader sees in his own language.
NAMES = {"product_pallet": "Palé de tornillería"}


def translate(env):
    """Put the Spanish texts in the place of the English ones, where there is demo data."""
    for name, reason in REASONS.items():
        if limit := _find(env, name):
            limit._set_closed({"reason": reason})
    for name, values in TEXTS.items():
        if record := _find(env, name):
            record.write(values)
    for name, text in NAMES.items():
        if record := _find(env, name):
            record.with_context(lang="es_ES").name = text


def _find(env, name):
    return env.ref(f"credit_risk.{name}", raise_if_not_found=False)
