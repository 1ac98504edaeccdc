import Handlebars from 'handlebars';
import type { IncomingPaper } from '../../src/domain/papers/paper.ts';
import { madeText } from '../papers/made-papers.ts';

// What the baseline mails: a digest as a template engine makes one, with the markup that templates/mail/digest.mjml
// becomes.

const card = `
<tr><td align="left" class="pad ink" style="font-size:0px;padding:0 40px 28px;word-break:break-word;">
<div style="font-family:-apple-system, 'Segoe UI', Helvetica, Arial, sans-serif;font-size:16px;line-height:1.55;text-align:left;color:#1c1f24;">
<div class="rule" style="border-top:1px solid #e2dfd6;padding-top:24px;">
<img src="{{thumbnail}}" class="thumb" alt="" width="120" align="right" style="float:right;width:120px;height:auto;margin:4px 0 12px 20px;border-radius:2px;">
<p class="accent" style="margin-bottom:5px;font-size:13px;line-height:1.4;font-weight:600;color:#0a5f6b;">{{category}}</p>
<h2 dir="auto" style="font-family:Georgia,'Times New Roman',serif;font-size:21px;line-height:1.3;font-weight:normal;"><a href="{{url}}" class="ink" style="color:#1c1f24;text-decoration:none;">{{title}}</a></h2>
<p dir="auto" class="muted" style="margin-top:5px;font-family:Georgia,'Times New Roman',serif;font-style:italic;font-size:15px;line-height:1.45;color:#5d636c;">{{authors}}</p>
<p dir="auto" style="margin-top:10px;">{{htmlSummary}}</p>
<p class="muted" style="margin-top:10px;font-size:14px;line-height:1.5;color:#5d636c;">{{reason}}</p>
<p style="margin-top:4px;font-size:14px;line-height:1.7;"><a href="{{code}}" style="color:#0a5f6b;">Code</a> · <a href="{{project}}" style="color:#0a5f6b;">Project page</a> · <a href="{{details}}" style="color:#0a5f6b;">Details and similar papers</a></p>
</div></div></td></tr>`;

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
