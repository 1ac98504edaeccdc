import type { StoredBrand } from '../../../app/brand/brand-store.ts';
import { accentOf, usualAccent } from '../../../domain/brand/accent.ts';
import {
  type BrandField,
  brandFields,
  type Logo,
  logoPath,
  longestInBrand,
  shownSize,
} from '../../../domain/brand/brand.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { type FieldMessages, messagesFor } from '../../forms/field-messages.ts';
import { type LanguageOption, languageOptions } from '../../forms/form-options.ts';
import { secretPage } from '../../page-description.ts';

/** The accent on one scheme's pages. */
type Swatch = { scheme: string; colour: string; ground: string; contrast: string };

export type BrandModel = {
  values: Record<BrandField, string>;
  longest: typeof longestInBrand;
  /** What holds where nothing is typed. */
  usual: { name: string; accent: string; about: string; privacy: string; ranking: string };
  languages: LanguageOption[];
  swatches: Swatch[];
  logo: { href: string; width: number; height: number; size: string } | null;
  errors: FieldMessages<BrandField | 'logo'>;
  saved: boolean;
};

export const brandPage = secretPage<BrandModel>('console/brand/brand');

const grounds = { light: '#fbfaf7', dark: '#131619' };

function swatches(accent: string | null): Swatch[] {
  const { light, dark } = accent === null ? usualAccent : accentOf(accent);
  return [
    { scheme: 'light', colour: light.accent, ground: grounds.light, contrast: light.contrast.toFixed(1) },
    { scheme: 'dark', colour: dark.accent, ground: grounds.dark, contrast: dark.contrast.toFixed(1) },
  ];
}

function logoModel(logo: Logo): NonNullable<BrandModel['logo']> {
  return { href: logoPath(logo), ...shownSize(logo, 240, 80), size: `${logo.width} × ${logo.height} pixels` };
}

/** `/admin/settings/brand`. `typed`: what a refused form held. */
export function brandModel(input: {
  stored: StoredBrand;
  usual: { name: string; about: string; privacy: string; ranking: string };
  typed?: Readonly<Record<BrandField, string>>;
  errors?: readonly FieldError[];
  saved?: boolean;
}): BrandModel {
  const { stored, typed, usual } = input;
  const { settings, logo } = stored;
  const values = Object.fromEntries(
    brandFields.map((field) => [field, typed?.[field] ?? settings[field] ?? '']),
  ) as Record<BrandField, string>;
  return {
    values,
    longest: longestInBrand,
    usual: { ...usual, accent: usualAccent.light.accent },
    languages: [
      { value: '', text: 'English', tag: null, selected: values.language === '' },
      ...languageOptions(values.language).filter(({ value }) => value !== 'en'),
    ],
    swatches: swatches(settings.accent),
    logo: logo === null ? null : logoModel(logo),
    errors: messagesFor([...brandFields, 'logo'], input.errors),
    saved: input.saved ?? false,
  };
}
