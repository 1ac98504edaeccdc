import { type BrandField, brandFields, readBrand } from '../../domain/brand/brand.ts';
import { type LookField, lookFields, readLook } from '../../domain/brand/look.ts';
import { invalid } from '../../domain/errors.ts';
import { recordAction } from '../audit.ts';
import type { Needs } from '../deps.ts';

/**
 * Changes how the service presents itself, as it was typed, with a line in the audit that names what changed; what is
 * empty is as if nothing had ever been set. All processes follow within seconds. Rejects with `invalid`.
 */
export async function changeBrand(
  deps: Needs<'atomically' | 'brand' | 'now', never>,
  typed: Readonly<Record<BrandField, string>>,
  actor: string,
): Promise<void> {
  const { settings, errors } = readBrand(typed);
  if (errors.length > 0) throw invalid(errors);
  await deps.atomically(async (stores) => {
    const before = (await stores.brand.read()).settings;
    const changed = brandFields.filter((field) => settings[field] !== before[field]);
    if (changed.length === 0) return;
    await stores.brand.write(settings);
    await recordAction(stores, { actor, at: deps.now() }, 'brand changed', 'settings', {
      changed: changed.join(', '),
    });
  });
  deps.brand.forget();
}

/** Changes what papers look like in digests, with a line in the audit. Rejects with `invalid`. */
export async function changeLook(
  deps: Needs<'atomically' | 'brand' | 'now', never>,
  typed: Readonly<Record<LookField, string>>,
  actor: string,
): Promise<void> {
  const { look, errors } = readLook(typed);
  if (errors.length > 0) throw invalid(errors);
  await deps.atomically(async (stores) => {
    const before = (await stores.brand.read()).look;
    const changed = lookFields.filter((field) => look[field] !== before[field]);
    if (changed.length === 0) return;
    await stores.brand.writeLook(look);
    const detail = { changed: changed.join(', ') };
    await recordAction(stores, { actor, at: deps.now() }, 'brand changed', 'settings', detail);
  });
  deps.brand.forget();
}

/** Takes a picture as the logo; null: there is none any more. Rejects with `invalid` when it cannot be taken. */
export async function changeLogo(
  deps: Needs<'atomically' | 'brand' | 'logos' | 'now', never>,
  file: Uint8Array | null,
  actor: string,
): Promise<void> {
  const logo = file === null ? null : await deps.logos.read(file);
  await deps.atomically(async (stores) => {
    const before = (await stores.brand.read()).logo;
    if (before?.hash === logo?.hash) return;
    await stores.brand.writeLogo(logo);
    const detail = { logo: logo === null ? 'removed' : `${logo.width} × ${logo.height}` };
    await recordAction(stores, { actor, at: deps.now() }, 'brand changed', 'settings', detail);
  });
  deps.brand.forget();
}
