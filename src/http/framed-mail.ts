/**
 * For HTML that is shown in a frame as a mail program would: its own styles and pictures, no script, and, by the
 * sandbox, nothing of this site's.
 */
export function mailPolicy(publicUrl: string): string {
  // The logo is of this service, which only in development is reached by http.
  return `default-src 'none'; style-src 'unsafe-inline'; img-src ${publicUrl} https: data:; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation`;
}

/** In which colours a mail is shown, whatever those of whoever looks at it. */
export type Scheme = 'light' | 'dark';

/** Which are asked of a media query, in place of `prefers-color-scheme: dark`. */
const asked: Record<Scheme, string> = { light: '(max-width: 0)', dark: '(min-width: 0)' };

/**
 * A mail's HTML for a frame: its links open in the window around it, where the site's own pages may be shown. With
 * `scheme`, it looks as it does in a mail program of these colours.
 */
export function framedHtml(html: string, scheme?: Scheme): string {
  const framed = html.replaceAll(' target="_blank"', '').replace(/<head[^>]*>/i, '$&<base target="_top">');
  if (scheme === undefined) return framed;
  return framed
    .replaceAll(/\(\s*prefers-color-scheme\s*:\s*dark\s*\)/g, asked[scheme])
    .replaceAll('content="light dark"', `content="${scheme}"`)
    .replaceAll(/color-scheme:\s*light dark/g, `color-scheme: ${scheme}`);
}
