-- A copy of production asks nobody about customers, and pays for nothing.
UPDATE credit_provider SET active = FALSE, is_renewed = FALSE, api_key = NULL;
