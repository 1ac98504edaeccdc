-- AlterTable
ALTER TABLE "paper" ADD COLUMN     "citations" INTEGER;
