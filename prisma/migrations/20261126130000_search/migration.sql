-- For searches by date, and for the newest of many matches.
CREATE INDEX "paper_published_at_idx" ON "paper"("published_at");
-- For searches in a category: it can be combined with the index of the words.
CREATE INDEX "paper_categories_idx" ON "paper" USING GIN ("categories");

-- What Prisma's schema language cannot say ------------------------------------------------------

-- The words of names in plain letters, as `nameWords` in src/domain/author-name.ts makes them, with their places: those
-- of one name stand side by side, those of the next begin 16 further on, so that a search for a first and a family name
-- finds one author and not two. Places end at 16383, with the thousandth author; from there on a name is only its words.
CREATE FUNCTION author_vector(authors text[]) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  WITH plain AS (
    SELECT regexp_replace(normalize(
      regexp_replace(regexp_replace(array_to_string(authors, chr(10)), '\\([^A-Za-z]|[A-Za-z](?=\{))', '', 'g'),
        '[\\{}''’ʼ`´]', '', 'g'), NFKD), '[\u0300-\u036f]', '', 'g') AS names
  ), spelt AS (
    SELECT lower(replace(replace(replace(replace(replace(replace(replace(
      translate(names, 'øØłŁđĐħĦıŧŦðÐ', 'oOlLdDhHitTdD'),
      'æ', 'ae'), 'Æ', 'AE'), 'œ', 'oe'), 'Œ', 'OE'), 'ß', 'ss'), 'þ', 'th'), 'Þ', 'TH')) AS names
    FROM plain
  ), words AS (
    SELECT left(word, 100) AS word, author, row_number() OVER (PARTITION BY author ORDER BY place) AS place
    FROM spelt, string_to_table(names, chr(10)) WITH ORDINALITY AS one(name, author),
      regexp_split_to_table(name, '[\s.,;:"()<>/|*&+_~^#@!?=‐‑‒–—-]+') WITH ORDINALITY AS part(word, place)
    WHERE word <> ''
  )
  SELECT coalesce(string_agg(
    '''' || replace(replace(word, '\', '\\'), '''', '''''') || ''':' || least((author - 1) * 16 + least(place, 12), 16383), ' '),
    '')::tsvector FROM words
$$;

CREATE OR REPLACE FUNCTION paper_keep_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.search := paper_search_vector(NEW.title, NEW.authors, NEW.abstract, NEW.categories);
  NEW.author_search := author_vector(NEW.authors);
  RETURN NEW;
END
$$;
DROP FUNCTION author_words;

UPDATE "paper" SET "author_search" = author_vector("authors");
