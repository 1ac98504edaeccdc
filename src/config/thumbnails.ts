import { longest } from '../domain/lengths.ts';

/** What the environment decides about the pictures of papers that are kept here. */
export type ThumbnailSettings = {
  /** Hosts that may be asked for pictures, with a port where it is not the usual one; none: there are no pictures. */
  thumbnailHosts: readonly string[];
  /** Bytes of all pictures together. */
  thumbnailBytes: number;
};

/** Where Hugging Face and arXiv have theirs. */
const usualHosts = [
  'cdn-thumbnails.huggingface.co',
  'cdn-uploads.huggingface.co',
  'huggingface.co',
  'arxiv.org',
  'export.arxiv.org',
  'static.arxiv.org',
];
const usualMb = 500;

/** Reads the settings by `text`, which gives null for what is not set; `wrong` is told what is not right. */
export function readThumbnailSettings(
  text: (name: string) => string | null,
  wrong: (field: string, message: string) => void,
): ThumbnailSettings {
  const given =
    text('THUMBNAIL_HOSTS')
      ?.toLowerCase()
      .split(/[\s,]+/)
      .filter(Boolean) ?? null;
  const hosts = given === null ? usualHosts : given.join() === 'off' ? [] : given;
  for (const host of hosts) {
    // A name as browsers write it, without a scheme or a path.
    if (host.length > longest.domain || URL.parse(`https://${host}/`)?.host !== host)
      wrong('THUMBNAIL_HOSTS', `"${host.slice(0, 100)}" is not a host such as cdn-thumbnails.huggingface.co`);
  }
  const mb = Number(text('THUMBNAILS_MB') ?? usualMb);
  if (!Number.isInteger(mb) || mb < 1 || mb > 100_000)
    wrong('THUMBNAILS_MB', `"${text('THUMBNAILS_MB')}" is not a whole number of megabytes from 1 to 100000`);
  return { thumbnailHosts: hosts, thumbnailBytes: mb * 1_000_000 };
}
