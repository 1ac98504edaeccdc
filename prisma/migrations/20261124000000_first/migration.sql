-- Case-insensitive text for addresses, slugs and DOIs.
CREATE EXTENSION IF NOT EXISTS citext;


-- CreateEnum
CREATE TYPE "subscriber_status" AS ENUM ('pending', 'active', 'unsubscribed', 'bounced', 'complained');

-- CreateEnum
CREATE TYPE "cadence" AS ENUM ('daily', 'weekly', 'monthly');

-- CreateEnum
CREATE TYPE "topic_kind" AS ENUM ('archive', 'category', 'curated');

-- CreateEnum
CREATE TYPE "digest_status" AS ENUM ('planning', 'sending', 'paused', 'finished', 'cancelled');

-- CreateEnum
CREATE TYPE "delivery_state" AS ENUM ('queued', 'sending', 'sent', 'failed', 'unknown', 'suppressed', 'skipped', 'cancelled');

-- CreateEnum
CREATE TYPE "suppression_reason" AS ENUM ('bounce', 'complaint', 'manual', 'erased');

-- CreateTable
CREATE TABLE "installation" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "address_salt" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "installation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "subscriber" (
    "id" SERIAL NOT NULL,
    "email" CITEXT NOT NULL,
    "address_hash" BYTEA NOT NULL,
    "name" TEXT,
    "status" "subscriber_status" NOT NULL DEFAULT 'pending',
    "cadence" "cadence" NOT NULL DEFAULT 'daily',
    "timezone" TEXT NOT NULL DEFAULT 'UTC',
    "hour" SMALLINT NOT NULL DEFAULT 8,
    "max_papers" SMALLINT NOT NULL DEFAULT 10,
    "next_due_at" TIMESTAMPTZ(3),
    "last_digest_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "confirmed_at" TIMESTAMPTZ(3),
    "unsubscribed_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "subscriber_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "subscription_request" (
    "id" UUID NOT NULL,
    "subscriber_id" INTEGER NOT NULL,
    "form" TEXT NOT NULL,
    "text_version" TEXT NOT NULL,
    "client_ip" TEXT,
    "ip_prefix" TEXT,
    "mail_domain" TEXT NOT NULL,
    "choices" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "mailed_at" TIMESTAMPTZ(3),
    "token_hash" BYTEA,
    "expires_at" TIMESTAMPTZ(3),
    "confirmed_at" TIMESTAMPTZ(3),
    "confirmed_ip" TEXT,

    CONSTRAINT "subscription_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "subscriber_event" (
    "id" SERIAL NOT NULL,
    "subscriber_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "subscriber_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "topic" (
    "id" SERIAL NOT NULL,
    "slug" CITEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "kind" "topic_kind" NOT NULL,
    "heading" TEXT NOT NULL,
    "query" TEXT,
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "topic_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "interest" (
    "subscriber_id" INTEGER NOT NULL,
    "topic_id" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "interest_pkey" PRIMARY KEY ("subscriber_id","topic_id")
);

-- CreateTable
CREATE TABLE "paper" (
    "id" SERIAL NOT NULL,
    "arxiv_id" TEXT,
    "version" SMALLINT,
    "doi" CITEXT,
    "title_key" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "abstract" TEXT NOT NULL,
    "authors" TEXT[],
    "categories" TEXT[],
    "primary_category" TEXT,
    "published_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3),
    "url" TEXT,
    "comment" TEXT,
    "journal_ref" TEXT,
    "links" JSONB NOT NULL DEFAULT '[]',
    "thumbnail_url" TEXT,
    "summary" TEXT,
    "upvotes" INTEGER NOT NULL DEFAULT 0,
    "comments" INTEGER NOT NULL DEFAULT 0,
    "stars" INTEGER NOT NULL DEFAULT 0,
    "points" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "featured_at" TIMESTAMPTZ(3),
    "fresh_at" TIMESTAMPTZ(3) NOT NULL,
    "withdrawn" BOOLEAN NOT NULL DEFAULT false,
    "hidden" BOOLEAN NOT NULL DEFAULT false,
    "pinned" BOOLEAN NOT NULL DEFAULT false,
    "note" TEXT,
    "sample" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "search" tsvector,

    CONSTRAINT "paper_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "paper_topic" (
    "paper_id" INTEGER NOT NULL,
    "topic_id" INTEGER NOT NULL,

    CONSTRAINT "paper_topic_pkey" PRIMARY KEY ("topic_id","paper_id")
);

-- CreateTable
CREATE TABLE "signal" (
    "id" SERIAL NOT NULL,
    "paper_id" INTEGER NOT NULL,
    "source" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "upvotes" INTEGER,
    "comments" INTEGER,
    "stars" INTEGER,

    CONSTRAINT "signal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "source" (
    "name" TEXT NOT NULL,
    "next_request_at" TIMESTAMPTZ(3),
    "blocked_until" TIMESTAMPTZ(3),
    "last_attempt_at" TIMESTAMPTZ(3),
    "last_success_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "last_result" JSONB,

    CONSTRAINT "source_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "http_validator" (
    "url" TEXT NOT NULL,
    "etag" TEXT,
    "last_modified" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "http_validator_pkey" PRIMARY KEY ("url")
);

-- CreateTable
CREATE TABLE "digest" (
    "id" SERIAL NOT NULL,
    "origin" TEXT NOT NULL,
    "cadence" "cadence",
    "slot" TIMESTAMPTZ(3),
    "status" "digest_status" NOT NULL DEFAULT 'planning',
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "topic_ids" INTEGER[],
    "subscriber_ids" INTEGER[],
    "targeted" BOOLEAN NOT NULL DEFAULT false,
    "idempotency_key" TEXT,
    "request_hash" BYTEA,
    "plan_cursor" INTEGER NOT NULL DEFAULT 0,
    "planned_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "problem" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "digest_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "digest_paper" (
    "digest_id" INTEGER NOT NULL,
    "paper_id" INTEGER NOT NULL,
    "upvotes" INTEGER NOT NULL,
    "score" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "digest_paper_pkey" PRIMARY KEY ("digest_id","paper_id")
);

-- CreateTable
CREATE TABLE "delivery" (
    "id" BIGSERIAL NOT NULL,
    "digest_id" INTEGER NOT NULL,
    "subscriber_id" INTEGER,
    "state" "delivery_state" NOT NULL,
    "attempt" SMALLINT NOT NULL DEFAULT 0,
    "message_id" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "next_attempt_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "detail" TEXT,
    "paper_ids" INTEGER[],
    "topic_ids" INTEGER[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "suppression" (
    "id" SERIAL NOT NULL,
    "address_hash" BYTEA NOT NULL,
    "email" CITEXT,
    "reason" "suppression_reason" NOT NULL,
    "note" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "suppression_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "caught_mail" (
    "id" SERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "envelope_to" TEXT NOT NULL,
    "envelope_from" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "raw" BYTEA NOT NULL,

    CONSTRAINT "caught_mail_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "admin" (
    "id" SERIAL NOT NULL,
    "email" CITEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "admin_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "admin_session" (
    "token_hash" BYTEA NOT NULL,
    "admin_id" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "admin_session_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "api_token" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_token_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "subscriber_email_key" ON "subscriber"("email");

-- CreateIndex
CREATE UNIQUE INDEX "subscriber_address_hash_key" ON "subscriber"("address_hash");

-- CreateIndex
CREATE INDEX "subscriber_cadence_next_due_at_idx" ON "subscriber"("cadence", "next_due_at");

-- CreateIndex
CREATE INDEX "subscriber_status_id_idx" ON "subscriber"("status", "id");

-- CreateIndex
CREATE UNIQUE INDEX "subscription_request_token_hash_key" ON "subscription_request"("token_hash");

-- CreateIndex
CREATE INDEX "subscription_request_subscriber_id_created_at_idx" ON "subscription_request"("subscriber_id", "created_at");

-- CreateIndex
CREATE INDEX "subscription_request_ip_prefix_created_at_idx" ON "subscription_request"("ip_prefix", "created_at");

-- CreateIndex
CREATE INDEX "subscription_request_mail_domain_mailed_at_idx" ON "subscription_request"("mail_domain", "mailed_at");

-- CreateIndex
CREATE INDEX "subscription_request_mailed_at_idx" ON "subscription_request"("mailed_at");

-- CreateIndex
CREATE INDEX "subscriber_event_subscriber_id_at_idx" ON "subscriber_event"("subscriber_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "topic_slug_key" ON "topic"("slug");

-- CreateIndex
CREATE INDEX "interest_topic_id_idx" ON "interest"("topic_id");

-- CreateIndex
CREATE UNIQUE INDEX "paper_arxiv_id_key" ON "paper"("arxiv_id");

-- CreateIndex
CREATE UNIQUE INDEX "paper_doi_key" ON "paper"("doi");

-- CreateIndex
CREATE INDEX "paper_title_key_idx" ON "paper"("title_key");

-- CreateIndex
CREATE INDEX "paper_fresh_at_idx" ON "paper"("fresh_at");

-- CreateIndex
CREATE INDEX "paper_search_idx" ON "paper" USING GIN ("search");

-- CreateIndex
CREATE INDEX "paper_topic_paper_id_idx" ON "paper_topic"("paper_id");

-- CreateIndex
CREATE INDEX "signal_paper_id_source_at_idx" ON "signal"("paper_id", "source", "at");

-- CreateIndex
CREATE UNIQUE INDEX "digest_idempotency_key_key" ON "digest"("idempotency_key");

-- CreateIndex
CREATE INDEX "digest_status_idx" ON "digest"("status");

-- CreateIndex
CREATE UNIQUE INDEX "digest_cadence_slot_key" ON "digest"("cadence", "slot");

-- CreateIndex
CREATE INDEX "digest_paper_paper_id_idx" ON "digest_paper"("paper_id");

-- CreateIndex
CREATE INDEX "delivery_digest_id_state_idx" ON "delivery"("digest_id", "state");

-- CreateIndex
CREATE INDEX "delivery_subscriber_id_digest_id_idx" ON "delivery"("subscriber_id", "digest_id");

-- CreateIndex
CREATE INDEX "delivery_state_lease_until_idx" ON "delivery"("state", "lease_until");

-- CreateIndex
CREATE UNIQUE INDEX "delivery_digest_id_subscriber_id_key" ON "delivery"("digest_id", "subscriber_id");

-- CreateIndex
CREATE UNIQUE INDEX "suppression_address_hash_key" ON "suppression"("address_hash");

-- CreateIndex
CREATE INDEX "caught_mail_at_idx" ON "caught_mail"("at");

-- CreateIndex
CREATE UNIQUE INDEX "admin_email_key" ON "admin"("email");

-- CreateIndex
CREATE INDEX "admin_session_admin_id_idx" ON "admin_session"("admin_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_token_token_hash_key" ON "api_token"("token_hash");

-- AddForeignKey
ALTER TABLE "subscription_request" ADD CONSTRAINT "subscription_request_subscriber_id_fkey" FOREIGN KEY ("subscriber_id") REFERENCES "subscriber"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscriber_event" ADD CONSTRAINT "subscriber_event_subscriber_id_fkey" FOREIGN KEY ("subscriber_id") REFERENCES "subscriber"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "interest" ADD CONSTRAINT "interest_subscriber_id_fkey" FOREIGN KEY ("subscriber_id") REFERENCES "subscriber"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "interest" ADD CONSTRAINT "interest_topic_id_fkey" FOREIGN KEY ("topic_id") REFERENCES "topic"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "paper_topic" ADD CONSTRAINT "paper_topic_paper_id_fkey" FOREIGN KEY ("paper_id") REFERENCES "paper"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "paper_topic" ADD CONSTRAINT "paper_topic_topic_id_fkey" FOREIGN KEY ("topic_id") REFERENCES "topic"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "signal" ADD CONSTRAINT "signal_paper_id_fkey" FOREIGN KEY ("paper_id") REFERENCES "paper"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "digest_paper" ADD CONSTRAINT "digest_paper_digest_id_fkey" FOREIGN KEY ("digest_id") REFERENCES "digest"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "digest_paper" ADD CONSTRAINT "digest_paper_paper_id_fkey" FOREIGN KEY ("paper_id") REFERENCES "paper"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_digest_id_fkey" FOREIGN KEY ("digest_id") REFERENCES "digest"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_subscriber_id_fkey" FOREIGN KEY ("subscriber_id") REFERENCES "subscriber"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "admin_session" ADD CONSTRAINT "admin_session_admin_id_fkey" FOREIGN KEY ("admin_id") REFERENCES "admin"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- What Prisma's schema language cannot say ------------------------------------------------------

ALTER TABLE "installation" ADD CONSTRAINT "installation_one_row" CHECK ("id" = 1);
ALTER TABLE "subscriber"
  ADD CONSTRAINT "subscriber_hour_range" CHECK ("hour" BETWEEN 0 AND 23),
  ADD CONSTRAINT "subscriber_max_papers_range" CHECK ("max_papers" BETWEEN 1 AND 40),
  ADD CONSTRAINT "subscriber_due_only_when_active" CHECK ("next_due_at" IS NULL OR "status" = 'active'),
  ADD CONSTRAINT "subscriber_active_was_confirmed" CHECK ("status" <> 'active' OR "confirmed_at" IS NOT NULL);
ALTER TABLE "topic" ADD CONSTRAINT "topic_query_only_when_curated" CHECK (("kind" = 'curated') = ("query" IS NOT NULL));
ALTER TABLE "digest" ADD CONSTRAINT "digest_slot_has_cadence" CHECK ("slot" IS NULL OR "cadence" IS NOT NULL);
ALTER TABLE "delivery"
  ADD CONSTRAINT "delivery_reason_for_each_paper" CHECK (cardinality("paper_ids") = cardinality("topic_ids")),
  ADD CONSTRAINT "delivery_sending_is_leased"
    CHECK ("state" <> 'sending' OR ("lease_until" IS NOT NULL AND "message_id" IS NOT NULL AND "attempt" > 0));

-- The search vector. English stemming for all parts: author names and category ids pass through it unharmed
-- because the query goes through the same configuration.
CREATE FUNCTION paper_search_vector(title text, authors text[], abstract text, categories text[])
  RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT setweight(to_tsvector('pg_catalog.english', title), 'A')
      || setweight(to_tsvector('pg_catalog.english', array_to_string(authors, ' ; ')), 'B')
      || setweight(to_tsvector('pg_catalog.english', abstract), 'C')
      || setweight(to_tsvector('pg_catalog.english', array_to_string(categories, ' ')), 'D')
$$;

CREATE FUNCTION paper_keep_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.search := paper_search_vector(NEW.title, NEW.authors, NEW.abstract, NEW.categories);
  RETURN NEW;
END
$$;

CREATE TRIGGER paper_keep_search
  BEFORE INSERT OR UPDATE OF title, authors, abstract, categories ON "paper"
  FOR EACH ROW EXECUTE FUNCTION paper_keep_search();

-- This installation's salt for the hashes of addresses. gen_random_uuid draws from the strong generator.
INSERT INTO "installation" ("address_salt")
  VALUES (decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));
