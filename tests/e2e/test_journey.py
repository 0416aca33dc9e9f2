"""The life of a credit sale, with real commits, real mail and a real browser."""
from datetime import date, timedelta

import pytest

CUSTOMER = "pagos@olivares.example.com"
ISSUED_DAYS_AGO = 50
DUE_DAYS_AGO = 20


@pytest.fixture(scope="module")
def invoice(company):
    """An invoice that is 20 days overdue, of an order that was held and then released."""
    salesperson, manager, accountant = company.salesperson, company.manager, company.accountant
    order = salesperson.call("sale.order", "create", {
        "partner_id": company.reference("debtor"),
        "order_line": [(0, 0, {"product_id": company.reference("product")})],
    })
    salesperson.call("sale.order", "action_confirm", [order])
    assert salesperson.read("sale.order", order, "state", "credit_hold") == ["draft", True]

    manager.call("sale.order", "action_credit_release", [order], "Pays late, but always pays")
    salesperson.call("sale.order", "action_confirm", [order])
    assert salesperson.read("sale.order", order, "state", "credit_hold") == ["sale", False]

    wizard = salesperson.call("sale.advance.payment.inv", "create", {
        "advance_payment_method": "delivered", "sale_order_ids": [(6, 0, [order])]})
    salesperson.call("sale.advance.payment.inv", "create_invoices", [wizard])
    [number] = salesperson.read("sale.order", order, "invoice_ids")
    accountant.call("account.move", "write", [number], {
        "invoice_date": str(date.today() - timedelta(days=ISSUED_DAYS_AGO)),
        "invoice_payment_term_id": False,
        "invoice_date_due": str(date.today() - timedelta(days=DUE_DAYS_AGO)),
    })
    accountant.call("account.move", "action_post", [number])
    return number


def test_from_a_held_order_to_a_closed_case(company, invoice, new_page):
    accountant = company.accountant
    assert accountant.read("account.move", invoice, "state", "payment_state") == [
        "posted", "not_paid"]

    company.run_cron("dunning_automation.ir_cron_run")
    [mail] = company.wait_for_mail(CUSTOMER)
    assert accountant.read("account.move", invoice, "name") in mail.html
    [link] = {link for link in mail.links if "/my/debts/link/" in link}
    [case] = accountant.call("dunning.case", "search", [
        ["partner_id", "=", company.reference("debtor")]])
    assert accountant.read("dunning.case", case, "state") == "open"

    pay_everything(new_page(), link)

    paid = accountant.read("account.move", invoice, "payment_state", "amount_residual")
    assert paid[0] in ("paid", "in_payment")
    assert paid[1] == 0
    assert accountant.read("dunning.case", case, "state") == "closed"

    company.run_cron("dunning_automation.ir_cron_run")
    company.wait_for_empty_queue()
    assert len(company.mail_to(CUSTOMER)) == 1, "a paid debt was claimed again"


def pay_everything(page, link):
    """Follow the link of the reminder and pay what it preselects with the demo provider."""
    page.goto(link)
    page.locator("input[name=line_ids]:checked").first.wait_for()
    page.click("button[name=pay]")
    page.locator("form#o_payment_form").wait_for()
    page.locator("input[name=o_payment_radio]").first.check()
    page.locator("button[name=o_payment_submit_button]:not([disabled])").first.click()
    page.locator("[name=payment_done]").wait_for()
    page.locator("[name=nothing_to_pay]").wait_for()


def test_the_reasons_for_a_hold_are_on_the_form(company, new_page):
    order = company.salesperson.call("sale.order", "create", {
        "partner_id": company.reference("debtor"),
        "order_line": [(0, 0, {"product_id": company.reference("product"),
                               "product_uom_qty": 3})],
    })
    page = new_page("journey_salesperson")
    page.goto(f"{company.url}/odoo/orders/{order}")
    page.locator("button[name=action_confirm]:visible").first.click()
    page.get_by_text("This order waits for a credit decision.").wait_for()
    page.locator("[name=credit_banner]").get_by_text("credit limit").wait_for()
    assert company.salesperson.read("sale.order", order, "state") == "draft"
