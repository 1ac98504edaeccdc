import type { BrandSettings, Logo } from '../../domain/brand/brand.ts';
import type { Look } from '../../domain/brand/look.ts';

/** A logo with its content, a PNG. */
export type LogoFile = Logo & { png: Uint8Array };

/** What is set; `version` counts its changes. */
export type StoredBrand = { version: number; settings: BrandSettings; logo: Logo | null; look: Look };

export interface BrandStore {
  read(): Promise<StoredBrand>;
  /** Null: there is none. */
  logo(): Promise<LogoFile | null>;
  write(settings: BrandSettings): Promise<void>;
  writeLook(look: Look): Promise<void>;
  writeLogo(logo: LogoFile | null): Promise<void>;
}

/** Reads pictures that somebody gave. */
export interface LogoReader {
  /**
   * The picture and nothing else that stood in the file. Rejects with `invalid` about `logo` when it cannot be taken.
   */
  read(file: Uint8Array): Promise<LogoFile>;
}
