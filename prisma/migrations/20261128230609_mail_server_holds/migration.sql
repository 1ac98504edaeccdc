-- Mail servers that refuse us.

-- CreateTable
CREATE TABLE "mail_server_hold" (
    "id" SERIAL NOT NULL,
    "server" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "reply" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "next_probe_at" TIMESTAMPTZ(3) NOT NULL,
    "pause_ms" INTEGER NOT NULL,
    "probes_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mail_server_hold_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "mail_server_hold_server_key" ON "mail_server_hold"("server");

-- What Prisma's schema language cannot say ------------------------------------------------------

ALTER TABLE "mail_server_hold" ADD CONSTRAINT "mail_server_hold_cause"
  CHECK ("cause" IN ('quota', 'account', 'sender', 'reputation', 'server', 'everybody'));
ALTER TABLE "mail_server_hold" ADD CONSTRAINT "mail_server_hold_pause" CHECK ("pause_ms" > 0);
