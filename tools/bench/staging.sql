-- What the generator streams in; temporary, without indexes.
CREATE TEMPORARY TABLE bench_debtor (
    id integer, key integer, parent integer, name varchar, vat varchar, city varchar,
    email varchar, credit_limit numeric
);
CREATE TEMPORARY TABLE bench_move (
    id integer, kind varchar, debtor integer, date date, due date, currency varchar,
    amount numeric, balance numeric, amount_left numeric, balance_left numeric, state varchar
);
CREATE TEMPORARY TABLE bench_part (
    id integer, move integer, due date, amount numeric, balance numeric,
    amount_left numeric, balance_left numeric, full_id integer, matching varchar
);
CREATE TEMPORARY TABLE bench_match (
    id integer, debit integer, credit integer, amount numeric, balance numeric, date date,
    full_id integer
);
CREATE TEMPORARY TABLE bench_order (
    id integer, debtor integer, date date, currency varchar, amount numeric, state varchar
);
