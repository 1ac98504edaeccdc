import { longest } from '../lengths.ts';
import { oneLine } from '../one-line.ts';

/** One paper of a post, in plain words. */
export type PostedPaper = { title: string; href: string; authors: string; upvotes: number };

/** The day's papers: what they are called, and for which day. */
export type ChatPost = { heading: string; date: string; papers: readonly PostedPaper[] };

const tidy = (text: string) => oneLine(text.slice(0, longest.title));

/** "A. Lovelace, G. Hopper · ▲ 12". */
function below({ authors, upvotes }: PostedPaper): string {
  return [tidy(authors), upvotes > 0 ? `▲ ${upvotes}` : ''].filter(Boolean).join(' · ');
}

/** Slack's own signs (https://docs.slack.dev/messaging/formatting-message-text). */
function slackText(text: string): string {
  return tidy(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Slack's `mrkdwn`: links as `<address|words>`, in which a bar would end the address. */
export function slackPost({ heading, date, papers }: ChatPost): string {
  const lines = papers.map((paper, index) => {
    const title = slackText(paper.title).replaceAll('|', '∣');
    const more = slackText(below(paper));
    return `${index + 1}. <${paper.href}|${title}>${more === '' ? '' : `\n      ${more}`}`;
  });
  return [`*${slackText(heading).replaceAll('*', '∗')}* · ${slackText(date)}`, ...lines].join('\n');
}

/** A text in Markdown where none of its signs means anything, and nobody is called by an @. */
function markdownText(text: string): string {
  return tidy(text)
    .replace(/[\\`*_{}[\]()<>#+!|~:$-]/g, '\\$&')
    .replaceAll('@', '@\u200b');
}

/** Mattermost's Markdown. */
export function mattermostPost({ heading, date, papers }: ChatPost): string {
  const lines = papers.map((paper, index) => {
    const more = markdownText(below(paper));
    return `${index + 1}. [${markdownText(paper.title)}](${paper.href})${more === '' ? '' : `  \n   ${more}`}`;
  });
  return [`**${markdownText(heading)}** · ${markdownText(date)}`, '', ...lines].join('\n');
}

function htmlText(text: string): string {
  return tidy(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Matrix: a text, and the HTML of the same (Matrix client-server API v1.13, 11.3.1.1). */
export function matrixPost({ heading, date, papers }: ChatPost): { body: string; html: string } {
  const lines = papers.map((paper, index) => {
    const more = below(paper);
    return `${index + 1}. ${tidy(paper.title)}\n   ${paper.href}${more === '' ? '' : `\n   ${more}`}`;
  });
  const items = papers.map((paper) => {
    const more = htmlText(below(paper));
    return `<li><a href="${htmlText(paper.href)}">${htmlText(paper.title)}</a>${more === '' ? '' : `<br>${more}`}</li>`;
  });
  return {
    body: [`${tidy(heading)} · ${tidy(date)}`, ...lines].join('\n'),
    html: `<p><strong>${htmlText(heading)}</strong> · ${htmlText(date)}</p><ol>${items.join('')}</ol>`,
  };
}
