-- CreateEnum
CREATE TYPE "integration_kind" AS ENUM ('webhook', 'slack', 'mattermost', 'matrix');

-- CreateEnum
CREATE TYPE "integration_message_state" AS ENUM ('waiting', 'sending', 'delivered', 'failed', 'unknown', 'skipped');

-- CreateTable
CREATE TABLE "integration" (
    "id" SERIAL NOT NULL,
    "kind" "integration_kind" NOT NULL,
    "name" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "host" TEXT NOT NULL,
    "events" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "with_reader" BOOLEAN NOT NULL DEFAULT false,
    "topic_ids" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
    "papers" SMALLINT NOT NULL DEFAULT 5,
    "hour" SMALLINT NOT NULL DEFAULT 8,
    "timezone" TEXT NOT NULL DEFAULT 'UTC',
    "next_post_at" TIMESTAMPTZ(3),
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "off_reason" TEXT,
    "failing_since" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "integration_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "integration_message" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "integration_id" INTEGER NOT NULL,
    "event" TEXT NOT NULL,
    "subscriber_id" INTEGER,
    "digest_id" INTEGER,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "day" DATE,
    "paper_ids" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
    "state" "integration_message_state" NOT NULL DEFAULT 'waiting',
    "tries" SMALLINT NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "integration_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "integration_attempt" (
    "id" BIGSERIAL NOT NULL,
    "message_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "ms" INTEGER NOT NULL,
    "status" INTEGER,
    "trouble" TEXT,

    CONSTRAINT "integration_attempt_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "integration_next_post_at_idx" ON "integration"("next_post_at");

-- CreateIndex
CREATE INDEX "integration_message_integration_id_at_idx" ON "integration_message"("integration_id", "at");

-- CreateIndex
CREATE INDEX "integration_message_state_next_try_at_idx" ON "integration_message"("state", "next_try_at");

-- CreateIndex
CREATE INDEX "integration_message_subscriber_id_idx" ON "integration_message"("subscriber_id");

-- CreateIndex
CREATE INDEX "integration_message_digest_id_idx" ON "integration_message"("digest_id");

-- CreateIndex
CREATE INDEX "integration_message_at_idx" ON "integration_message"("at");

-- CreateIndex
CREATE UNIQUE INDEX "integration_message_integration_id_day_key" ON "integration_message"("integration_id", "day");

-- CreateIndex
CREATE INDEX "integration_attempt_message_id_idx" ON "integration_attempt"("message_id");

-- AddForeignKey
ALTER TABLE "integration_message" ADD CONSTRAINT "integration_message_integration_id_fkey" FOREIGN KEY ("integration_id") REFERENCES "integration"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "integration_message" ADD CONSTRAINT "integration_message_subscriber_id_fkey" FOREIGN KEY ("subscriber_id") REFERENCES "subscriber"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "integration_message" ADD CONSTRAINT "integration_message_digest_id_fkey" FOREIGN KEY ("digest_id") REFERENCES "digest"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "integration_attempt" ADD CONSTRAINT "integration_attempt_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "integration_message"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema language cannot say ------------------------------------------------------

ALTER TABLE "integration"
  ADD CONSTRAINT "integration_papers" CHECK ("papers" BETWEEN 1 AND 20),
  ADD CONSTRAINT "integration_hour" CHECK ("hour" BETWEEN 0 AND 23),
  -- A webhook is told of events, a chat of papers.
  ADD CONSTRAINT "integration_events" CHECK ("kind" = 'webhook' OR "events" = '{}'),
  ADD CONSTRAINT "integration_posts" CHECK ("kind" <> 'webhook' OR "next_post_at" IS NULL),
  ADD CONSTRAINT "integration_off" CHECK ("off_reason" IS NULL OR NOT "enabled");

-- An event is told in the transaction that makes it, whichever way that goes: a use case, an import, a bulk change. So
-- none is lost, and none is told of what did not happen. Without an integration that asks for it nothing is written.
CREATE FUNCTION tell_integrations(told text, subscriber int, digest int, detail jsonb) RETURNS void LANGUAGE sql AS $$
  INSERT INTO integration_message (integration_id, event, subscriber_id, digest_id, detail)
  SELECT i.id, told, subscriber, digest, detail FROM integration i
  WHERE i.enabled AND i.kind = 'webhook' AND told = ANY (i.events)
$$;

CREATE FUNCTION subscriber_tell_integrations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status = 'active' THEN
    PERFORM tell_integrations('subscriber.subscribed', NEW.id, NULL, jsonb_build_object('before', OLD.status));
  ELSIF NEW.status = 'unsubscribed' AND OLD.status <> 'pending' THEN
    PERFORM tell_integrations('subscriber.unsubscribed', NEW.id, NULL, '{}');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER subscriber_tell_integrations AFTER UPDATE OF "status" ON "subscriber"
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION subscriber_tell_integrations();

-- The reply of a mail server can hold the address: it is left out.
CREATE FUNCTION bounce_tell_integrations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM tell_integrations('subscriber.bounced', NEW.subscriber_id, NULL, jsonb_strip_nulls(jsonb_build_object(
    'kind', NEW.kind, 'reason', NEW.detail ->> 'reason', 'status', coalesce(NEW.detail ->> 'status', NEW.detail ->> 'code'))));
  RETURN NULL;
END $$;
CREATE TRIGGER bounce_tell_integrations AFTER INSERT ON "subscriber_event"
  FOR EACH ROW WHEN (NEW.kind IN ('bounced', 'complained')) EXECUTE FUNCTION bounce_tell_integrations();

-- What one reader alone gets is nobody else's business.
CREATE FUNCTION digest_tell_integrations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM tell_integrations('digest.finished', NULL, NEW.id, '{}');
  RETURN NULL;
END $$;
CREATE TRIGGER digest_tell_integrations AFTER UPDATE OF "status" ON "digest"
  FOR EACH ROW WHEN (NEW.status = 'finished' AND OLD.status IS DISTINCT FROM NEW.status AND NEW.origin NOT IN ('welcome', 'reader'))
  EXECUTE FUNCTION digest_tell_integrations();
