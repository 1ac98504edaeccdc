/** A part of a whole for people: "all", "98 %", "fewer than 1 %". What is not all is never "100 %", nor some "0 %". */
export function shareInWords(part: number, whole: number): string {
  if (part <= 0 || whole <= 0) return 'none';
  if (part >= whole) return 'all';
  const percent = (part / whole) * 100;
  if (percent < 1) return 'fewer than 1 %';
  if (percent > 99) return 'more than 99 %';
  return `${Math.round(percent)} %`;
}
