-- AlterTable
ALTER TABLE "digest" ADD COLUMN     "send_on" DATE;
