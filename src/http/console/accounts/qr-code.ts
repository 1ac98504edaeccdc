import Handlebars from 'handlebars';
import { encodeQR } from 'qr';
import type { Html } from '../../forms/html.ts';

/** A text as a QR code (ISO/IEC 18004), an SVG to stand in a page: made here, since it holds a secret. */
export function qrCode(text: string): Html {
  return new Handlebars.SafeString(encodeQR(text, 'svg', { ecc: 'medium' }));
}
