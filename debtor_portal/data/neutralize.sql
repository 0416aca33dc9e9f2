-- A copy of production must not open the real debtors' pages with the links in their mailboxes.
UPDATE debtor_link SET is_revoked = true WHERE is_revoked IS NOT TRUE;
