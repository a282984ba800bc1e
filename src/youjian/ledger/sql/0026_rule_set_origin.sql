-- Who gave a rule set: the city's profile, or the rules desk. A profile that says nothing of rules must not be
-- taken for one that takes back what the desk approved.

ALTER TABLE ledger.rule_sets ADD COLUMN origin text NOT NULL DEFAULT 'profile' CHECK (origin IN ('profile', 'desk'));
