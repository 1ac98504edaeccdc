/** The colours of links and buttons on one scheme's surfaces; all as `#rrggbb`. */
export type SchemeColours = {
  accent: string;
  /** Of a link or button that is pointed at. */
  strong: string;
  /** Text on a surface of the accent. */
  onAccent: string;
  /** A surface with a breath of the accent. */
  tint: string;
  /** The lowest contrast of the accent with a surface that it stands on, or of text on it. */
  contrast: number;
};

export type Accent = { light: SchemeColours; dark: SchemeColours };

/** WCAG 2.2, 1.4.3: text of usual size. */
export const leastContrast = 4.5;

// The surfaces of src/http/static/offprint.css and of templates/mail.
const surfaces = {
  light: { ground: ['#fbfaf7', '#ffffff', '#f3f1ea'], onAccent: '#ffffff', far: '#000000', tinted: 0.1 },
  dark: { ground: ['#131619', '#1b1f23', '#0e1113'], onAccent: '#131619', far: '#ffffff', tinted: 0.12 },
} as const;

/** The accent where no other is set. */
export const usualAccent: Accent = {
  light: { accent: '#0a5f6b', strong: '#084b55', onAccent: '#ffffff', tint: '#e6f0f0', contrast: 6.3 },
  dark: { accent: '#7fcbd2', strong: '#a5dde2', onAccent: '#0b2226', tint: '#18292c', contrast: 8.2 },
};

/** A colour as it was typed, `#0a5f6b`, `0A5F6B` or `#abc`, as `#rrggbb`; null when it is none. */
export function readColour(typed: string): string | null {
  if (typed.length > 20) return null;
  const digits = typed.trim().replace(/^#/, '').toLowerCase();
  if (/^[0-9a-f]{6}$/.test(digits)) return `#${digits}`;
  return /^[0-9a-f]{3}$/.test(digits) ? `#${digits.replace(/./g, '$&$&')}` : null;
}

/** Red, green and blue from 0 to 255 of `#rrggbb`. */
function channels(colour: string): [number, number, number] {
  const value = Number.parseInt(colour.slice(1, 7), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** Relative luminance (WCAG 2.2, definitions). */
function luminance(colour: string): number {
  const [red, green, blue] = channels(colour).map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The contrast ratio of two colours `#rrggbb`, from 1 to 21 (WCAG 2.2, definitions). */
export function contrastOf(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** `share` of `other` in `colour`. */
function mixed(colour: string, other: string, share: number): string {
  const from = channels(colour);
  const to = channels(other);
  const parts = from.map((channel, index) => {
    const value = Math.round(channel + ((to[index] ?? 0) - channel) * share);
    return value.toString(16).padStart(2, '0');
  });
  return `#${parts.join('')}`;
}

function fitted(colour: string, scheme: 'light' | 'dark'): SchemeColours {
  const { ground, onAccent, far, tinted } = surfaces[scheme];
  for (let step = 0; ; step++) {
    const accent = mixed(colour, far, step / 50);
    const tint = mixed(ground[1], accent, tinted);
    const contrast = Math.min(...[...ground, tint, onAccent].map((other) => contrastOf(accent, other)));
    if (contrast >= leastContrast || step === 50)
      return { accent, strong: mixed(accent, far, 0.25), onAccent, tint, contrast };
  }
}

/**
 * What a colour `#rrggbb` becomes as the accent of light and dark pages and mails: itself where its contrast with all
 * that it stands on is at least 4.5:1, else as much darker or lighter as that needs.
 */
export function accentOf(colour: string): Accent {
  return { light: fitted(colour, 'light'), dark: fitted(colour, 'dark') };
}
