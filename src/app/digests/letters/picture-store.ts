/** A picture that an editor has uploaded; `hash`: SHA-256 of its content, in hexadecimal. */
export type Picture = { hash: string; width: number; height: number };

/** With its content, a PNG or a JPEG. */
export type PictureFile = Picture & { content: Uint8Array };

export interface PictureStore {
  /** False when it is there already. */
  keepPicture(picture: PictureFile, at: Date): Promise<boolean>;
  /** Null: there is none. */
  pictureOf(hash: string): Promise<PictureFile | null>;
  /** The last ones first. */
  listPictures(limit: number): Promise<Picture[]>;
  /** False when there is none. */
  dropPicture(hash: string): Promise<boolean>;
}

/** Reads pictures that somebody gave. */
export interface PictureReader {
  /**
   * The picture and nothing else that stood in the file. Rejects with `invalid` about `picture` when it cannot be
   * taken.
   */
  read(file: Uint8Array): Promise<PictureFile>;
}
