import Handlebars from 'handlebars';
import type { IncomingPaper } from '../../src/domain/papers/paper.ts';
import { madeText } from '../papers/made-papers.ts';

// What the baseline mails: a digest as a template engine makes one, with the markup that templates/mail/digest.mjml
// becomes.

const card = `
<tr><td class="card"><div class="rule"><img src="{{thumbnail}}" class="thumb" alt="" width="120" align="right"><p class="accent">{{category}}</p>
<h2 class="title" dir="auto"><a href="{{url}}" style="color:#1c1f24;">{{title}}</a></h2>
<p class="by muted" dir="auto">{{authors}}</p><p dir="auto">{{htmlSummary}}</p><p class="standing muted">{{reason}}</p>
<p class="links"><a href="{{code}}">Code</a> · <a href="{{project}}">Project page</a> · <a href="{{details}}">Details and similar papers</a></p></div></td></tr>`;

const html = `<!doctype html><html lang="en" dir="ltr"><head><title>{{subject}}</title>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body style="word-spacing:normal;background-color:#fbfaf7;"><table role="presentation" width="600" align="center"><tbody>
<tr><td><h1>{{date}} · {{count}} papers</h1>
<p><a href="{{view}}">View in browser</a> · <a href="{{preferences}}">Preferences</a> · <a href="{{unsubscribe}}">Unsubscribe</a></p></td></tr>
{{#each papers}}${card}{{/each}}
<tr><td><p>You get this because you confirmed a daily digest of {{topics}} at offprint.example.org.</p>
<p><a href="{{preferences}}">Change what you get</a> · <a href="{{unsubscribe}}">Unsubscribe</a></p>
<p>1 Example Street, 12345 Exampletown</p></td></tr></tbody></table></body></html>`;

const text = `OFFPRINT
{{date}} · {{count}} papers

View in browser:
{{view}}
Preferences:
{{preferences}}
Unsubscribe:
{{unsubscribe}}

{{#each papers}}
------------------------------------------------------------------------

{{category}}
{{title}}
{{url}}

{{authors}}

{{textSummary}}

{{reason}}
Code:
{{code}}
Project page:
{{project}}
Details and similar papers:
{{details}}

{{/each}}
------------------------------------------------------------------------

You get this because you confirmed a daily digest of {{topics}}.
Unsubscribe:
{{unsubscribe}}

1 Example Street, 12345 Exampletown
`;

/** A paper ready to be shown: the baseline is given what ours has to work out. */
type CardData = Record<
  'title' | 'url' | 'category' | 'authors' | 'reason' | 'code' | 'project' | 'thumbnail' | 'details',
  string
> & { htmlSummary: string; textSummary: string };

export type PlainMail = { subject: string; unsubscribe: string; html: string; text: string };
export type Sizes = { html: number; text: number };

const perReader = 10;

function cardData(paper: IncomingPaper, index: number, summary: Sizes): CardData {
  const link = (type: string) => paper.links.find((one) => one.type === type)?.url ?? '';
  return {
    title: paper.title,
    url: `https://arxiv.org/abs/${paper.arxivId}`,
    category: paper.primaryCategory ?? '',
    authors: paper.authors.join(', '),
    reason: `In ${paper.primaryCategory}, which you follow · ${paper.signal?.upvotes} upvotes`,
    code: link('github'),
    project: link('project'),
    thumbnail: paper.thumbnailUrl ?? '',
    details: `https://offprint.example.org/papers/${index}`,
    htmlSummary: madeText(index, summary.html).slice(0, summary.html),
    textSummary: madeText(index, summary.text).slice(0, summary.text),
  };
}

/**
 * A function that makes the mail of one reader, each of ten other papers. Summaries are cut so that both parts have as
 * many bytes as `target` says, so that ours and this have the same to encode and to send.
 */
export function plainTemplate(
  papers: readonly IncomingPaper[],
  target: Sizes,
): (reader: number) => PlainMail {
  const renderHtml = Handlebars.compile(html);
  const renderText = Handlebars.compile(text, { noEscape: true });
  const maker = (summary: Sizes) => {
    const cards = papers.map((paper, index) => cardData(paper, index, summary));
    return (reader: number): PlainMail => {
      const token = `${reader}.${'0123456789abcdefghijkl'.slice(reader % 2)}`;
      // Far apart in the list and shifted from reader to reader, so that hardly two readers have the same ten.
      const chosen = Array.from(
        { length: perReader },
        (_, k) => cards[(reader * 13 + k * k * 29 + k) % cards.length],
      );
      const site = 'https://offprint.example.org';
      const view = {
        subject: `${chosen[0]?.title} and ${perReader - 1} more`,
        date: 'Tuesday, 24 November',
        count: perReader,
        topics: 'Machine Learning and Robotics',
        unsubscribe: `${site}/unsubscribe/${token}`,
        preferences: `${site}/preferences/${token}`,
        view: `${site}/view/${token}`,
        papers: chosen,
      };
      return {
        subject: view.subject,
        unsubscribe: view.unsubscribe,
        html: renderHtml(view),
        text: renderText(view),
      };
    };
  };
  const bare = meanSizes(maker({ html: 0, text: 0 }));
  const room = (part: keyof Sizes) => Math.max(0, Math.round((target[part] - bare[part]) / perReader));
  return maker({ html: room('html'), text: room('text') });
}

/** Bytes of the parts, on average over some readers. */
export function meanSizes(make: (reader: number) => PlainMail): Sizes {
  const some = Array.from({ length: 50 }, (_, reader) => make(reader));
  const mean = (part: keyof Sizes) =>
    some.reduce((sum, mail) => sum + Buffer.byteLength(mail[part]), 0) / some.length;
  return { html: mean('html'), text: mean('text') };
}
