import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import { type AdminRole, isAllowed } from '../domain/accounts/admin-role.ts';
import { type Brand, contactHref, logoPath, shownSize } from '../domain/brand/brand.ts';
import { languageChoices } from '../domain/languages/index.ts';
import type { Language } from '../domain/languages/language.ts';
import { katexFonts, katexStyle } from './katex.ts';
import type { Page } from './page-description.ts';
import { filled, textHelpers } from './say.ts';

/** What every page says of itself, for the layout. */
export type PageCommon = {
  /** Of the request, without the query: the navigation marks where the reader is. */
  path: string;
  language: Language;
  /** Where this page is, for whoever wants to read it in another language; null: it has one language only. */
  readAgain?: string | null;
  /** Plain text; the service's name is added. */
  title: string;
  description?: string;
  /** What it is to whoever is shown a link to it (The Open Graph protocol); a site unless said otherwise. */
  type?: 'website' | 'article';
  /** The path of a picture that stands for it there; the service's logo unless said otherwise. */
  picture?: string;
  /** More for the head of the page, such as what indexers of papers look for. */
  meta?: { name: string; content: string }[];
  /** What programs read of the page (JSON-LD). */
  data?: object;
  /** Pages with a token in their address and the console are kept from search engines in any case. */
  noindex?: boolean;
  /** The page's own Atom feeds, beside the one of all papers. */
  feeds?: { href: string; title: string }[];
  mailboxHref?: string | null;
  /** What every page of the console says at its head. */
  notices?: readonly PageNotice[];
  /** The signed-in admin, on the console's pages. */
  admin?: { email: string; role: AdminRole; csrf: string } | null;
  /** Path (with the query that matters) under which the page is to be known. */
  canonical?: string;
};

/** Something that whoever is in the console should know, where more is said, and the button that ends it. */
export type PageNotice = {
  text: string;
  link: { href: string; text: string } | null;
  button: { action: string; text: string } | null;
};

/** Links to the parts of the console that are open to the role; `path` says in which of them the admin is. */
export type ConsoleMenu = (
  path: string,
  role: AdminRole,
) => { href: string; text: string; current: boolean }[];

/** The pages that there are, and the menu on those of the console. */
export type PageTable = { pages: readonly Page<object>[]; consoleMenu: ConsoleMenu };

export type Renderer = {
  /** The whole HTML document. Everything in the model is escaped, save what `texToHtml` made. */
  render<Model extends object>(page: Page<Model>, model: NoInfer<Model>, common: PageCommon): string;
};

const templateFolder = new URL('../../templates/', import.meta.url);
const staticFolder = new URL('static/', import.meta.url);

/**
 * `strict` makes a field that a model lacks an error, and not an empty place on a page; with `knownHelpersOnly`
 * nothing but Handlebars' own helpers and ours (`textHelpers`) can be called.
 */
const compileOptions: CompileOptions = {
  strict: true,
  knownHelpersOnly: true,
  knownHelpers: { say: true, forms: true },
  preventIndent: true,
};

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

type Section =
  | 'home'
  | 'topics'
  | 'archive'
  | 'saved'
  | 'mailbox'
  | 'manage'
  | 'account'
  | 'about'
  | 'privacy'
  | 'ranking';

/** Which part of the site `path` is in, for the navigation. */
function sectionsOf(path: string): Record<Section, boolean> {
  const within = (section: string) => path === section || path.startsWith(`${section}/`);
  return {
    home: path === '/',
    topics: within('/topics'),
    archive: within('/archive'),
    saved: within('/saved'),
    mailbox: within('/mailbox'),
    manage: within('/manage') || within('/preferences'),
    account: within('/admin/account'),
    about: within('/about'),
    privacy: within('/privacy'),
    ranking: within('/ranking'),
  };
}

/** A button for each language, and where it leads back to. */
function languageButtons({ tag: current }: Language, back: string) {
  return { back, buttons: languageChoices.map(({ tag, name }) => ({ tag, name, current: tag === current })) };
}

/** JSON inside a script element, which ends at no `</script>` of a text in it. */
function jsonInHtml(data: object): Handlebars.SafeString {
  const json = JSON.stringify(data).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return new Handlebars.SafeString(json);
}

/** How high the logo in the head of a page is at most, and how wide, in pixels. */
const logoPlace = { width: 180, height: 36 };

/** What every page shows of the brand. */
function siteBrand(brand: Brand, usualIcon: string) {
  const { name, logo, contact, footLine, accent, version } = brand;
  return {
    name,
    logo:
      logo === null ? null : { href: logoPath(logo), ...shownSize(logo, logoPlace.width, logoPlace.height) },
    icon:
      logo === null
        ? { href: usualIcon, type: 'image/svg+xml' }
        : { href: logoPath(logo), type: 'image/png' },
    contact: contact === null ? null : { text: contact, href: contactHref(contact) },
    footLine,
    styleHref: accent === null ? null : `/brand/${version}/style.css`,
  };
}

type Templates = {
  layout: HandlebarsTemplateDelegate;
  bodies: ReadonlyMap<string, HandlebarsTemplateDelegate>;
};

/** Of the pages of a table; each is compiled when it is first shown, for all apps of a process. */
const read = new WeakMap<readonly Page<object>[], Templates>();

/**
 * Reads and parses every template once. Each is the layout, in a folder of partials (known by their file's name), or
 * the template of one of `pages`: a page without one is an error, and so is one without a page.
 */
function readTemplates(pages: readonly Page<object>[]): Templates {
  const known = read.get(pages);
  if (known !== undefined) return known;
  const handlebars = Handlebars.create();
  handlebars.registerHelper(textHelpers);
  const compile = (name: string): HandlebarsTemplateDelegate =>
    handlebars.compile(
      handlebars.parse(readFileSync(new URL(`${name}.hbs`, templateFolder), 'utf8')),
      compileOptions,
    );
  const names = readdirSync(templateFolder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.hbs'))
    .map((file) => file.replaceAll('\\', '/').slice(0, -'.hbs'.length));
  const partials = names.filter((name) => /(^|\/)partials\//.test(name));
  for (const name of partials) {
    const partial = name.slice(name.lastIndexOf('/') + 1);
    if (partial in handlebars.partials) throw new Error(`there are two partials ${partial}`);
    handlebars.registerPartial(partial, compile(name));
  }
  const bodies = new Map(pages.map(({ template }) => [template, compile(template)]));
  const nobodys = names.filter((name) => name !== 'layout' && !bodies.has(name) && !partials.includes(name));
  if (nobodys.length > 0) throw new Error(`no page in a table has the template ${nobodys.join(', ')}`);
  const templates = { layout: compile('layout'), bodies };
  read.set(pages, templates);
  return templates;
}

/**
 * Shows the pages of `table`. Reads and parses all templates once; a missing or malformed one is an error here, not on
 * a page. `publicUrl` is the service's own address without a slash at the end. Assets are linked as
 * `/static/NAME?v=VERSION`; without `assetVersion` the version is a hash of their content.
 */
export function createRenderer(options: {
  brand: () => Brand;
  publicUrl: string;
  table: PageTable;
  assetVersion?: string;
}): Renderer {
  const { layout, bodies } = readTemplates(options.table.pages);
  const version = options.assetVersion ?? versionOfAssets();
  const asset = (name: string) => `/static/${name}?v=${encodeURIComponent(version)}`;
  const { publicUrl } = options;
  const { consoleMenu } = options.table;

  return {
    render(page, model, common) {
      const body = bodies.get(page.template);
      if (body === undefined) throw new Error(`no table names the page ${page.template}`);
      const brand = siteBrand(options.brand(), asset('favicon.svg'));
      const serviceName = brand.name;
      const site = {
        serviceName,
        brand,
        admin: common.admin == null ? null : { ...common.admin, ...rightsOf(common.admin.role) },
        consoleMenu: common.admin == null ? [] : consoleMenu(common.path, common.admin.role),
        mailboxHref: common.mailboxHref ?? null,
        notices: common.admin == null ? [] : (common.notices ?? []),
      };
      const { language } = common;
      // The words of the language are at hand in every template and partial.
      const data = { site, t: language.pages };
      const main = body(model, { data });
      const picture = common.picture ?? brand.logo?.href ?? null;
      return layout(
        {
          lang: language.tag,
          dir: language.dir,
          languages:
            common.readAgain == null || page.secret ? null : languageButtons(language, common.readAgain),
          name: page.template.replaceAll('/', '-'),
          main: new Handlebars.SafeString(main),
          title: common.title === serviceName ? serviceName : `${common.title} · ${serviceName}`,
          ogTitle: common.title,
          description: common.description ?? null,
          noindex: page.secret || common.noindex === true,
          type: common.type ?? 'website',
          meta: common.meta ?? [],
          data: common.data === undefined ? null : jsonInHtml(common.data),
          feeds: [
            { href: '/feed.xml', title: filled(language.pages.layout.feed, { service: serviceName }) },
            ...(common.feeds ?? []),
          ].map((feed) => ({ ...feed, jsonHref: feed.href.replace(/feed\.xml(?=$|\?)/, 'feed.json') })),
          canonical: common.canonical === undefined || page.secret ? null : `${publicUrl}${common.canonical}`,
          sections: sectionsOf(common.path),
          styleHref: asset('offprint.css'),
          ogImage: picture === null ? null : `${publicUrl}${picture}`,
          scripts: page.scripts.map(asset),
          // Only where there are formulas.
          math: 'math' in model && model.math ? { styleHref: katexStyle, fonts: katexFonts } : null,
          // Without a script, a page whose numbers go on changing is loaded again instead.
          renewSeconds: 'renews' in model && model.renews === true ? 5 : null,
          refreshSeconds: 'live' in model && model.live ? 10 : null,
        },
        { data },
      );
    },
  };
}
