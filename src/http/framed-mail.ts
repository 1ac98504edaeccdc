/**
 * For HTML that is shown in a frame as a mail program would: its own styles and pictures, no script, and, by the
 * sandbox, nothing of this site's.
 */
export function mailPolicy(publicUrl: string): string {
  // The logo is of this service, which only in development is reached by http.
  return `default-src 'none'; style-src 'unsafe-inline'; img-src ${publicUrl} https: data:; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation`;
}

/** A mail's HTML for a frame: its links open in the window around it, where the site's own pages may be shown. */
export function framedHtml(html: string): string {
  return html.replaceAll(' target="_blank"', '').replace(/<head[^>]*>/i, '$&<base target="_top">');
}
