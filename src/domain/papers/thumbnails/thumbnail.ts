/** A small picture of a paper that is kept here. `hash` changes with its content; width and height of the large one. */
export type Thumbnail = { hash: string; width: number; height: number };

/** The sizes in which it is kept, in pixels: what it fits into. Of the small one twice as much as cards show. */
export const thumbnailSizes = {
  small: { width: 352, height: 220 },
  large: { width: 720, height: 480 },
} as const;
export type ThumbnailSize = keyof typeof thumbnailSizes;

/** The longest width and height within `size` that keep the picture's shape, and that are no more than it has. */
export function fittedSize(
  { width, height }: { width: number; height: number },
  size: ThumbnailSize,
): { width: number; height: number } {
  const most = thumbnailSizes[size];
  const scale = Math.min(1, most.width / width, most.height / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Where a picture is to be had, by everybody and for good. */
export function thumbnailPath({ hash }: Pick<Thumbnail, 'hash'>, size: ThumbnailSize): string {
  return `/thumbnails/${hash}/${size}.jpg`;
}
