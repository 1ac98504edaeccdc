import type { BrandStore } from '../../../app/brand/brand-store.ts';
import { readLook } from '../../../domain/brand/look.ts';
import { storedLanguage } from '../../../domain/languages/index.ts';
import type { Db } from '../client.ts';

const one = { where: { id: 1 } };

export function brandStore(db: Db): BrandStore {
  return {
    async read() {
      const {
        id: _,
        version,
        language,
        logoHash,
        logoWidth,
        logoHeight,
        pictures,
        density,
        cardOrder,
        summaryLines,
        ...texts
      } = await db.brand.findUniqueOrThrow({ ...one, omit: { logo: true } });
      const stored = { pictures: pictures ? 'on' : '', density, order: cardOrder };
      return {
        version,
        look: readLook({ ...stored, summaryLines: String(summaryLines) }).look,
        settings: { ...texts, language: language === null ? null : storedLanguage(language) },
        logo:
          logoHash === null || logoWidth === null || logoHeight === null
            ? null
            : { hash: logoHash, width: logoWidth, height: logoHeight },
      };
    },
    async logo() {
      const { logo, logoHash, logoWidth, logoHeight } = await db.brand.findUniqueOrThrow(one);
      if (logo === null || logoHash === null || logoWidth === null || logoHeight === null) return null;
      return { png: logo, hash: logoHash, width: logoWidth, height: logoHeight };
    },
    async write(settings) {
      await db.brand.update({ ...one, data: { ...settings, version: { increment: 1 } } });
    },
    async writeLook({ order, ...look }) {
      await db.brand.update({ ...one, data: { ...look, cardOrder: order, version: { increment: 1 } } });
    },
    async writeLogo(logo) {
      const data =
        logo === null
          ? { logo: null, logoHash: null, logoWidth: null, logoHeight: null }
          : {
              logo: new Uint8Array(logo.png),
              logoHash: logo.hash,
              logoWidth: logo.width,
              logoHeight: logo.height,
            };
      await db.brand.update({ ...one, data: { ...data, version: { increment: 1 } } });
    },
  };
}
