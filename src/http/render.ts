import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import { type AdminRole, isAllowed } from '../domain/accounts/admin-role.ts';
import { consoleNav } from './console/console-nav.ts';
import { katexFonts, katexStyle } from './katex.ts';
import type { PageCommon, PageModels } from './page-models.ts';

export type Renderer = {
  /** The whole HTML document. Everything in the model is escaped, save what `texToHtml` made. */
  render<P extends keyof PageModels>(page: P, model: PageModels[P], common: PageCommon): string;
};

type PageKind = {
  /** Has a token in its address or belongs to the console: not for search engines. */
  secret: boolean;
  scripts: readonly string[];
};

const open: PageKind = { secret: false, scripts: ['page.js'] };
const secret: PageKind = { secret: true, scripts: ['page.js'] };

const pages: Record<keyof PageModels, PageKind> = {
  home: { secret: false, scripts: ['page.js', 'search.js'] },
  paper: open,
  topics: open,
  topic: open,
  archive: open,
  'archive-digest': open,
  embed: open,
  'api-docs': open,
  subscribed: secret,
  confirm: secret,
  confirmed: secret,
  unsubscribe: secret,
  unsubscribed: secret,
  preferences: secret,
  feedback: secret,
  message: secret,
  view: secret,
  mailbox: secret,
  mail: secret,
  'admin-login': secret,
  'admin-home': secret,
  'admin-digests': secret,
  'admin-compose': secret,
  'admin-check': secret,
  'admin-deliveries': secret,
  'admin-papers': secret,
  'admin-subscribers': secret,
  'admin-subscriber': secret,
  'admin-imports': secret,
  'admin-import': { secret: true, scripts: ['progress.js'] },
  'admin-topics': secret,
  'admin-topic': { secret: true, scripts: ['preview.js'] },
  'admin-suppressions': secret,
  'admin-bounces': secret,
  'admin-webhooks': secret,
  'admin-audit': secret,
  'admin-tokens': secret,
  'admin-settings': secret,
  'admin-code': secret,
  'admin-forgotten': secret,
  'admin-new-password': secret,
  'admin-account': secret,
  'admin-two-factor': secret,
  'admin-recovery-codes': secret,
  'admin-accounts': secret,
  'admin-digest': { secret: true, scripts: ['digest.js'] },
};

const templateFolder = new URL('../../templates/', import.meta.url);
const staticFolder = new URL('static/', import.meta.url);

/**
 * `strict` makes a field that a model lacks an error, and not an empty place on a page; with `knownHelpersOnly`
 * nothing but Handlebars' own helpers can be called.
 */
const compileOptions: CompileOptions = { strict: true, knownHelpersOnly: true, preventIndent: true };

/** A hash over the files that pages load, so that their addresses change when they do. */
function versionOfAssets(): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(staticFolder).sort()) hash.update(readFileSync(new URL(name, staticFolder)));
  return hash.digest('hex').slice(0, 10);
}

/** What a template asks to know which forms to show; the routes refuse the others in any case. */
function rightsOf(role: AdminRole): { mayEdit: boolean; isOwner: boolean } {
  return { mayEdit: isAllowed(role, 'editor'), isOwner: isAllowed(role, 'owner') };
}

type Section = 'home' | 'topics' | 'archive' | 'mailbox' | 'account';

/** Which part of the site `path` is in, for the navigation. */
function sectionsOf(path: string): Record<Section, boolean> {
  const within = (section: string) => path === section || path.startsWith(`${section}/`);
  return {
    home: path === '/',
    topics: within('/topics'),
    archive: within('/archive'),
    mailbox: within('/mailbox'),
    account: within('/admin/account'),
  };
}

/**
 * Reads and parses every template under `templates/` once; a missing or malformed one is an error here, not on a
 * page. `publicUrl` is the service's own address without a slash at the end. Assets are linked as
 * `/static/NAME?v=VERSION`; without `assetVersion` the version is a hash of their content.
 */
export function createRenderer(options: {
  serviceName: string;
  publicUrl: string;
  assetVersion?: string;
}): Renderer {
  const handlebars = Handlebars.create();
  const compile = (file: string): HandlebarsTemplateDelegate =>
    handlebars.compile(handlebars.parse(readFileSync(new URL(file, templateFolder), 'utf8')), compileOptions);

  for (const file of readdirSync(new URL('partials/', templateFolder))) {
    handlebars.registerPartial(file.replace(/\.hbs$/, ''), compile(`partials/${file}`));
  }
  const layout = compile('partials/layout.hbs');
  const bodies = new Map(Object.keys(pages).map((page) => [page, compile(`pages/${page}.hbs`)]));
  const version = options.assetVersion ?? versionOfAssets();
  const asset = (name: string) => `/static/${name}?v=${encodeURIComponent(version)}`;
  const { serviceName, publicUrl } = options;

  return {
    render(page, model, common) {
      const kind = pages[page];
      const body = bodies.get(page);
      if (body === undefined) throw new Error(`no template for the page ${page}`);
      const site = {
        serviceName,
        admin: common.admin == null ? null : { ...common.admin, ...rightsOf(common.admin.role) },
        consoleNav: common.admin == null ? [] : consoleNav(common.path, common.admin.role),
        mailboxHref: common.mailboxHref ?? null,
      };
      const main = body(model, { data: { site } });
      return layout(
        {
          page,
          main: new Handlebars.SafeString(main),
          title: common.title === serviceName ? serviceName : `${common.title} · ${serviceName}`,
          ogTitle: common.title,
          description: common.description ?? null,
          noindex: kind.secret || common.noindex === true,
          type: common.type ?? 'website',
          meta: common.meta ?? [],
          feeds: [
            { href: '/feed.xml', title: `${serviceName}: trending papers` },
            ...(common.feeds ?? []),
          ].map((feed) => ({ ...feed, jsonHref: feed.href.replace(/xml$/, 'json') })),
          canonical: common.canonical === undefined || kind.secret ? null : `${publicUrl}${common.canonical}`,
          sections: sectionsOf(common.path),
          styleHref: asset('offprint.css'),
          iconHref: asset('favicon.svg'),
          scripts: kind.scripts.map(asset),
          // Only where there are formulas.
          math: 'math' in model && model.math ? { styleHref: katexStyle, fonts: katexFonts } : null,
          // Without a script, a page whose numbers go on changing is loaded again instead.
          refreshSeconds: 'live' in model && model.live ? 10 : null,
        },
        { data: { site } },
      );
    },
  };
}
