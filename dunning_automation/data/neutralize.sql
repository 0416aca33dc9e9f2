-- A copy of production reminds nobody: what it would send goes to an address that does not exist.
UPDATE res_company
   SET dunning_test_email = 'reminders@neutralized.invalid';
