/**
 * Whether an instant can be calculated with and stored: a valid one, of the years 1900 to 2999. PostgreSQL has no year
 * 0, and look-backs from the first years or the last ones would leave what either side can write.
 */
export function isUsableInstant(instant: Date): boolean {
  const year = instant.getUTCFullYear();
  return year >= 1900 && year <= 2999;
}
