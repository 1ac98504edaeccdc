-- Takes no time. Papers whose keys were chosen before have none until their keys are chosen again; it is computed for them.
ALTER TABLE "paper_terms" ADD COLUMN "length" REAL;
