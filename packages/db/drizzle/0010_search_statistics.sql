-- What a word is estimated to find comes from a sample of the texts. In a small one a rare word that happens to be among them counts as
-- a common one, and then it is looked for in all leases by their age and not by its index.
ALTER TABLE "lease_search" ALTER COLUMN "words" SET STATISTICS 1000;
