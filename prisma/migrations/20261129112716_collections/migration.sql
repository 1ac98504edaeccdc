-- CreateTable
CREATE TABLE "collection" (
    "id" SERIAL NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "published_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "collection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "collection_paper" (
    "collection_id" INTEGER NOT NULL,
    "paper_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "note" TEXT,

    CONSTRAINT "collection_paper_pkey" PRIMARY KEY ("collection_id","paper_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "collection_slug_key" ON "collection"("slug");

-- CreateIndex
CREATE INDEX "collection_paper_paper_id_idx" ON "collection_paper"("paper_id");

-- AddForeignKey
ALTER TABLE "collection_paper" ADD CONSTRAINT "collection_paper_collection_id_fkey" FOREIGN KEY ("collection_id") REFERENCES "collection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "collection_paper" ADD CONSTRAINT "collection_paper_paper_id_fkey" FOREIGN KEY ("paper_id") REFERENCES "paper"("id") ON DELETE CASCADE ON UPDATE CASCADE;


ALTER TABLE "collection" ADD CONSTRAINT "collection_slug_form" CHECK ("slug" ~ '^[a-z0-9]+(-[a-z0-9]+)*$');
ALTER TABLE "collection_paper" ADD CONSTRAINT "collection_paper_position_counts" CHECK ("position" > 0);

-- Their pages and feeds are kept by every process until something says that the site has changed.
CREATE TRIGGER collection_tell_site AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "collection"
  FOR EACH STATEMENT EXECUTE FUNCTION tell_site_changed();
CREATE TRIGGER collection_paper_tell_site AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "collection_paper"
  FOR EACH STATEMENT EXECUTE FUNCTION tell_site_changed();
