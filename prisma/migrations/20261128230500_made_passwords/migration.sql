-- AlterTable
ALTER TABLE "admin" ADD COLUMN     "password_made_at" TIMESTAMPTZ(3);
