from odoo import fields, models

from ..kernel import history_columns, report_columns

FIELD_SELECTION = [
    (history_columns.CODE, "Customer code"),
    (history_columns.NAME, "Customer name"),
    (history_columns.VAT, "Customer VAT number"),
    (history_columns.COUNTRY, "Customer country"),
    (report_columns.SOURCE, "Source"),
    (report_columns.DATE, "Date of the report"),
    (report_columns.EXPIRY, "Valid until"),
    (report_columns.RATING, "Rating"),
    (report_columns.PD, "Probability of default"),
    (report_columns.PAYMENT_INDEX, "Payment index"),
    (report_columns.LIMIT, "Recommended limit"),
    (report_columns.NET_WORTH, "Net worth"),
    (report_columns.STATUS, "Status"),
    (report_columns.STATUS_DATE, "Status since"),
    ("legal_name", "Legal name"),
    ("registration_number", "Registration number"),
    ("lei", "LEI"),
    (report_columns.PERIOD_END, "Year ended on"),
    (report_columns.ASSETS, "Total assets"),
    ("current_assets", "Current assets"),
    ("current_liabilities", "Current liabilities"),
    ("working_capital", "Working capital"),
    ("liabilities", "Total liabilities"),
    ("equity", "Equity"),
    ("retained_earnings", "Retained earnings"),
    ("sales", "Sales"),
    ("ebit", "EBIT"),
    ("pretax_income", "Result before tax"),
    ("net_income", "Net income"),
    ("previous_net_income", "Net income, year before"),
    ("funds_from_operations", "Funds from operations"),
    (history_columns.CURRENCY, "Currency"),
]


class CreditReportImportColumn(models.TransientModel):
    """One column of the file and what it holds."""

    _name = "credit.report.import.column"
    _description = "Column of a file with reports"
    _inherit = ["credit.experience.import.header"]

    import_id = fields.Many2one("credit.report.import", required=True, ondelete="cascade")
    field = fields.Selection(
        FIELD_SELECTION,
        string="Holds",
        help="Leave empty what the import does not need.",
    )
