CREATE TYPE "subject_kind" AS ENUM ('topic', 'query', 'author', 'paper');
CREATE TYPE "interest_weight" AS ENUM ('less', 'normal', 'more');
CREATE TYPE "vote" AS ENUM ('more', 'less');
CREATE TYPE "quiet_days" AS ENUM ('skip', 'note');

ALTER TABLE "subscriber" ADD COLUMN "quiet_days" "quiet_days" NOT NULL DEFAULT 'skip';

CREATE TABLE "subject" (
    "id" SERIAL NOT NULL,
    "kind" "subject_kind" NOT NULL,
    "topic_id" INTEGER,
    "query" TEXT,
    "author" TEXT,
    "paper_id" INTEGER,

    CONSTRAINT "subject_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "subject_topic_id_key" ON "subject"("topic_id");
CREATE UNIQUE INDEX "subject_query_key" ON "subject"("query");
CREATE UNIQUE INDEX "subject_author_key" ON "subject"("author");
CREATE UNIQUE INDEX "subject_paper_id_key" ON "subject"("paper_id");
ALTER TABLE "subject" ADD CONSTRAINT "subject_topic_id_fkey" FOREIGN KEY ("topic_id") REFERENCES "topic"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "subject" ADD CONSTRAINT "subject_paper_id_fkey" FOREIGN KEY ("paper_id") REFERENCES "paper"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Every topic becomes the subject with its own number, and later subjects get higher ones than any topic ever had: so
-- interests, and the millions of deliveries that there may be, already name the right subjects.
INSERT INTO "subject" ("id", "kind", "topic_id") SELECT "id", 'topic', "id" FROM "topic";
SELECT setval('subject_id_seq', greatest((SELECT "last_value" FROM "topic_id_seq"), (SELECT max("id") FROM "topic")));

ALTER TABLE "interest" DROP CONSTRAINT "interest_topic_id_fkey";
ALTER TABLE "interest" RENAME COLUMN "topic_id" TO "subject_id";
ALTER INDEX "interest_topic_id_idx" RENAME TO "interest_subject_id_idx";
ALTER TABLE "interest" ADD COLUMN "weight" "interest_weight" NOT NULL DEFAULT 'normal';
ALTER TABLE "interest" ADD CONSTRAINT "interest_subject_id_fkey" FOREIGN KEY ("subject_id") REFERENCES "subject"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "delivery" RENAME COLUMN "topic_ids" TO "subject_ids";

CREATE TABLE "feedback" (
    "subscriber_id" INTEGER NOT NULL,
    "paper_id" INTEGER NOT NULL,
    "vote" "vote" NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "feedback_pkey" PRIMARY KEY ("subscriber_id","paper_id")
);
CREATE INDEX "feedback_paper_id_idx" ON "feedback"("paper_id");
ALTER TABLE "feedback" ADD CONSTRAINT "feedback_subscriber_id_fkey" FOREIGN KEY ("subscriber_id") REFERENCES "subscriber"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "feedback" ADD CONSTRAINT "feedback_paper_id_fkey" FOREIGN KEY ("paper_id") REFERENCES "paper"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "mute" (
    "id" SERIAL NOT NULL,
    "subscriber_id" INTEGER NOT NULL,
    "author" TEXT,
    "topic_id" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "mute_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "mute_topic_id_idx" ON "mute"("topic_id");
CREATE UNIQUE INDEX "mute_subscriber_id_author_key" ON "mute"("subscriber_id", "author");
CREATE UNIQUE INDEX "mute_subscriber_id_topic_id_key" ON "mute"("subscriber_id", "topic_id");
ALTER TABLE "mute" ADD CONSTRAINT "mute_subscriber_id_fkey" FOREIGN KEY ("subscriber_id") REFERENCES "subscriber"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "mute" ADD CONSTRAINT "mute_topic_id_fkey" FOREIGN KEY ("topic_id") REFERENCES "topic"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "paper" ADD COLUMN "pinned_at" TIMESTAMPTZ(3), ADD COLUMN "author_search" tsvector;
UPDATE "paper" SET "pinned_at" = now() WHERE "pinned";
ALTER TABLE "paper" DROP COLUMN "pinned";
CREATE INDEX "paper_pinned_at_idx" ON "paper"("pinned_at");

-- What Prisma's schema language cannot say ------------------------------------------------------

ALTER TABLE "subject" ADD CONSTRAINT "subject_is_one_thing" CHECK (
  num_nonnulls("topic_id", "query", "author", "paper_id") = 1
  AND CASE "kind"
    WHEN 'topic' THEN "topic_id" IS NOT NULL
    WHEN 'query' THEN "query" IS NOT NULL
    WHEN 'author' THEN "author" IS NOT NULL
    WHEN 'paper' THEN "paper_id" IS NOT NULL
  END);
ALTER TABLE "mute" ADD CONSTRAINT "mute_is_one_thing" CHECK (num_nonnulls("author", "topic_id") = 1);

-- A query, an author or a paper that nobody follows any more. The rows are locked first: when the last two followers
-- leave at once, the second one waits, and then sees that it was the last.
CREATE FUNCTION subject_drop_unfollowed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM subject s WHERE s.id IN (SELECT subject_id FROM removed) AND s.kind <> 'topic' ORDER BY s.id FOR UPDATE;
  DELETE FROM subject s WHERE s.id IN (SELECT subject_id FROM removed) AND s.kind <> 'topic'
    AND NOT EXISTS (SELECT FROM interest i WHERE i.subject_id = s.id);
  RETURN NULL;
END
$$;
CREATE TRIGGER interest_drop_unfollowed AFTER DELETE ON "interest"
  REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION subject_drop_unfollowed();

-- The words of names in plain letters, as `nameWords` in src/domain/author-name.ts makes them; a test holds the two
-- together. No text search configuration: those take "He" and "An" for words that say nothing.
CREATE FUNCTION author_words(authors text[]) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  WITH plain AS (
    SELECT regexp_replace(normalize(
      regexp_replace(regexp_replace(array_to_string(authors, ' ; '), '\\([^A-Za-z]|[A-Za-z](?=\{))', '', 'g'),
        '[\\{}''’ʼ`´]', '', 'g'), NFKD), '[\u0300-\u036f]', '', 'g') AS names
  ), spelt AS (
    SELECT lower(replace(replace(replace(replace(replace(replace(replace(
      translate(names, 'øØłŁđĐħĦıŧŦðÐ', 'oOlLdDhHitTdD'),
      'æ', 'ae'), 'Æ', 'AE'), 'œ', 'oe'), 'Œ', 'OE'), 'ß', 'ss'), 'þ', 'th'), 'Þ', 'TH')) AS names
    FROM plain
  )
  SELECT coalesce(array_agg(DISTINCT left(word, 100)), '{}')
  FROM spelt, regexp_split_to_table(names, '[\s.,;:"()<>/|*&+_~^#@!?=‐‑‒–—-]+') AS word WHERE word <> ''
$$;

CREATE OR REPLACE FUNCTION paper_keep_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.search := paper_search_vector(NEW.title, NEW.authors, NEW.abstract, NEW.categories);
  NEW.author_search := array_to_tsvector(author_words(NEW.authors));
  RETURN NEW;
END
$$;

UPDATE "paper" SET "author_search" = array_to_tsvector(author_words("authors"));
CREATE INDEX "paper_author_search_idx" ON "paper" USING GIN ("author_search");
