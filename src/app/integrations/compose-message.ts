import { type ChatPost, matrixPost, mattermostPost, slackPost } from '../../domain/integrations/chat-post.ts';
import { type Target, toldId } from '../../domain/integrations/integration.ts';
import { dateInWords, listed } from '../../domain/languages/formats.ts';
import { languageOf } from '../../domain/languages/index.ts';
import type { Paper } from '../../domain/papers/paper.ts';
import { texToText } from '../../domain/tex/tex.ts';
import type { Needs } from '../deps.ts';
import type { Integration, IntegrationMessage } from './integration-store.ts';
import type { OutgoingPost } from './outgoing-posts.ts';
import { signedHeaders } from './target.ts';

type ComposeNeeds = Needs<'brand' | 'links' | 'now', 'digests' | 'papers' | 'subscribers'>;

const json = { 'content-type': 'application/json' };

/** The request that tells this; what it says of a reader or a digest is as of now. */
export async function composeMessage(
  deps: ComposeNeeds,
  integration: Integration,
  target: Target,
  message: IntegrationMessage,
): Promise<OutgoingPost> {
  if (integration.kind === 'webhook') return await webhookRequest(deps, integration, target, message);
  const post = await chatPost(deps, integration, message);
  const to = { method: 'POST', url: target.url, headers: json } as const;
  switch (integration.kind) {
    case 'slack':
      return { ...to, body: JSON.stringify({ text: slackPost(post), unfurl_links: false }) };
    case 'mattermost':
      return { ...to, body: JSON.stringify({ text: mattermostPost(post) }) };
    case 'matrix': {
      const { body, html } = matrixPost(post);
      const room = encodeURIComponent(target.room ?? '');
      return {
        method: 'PUT',
        // Matrix 1.13, 8.5: a second request with the same transaction's id sends nothing again.
        url: `${target.url}/_matrix/client/v3/rooms/${room}/send/m.room.message/${toldId(message.id)}`,
        headers: { ...json, authorization: `Bearer ${target.token ?? ''}` },
        body: JSON.stringify({
          msgtype: 'm.notice',
          body,
          format: 'org.matrix.custom.html',
          formatted_body: html,
          'm.mentions': {},
        }),
      };
    }
  }
}

async function webhookRequest(
  deps: ComposeNeeds,
  integration: Integration,
  target: Target,
  message: IntegrationMessage,
): Promise<OutgoingPost> {
  const type = message.event === 'test' ? 'webhook.test' : message.event;
  const data = await dataOf(deps, integration, message);
  const body = JSON.stringify({ type, timestamp: message.at.toISOString(), data });
  const signed = signedHeaders(target, { id: toldId(message.id), body, now: deps.now() });
  return { method: 'POST', url: target.url, headers: { ...json, ...signed }, body };
}

async function dataOf(
  { stores }: ComposeNeeds,
  { withReader }: Integration,
  { event, digestId, subscriberId, detail }: IntegrationMessage,
): Promise<Record<string, unknown>> {
  if (event === 'digest.finished') {
    const digest = digestId === null ? null : await stores.digests.byId(digestId);
    if (digest === null) return {};
    const { id, cadence, status, asOf, finishedAt, body } = digest;
    const kind = body === null ? 'digest' : 'announcement';
    return {
      digest: { id, kind, cadence, status, asOf, finishedAt, counts: await stores.digests.counts(id) },
    };
  }
  // Least data: who it was is told only where it is asked for, and not of a reader who was erased since.
  const reader = withReader && subscriberId !== null ? await stores.subscribers.byId(subscriberId) : null;
  return { ...detail, ...(reader === null ? {} : { subscriber: { id: reader.id, email: reader.email } }) };
}

async function chatPost(
  { brand, links, stores }: ComposeNeeds,
  { timezone }: Integration,
  { event, at, paperIds }: IntegrationMessage,
): Promise<ChatPost> {
  const { name, digestName, language: tag } = await brand.now();
  const language = languageOf(tag ?? 'en');
  const papers = await stores.papers.byIds(paperIds);
  return {
    heading: event === 'test' ? `${digestName ?? name}: test` : (digestName ?? name),
    date: dateInWords(at, timezone, language),
    papers: papers.map((paper: Paper) => ({
      title: texToText(paper.title),
      href: new URL(`/papers/${paper.id}`, links.home()).href,
      authors: listed(paper.authors.map(texToText), 3, language),
      upvotes: paper.upvotes,
    })),
  };
}
