import type { Letter } from '../../../domain/sending/announcement.ts';

/** What admins are writing, one letter each: its previews are pages of their own, and nothing written is lost. */
export interface DraftStore {
  /** In place of the one before. */
  keepDraft(adminId: number, letter: Letter, at: Date): Promise<void>;
  draftOf(adminId: number): Promise<Letter | null>;
  dropDraft(adminId: number): Promise<void>;
}
