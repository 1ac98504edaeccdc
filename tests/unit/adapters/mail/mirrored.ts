import { english } from '../../../../src/domain/languages/en.ts';
import type { Language } from '../../../../src/domain/languages/language.ts';

/** A language that nobody speaks, written from right to left: what a translator of one would make. */
export const mirrored: Language = {
  ...english,
  tag: 'qaa',
  locale: 'ar-EG',
  name: 'مرآة',
  dir: 'rtl',
  quoted: (text) => `«${text}»`,
  unsubscribe: 'إلغاء الاشتراك',
  papers: { ...english.papers, two: 'ورقتان', few: '{n} أوراق', many: '{n} ورقة' },
  digest: {
    ...english.digest,
    details: 'التفاصيل',
    because: ({ interests, service }) => `لأنك تتابع ${interests} على ${service}.`,
  },
};
