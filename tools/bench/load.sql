-- From the staging tables to Odoo's own, set by set; the parameters are the ids of one company.
-- Invoices have one income line without tax: what is owed is the same, the ledger smaller.

ANALYZE bench_debtor, bench_move, bench_part, bench_match;

INSERT INTO res_partner (
    id, name, complete_name, commercial_company_name, commercial_partner_id, parent_id,
    is_company, active, partner_share, type, lang, email, email_normalized, vat, city,
    country_id, customer_rank, autopost_bills, credit_limit, create_uid, write_uid,
    create_date, write_date)
SELECT d.id, d.name, d.name, d.name, d.id, p.id,
       TRUE, TRUE, TRUE, 'contact', 'en_US', d.email, d.email, d.vat, d.city,
       %(country)s, 1, 'ask',
       CASE WHEN d.credit_limit > 0 THEN jsonb_build_object(%(company)s::text, d.credit_limit) END,
       1, 1, now(), now()
  FROM bench_debtor d
  LEFT JOIN bench_debtor p ON p.key = d.parent;

INSERT INTO account_full_reconcile (id, create_uid, write_uid, create_date, write_date)
SELECT DISTINCT full_id, 1, 1, now()::timestamp, now()::timestamp
  FROM bench_part WHERE full_id IS NOT NULL;

-- Posted moves: invoices, credit notes and the entries of payments.
INSERT INTO account_move (
    id, journal_id, company_id, partner_id, commercial_partner_id, currency_id, name,
    origin_payment_id, sequence_prefix, sequence_number, state, move_type, auto_post, payment_state,
    payment_reference, invoice_partner_display_name, date, invoice_date, invoice_date_due,
    invoice_currency_rate, amount_untaxed, amount_tax, amount_total, amount_residual,
    amount_untaxed_signed, amount_untaxed_in_currency_signed, amount_tax_signed,
    amount_total_signed, amount_total_in_currency_signed, amount_residual_signed,
    always_tax_exigible, checked, posted_before, made_sequence_gap, is_move_sent, create_uid,
    write_uid, create_date, write_date)
SELECT m.id, k.journal_id, %(company)s, d.id, d.id, k.currency_id, k.prefix || m.id,
       CASE WHEN m.kind = 'payment' THEN m.id END, k.prefix, m.id, 'posted', k.move_type, 'no',
       m.state,
       k.prefix || m.id, d.name, m.date, k.invoice_date, k.invoice_due,
       m.amount / NULLIF(m.balance, 0), k.sales_amount, 0, m.amount, k.is_sale * m.amount_left,
       k.sign * k.sales_balance, k.sign * k.sales_amount, 0,
       k.sign * m.balance, k.sign * m.amount, k.is_sale * k.sign * m.balance_left,
       TRUE, TRUE, TRUE, FALSE, FALSE, 1, 1, now(), now()
  FROM bench_move m
  JOIN bench_debtor d ON d.key = m.debtor
 CROSS JOIN LATERAL (
    SELECT CASE WHEN m.kind = 'payment' THEN %(bank)s ELSE %(sales)s END AS journal_id,
           CASE WHEN m.currency = 'USD' THEN %(usd)s ELSE %(eur)s END AS currency_id,
           CASE m.kind WHEN 'invoice' THEN 'FAC/' WHEN 'refund' THEN 'ABO/' ELSE 'BNC/' END
               || to_char(m.date, 'YYYY') || '/' AS prefix,
           CASE m.kind WHEN 'invoice' THEN 'out_invoice' WHEN 'refund' THEN 'out_refund'
                       ELSE 'entry' END AS move_type,
           CASE WHEN m.kind != 'payment' THEN m.date END AS invoice_date,
           CASE WHEN m.kind != 'payment' THEN m.due END AS invoice_due,
           CASE WHEN m.kind = 'payment' THEN 0 ELSE m.amount END AS sales_amount,
           CASE WHEN m.kind = 'payment' THEN 0 ELSE m.balance END AS sales_balance,
           CASE WHEN m.kind = 'payment' THEN 0 ELSE 1 END AS is_sale,
           CASE WHEN m.kind = 'refund' THEN -1 ELSE 1 END AS sign
 ) k;

INSERT INTO account_payment (
    id, move_id, journal_id, company_id, payment_method_line_id, payment_method_id, currency_id,
    partner_id, outstanding_account_id, destination_account_id, name, state, payment_type,
    partner_type, date, amount, amount_company_currency_signed, is_reconciled, is_matched, is_sent,
    create_uid, write_uid, create_date, write_date)
SELECT m.id, m.id, %(bank)s, %(company)s, %(method_line)s, %(method)s,
       CASE WHEN m.currency = 'USD' THEN %(usd)s ELSE %(eur)s END,
       d.id, %(outstanding)s, %(receivable)s, 'PAY' || m.id, 'in_process', 'inbound',
       'customer', m.date, m.amount, m.balance, TRUE, FALSE, FALSE, 1, 1, now(), now()
  FROM bench_move m
  JOIN bench_debtor d ON d.key = m.debtor
 WHERE m.kind = 'payment';

ANALYZE account_move;

-- Receivable lines, with what is left of them.
INSERT INTO account_move_line (
    id, move_id, move_name, parent_state, journal_id, company_id, company_currency_id, account_id,
    currency_id, partner_id, payment_id, full_reconcile_id, matching_number, name, display_type,
    date, invoice_date, date_maturity, debit, credit, balance, amount_currency, amount_residual,
    amount_residual_currency, reconciled, quantity, price_unit, price_subtotal, price_total,
    discount, no_followup, sequence, create_uid, write_uid, create_date, write_date)
SELECT p.id, m.id, m.name, 'posted', m.journal_id, m.company_id, %(eur)s, %(receivable)s,
       m.currency_id, m.partner_id, m.origin_payment_id, p.full_id, p.matching, m.name,
       CASE WHEN m.move_type = 'entry' THEN 'product' ELSE 'payment_term' END,
       m.date, m.invoice_date, p.due, GREATEST(p.balance, 0), GREATEST(-p.balance, 0), p.balance,
       p.amount, p.balance_left, p.amount_left, p.amount_left = 0,
       1, p.amount, p.amount, p.amount, 0, FALSE, 100, 1, 1, now(), now()
  FROM bench_part p
  JOIN account_move m ON m.id = p.move;

-- The other side: income, or money on its way to the bank.
INSERT INTO account_move_line (
    id, move_id, move_name, parent_state, journal_id, company_id, company_currency_id, account_id,
    currency_id, partner_id, payment_id, name, display_type, date, invoice_date, date_maturity,
    debit, credit, balance, amount_currency, amount_residual, amount_residual_currency, reconciled,
    quantity, price_unit, price_subtotal, price_total, discount, no_followup, sequence,
    create_uid, write_uid, create_date, write_date)
SELECT %(last_part)s + row_number() OVER (), m.id, m.name, 'posted', m.journal_id, m.company_id,
       %(eur)s, CASE WHEN b.kind = 'payment' THEN %(outstanding)s ELSE %(income)s END,
       m.currency_id, m.partner_id, m.origin_payment_id, m.name, 'product', m.date, m.invoice_date,
       CASE WHEN b.kind = 'payment' THEN m.date END,
       GREATEST(s.sign * b.balance, 0), GREATEST(-s.sign * b.balance, 0), s.sign * b.balance,
       s.sign * b.amount,
       CASE WHEN b.kind = 'payment' THEN b.balance ELSE 0 END,
       CASE WHEN b.kind = 'payment' THEN b.amount ELSE 0 END, FALSE,
       1, b.amount, b.amount, b.amount, 0, FALSE, 10, 1, 1, now(), now()
  FROM bench_move b
  JOIN account_move m ON m.id = b.id
 CROSS JOIN LATERAL (SELECT CASE WHEN b.kind = 'invoice' THEN -1 ELSE 1 END AS sign) s;

INSERT INTO account_partial_reconcile (
    id, debit_move_id, credit_move_id, full_reconcile_id, debit_currency_id, credit_currency_id,
    company_id, amount, debit_amount_currency, credit_amount_currency, max_date, create_uid,
    write_uid, create_date, write_date)
SELECT x.id, x.debit, x.credit, x.full_id, m.currency_id, m.currency_id, %(company)s, x.balance,
       x.amount, x.amount, x.date, 1, 1, now(), now()
  FROM bench_match x
  JOIN bench_part p ON p.id = x.debit
  JOIN account_move m ON m.id = p.move;

-- Confirmed orders that nobody has invoiced yet, and quotations.
INSERT INTO sale_order (
    id, name, company_id, partner_id, partner_invoice_id, partner_shipping_id, currency_id, state,
    date_order, invoice_status, currency_rate, amount_untaxed, amount_tax, amount_total, locked,
    create_uid, write_uid, create_date, write_date)
SELECT o.id, 'S' || o.id, %(company)s, d.id, d.id, d.id,
       CASE WHEN o.currency = 'USD' THEN %(usd)s ELSE %(eur)s END, o.state, o.date,
       CASE WHEN o.state = 'sale' THEN 'to invoice' ELSE 'no' END,
       CASE WHEN o.currency = 'USD' THEN %(dollar_rate)s ELSE 1 END,
       o.amount, 0, o.amount, FALSE, 1, 1, now(), now()
  FROM bench_order o
  JOIN bench_debtor d ON d.key = o.debtor;

INSERT INTO sale_order_line (
    order_id, sequence, company_id, currency_id, order_partner_id, product_id, product_uom_id,
    state, qty_delivered_method, invoice_status, name, product_uom_qty, price_unit, discount,
    price_subtotal, price_total, price_tax, price_reduce_taxexcl, price_reduce_taxinc,
    qty_delivered, qty_invoiced, qty_to_invoice, untaxed_amount_invoiced, untaxed_amount_to_invoice,
    is_downpayment, customer_lead, create_uid, write_uid, create_date, write_date)
SELECT o.id, 10, o.company_id, o.currency_id, o.partner_id, %(product)s, %(unit)s,
       o.state, 'manual', o.invoice_status, 'Material', 1, o.amount_total, 0,
       o.amount_total, o.amount_total, 0, o.amount_total, o.amount_total,
       0, 0, CASE WHEN o.state = 'sale' THEN 1 ELSE 0 END, 0,
       CASE WHEN o.state = 'sale' THEN o.amount_total ELSE 0 END,
       FALSE, 0, 1, 1, now(), now()
  FROM sale_order o
 WHERE o.id IN (SELECT id FROM bench_order);
