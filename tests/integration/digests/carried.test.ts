import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../../src/adapters/postgres/client.ts';
import { absorbPaper } from '../../../src/adapters/postgres/papers/paper-absorb.ts';
import type { CarryInput } from '../../../src/app/digests/carried/read-carried.ts';
import { dropNextWords, setNextWords } from '../../../src/app/digests/letters/set-next-words.ts';
import { changePlanned } from '../../../src/app/digests/planned/change-planned.ts';
import { previewDigest } from '../../../src/app/digests/preview-digest.ts';
import { scheduleDigests } from '../../../src/app/digests/schedule-digests.ts';
import { triggerDigest, tryDigest } from '../../../src/app/digests/trigger-digest.ts';
import {
  addCollection,
  changeCollected,
  collectPaper,
  deleteCollection,
  publishCollection,
  writeCollection,
} from '../../../src/app/papers/collections/edit-collection.ts';
import { runJobs } from '../../support/jobs.ts';
import { addReader } from '../../support/readers.ts';
import { tidyAll } from '../../support/retention.ts';
import { sendingTests } from '../../support/sending.ts';
import { linkIn } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');
const editor = 'admin 1';
const old = { publishedAt: new Date('2024-05-01T00:00:00Z'), featuredAt: new Date('2024-05-02T00:00:00Z') };
const { service, deps, run, mails, recipients, at, digest, storePapers } = sendingTests(now);

/** A published collection of these papers, with a note on the first. */
async function collect(papers: readonly number[], name = 'Reading group'): Promise<number> {
  const { id } = await addCollection(deps(), { name, slug: '', description: '' }, editor);
  for (const paper of papers) await collectPaper(deps(), id, paper, editor);
  const [first] = papers;
  if (first !== undefined) await changeCollected(deps(), id, first, { note: 'For Thursday.' }, editor);
  if (papers.length > 0) await publishCollection(deps(), id, true, editor);
  return id;
}

const send = (said: Partial<Parameters<typeof triggerDigest>[1]> = {}) =>
  triggerDigest(deps(), { origin: 'api', collection: 'reading-group', ...said });
async function sent(said: Parameters<typeof send>[0] = {}) {
  const made = await send(said);
  await runJobs(service());
  return made;
}
/** Papers of a reader's deliveries, the last one first. */
async function papersOf(email: string): Promise<{ papers: number[]; subjects: number[]; state: string }[]> {
  const rows = await run(
    `SELECT d.paper_ids AS papers, d.subject_ids AS subjects, d.state::text FROM delivery d
     JOIN subscriber s ON s.id = d.subscriber_id WHERE s.email = $1 ORDER BY d.digest_id DESC`,
    [email],
  );
  return rows as never;
}
const title = async (id: number) => (await deps().stores.papers.byId(id))!.title;

describe('a digest that carries a collection', () => {
  test('shows it first in a section of its own, in the editor’s order with the notes, in HTML, text and browser', async () => {
    const [a, b, c] = await storePapers(3);
    const fresh = await storePapers(2);
    await collect([c!, a!]);
    await addReader(deps(), 'ada@example.org', { topics: ['cs.RO'], maxPapers: 2 });
    const { id } = await sent();
    const [mine] = await papersOf('ada@example.org');
    expect(mine!.papers.slice(0, 2)).toEqual([c, a]);
    expect(mine!.subjects.slice(0, 2)).toEqual([-2, -2]);
    // The reader's number of papers is that of the chosen ones; no paper of the collection is among them.
    expect(mine!.papers).toHaveLength(4);
    expect([b, ...fresh]).toEqual(expect.arrayContaining(mine!.papers.slice(2)));
    const [mail] = await mails();
    expect(mail!.html).toMatch(
      /<h2 class="section"[^>]*><a href="[^"]*\/collections\/reading-group">Reading group<\/a><\/h2>/,
    );
    expect(mail!.text).toMatch(/\nReading group\nhttp\S*\/collections\/reading-group\n/);
    expect(mail!.html).toContain('A collection by the editor');
    expect(mail!.html).toMatch(/Inside: <a [^>]*>Reading group<\/a> \(2\) · /);
    expect(mail!.html).toMatch(/Editor’s note:<\/b> For Thursday\./);
    expect(mail!.html).toContain('4 papers');
    expect(mail!.text.indexOf('Reading group')).toBeGreaterThan(0);
    expect(mail!.text).toContain('For Thursday.');
    const app = await service().app();
    const view = await app.inject(linkIn(mail, 'view'));
    expect(view.body).toContain('<a href="/collections/reading-group">Reading group</a></h2>');
    expect(view.body).toContain('For Thursday.');
    const archived = (await app.inject(`/archive/${id}`)).body;
    expect(archived).toMatch(/Reading group<\/h2>[\s\S]*For Thursday\.[\s\S]*The other papers<\/h2>/);
    const preview = await previewDigest(deps(), { email: 'ada@example.org' });
    expect(preview.papers).toBe(1);
  });

  test('or last; a subject counts its papers; in German it has its own name', async () => {
    const [a] = await storePapers(1, old);
    await storePapers(2);
    await collect([a!]);
    await addReader(deps(), 'ute@example.org', { language: 'de' });
    const words = [{ language: 'de' as const, subject: '{count} neue', introduction: '' }];
    await sent({ collectionPlace: 'last', words });
    const [mail] = await mails();
    expect(mail!.subject).toBe('3 neue');
    expect((await papersOf('ute@example.org'))[0]!.subjects).toEqual([0, 0, -2]);
    expect(mail!.html).toMatch(/<h2 class="section"[^>]*><a [^>]*>Reading group<\/a><\/h2>/);
    expect(mail!.html).toContain('Eine Sammlung der Redaktion');
  });

  test('brings nobody a paper twice, however long ago it came, and is skipped where that leaves nothing', async () => {
    const [a, b] = await storePapers(2, old);
    await collect([a!]);
    await addReader(deps(), 'ada@example.org');
    await sent();
    // Long after what is news is remembered.
    service().clock.now = new Date('2027-06-01T10:00:00Z');
    const again = await sent();
    expect((await papersOf('ada@example.org')).map(({ papers, state }) => [papers, state])).toEqual([
      [[], 'skipped'],
      [[a], 'sent'],
    ]);
    expect(await deps().stores.digests.counts(again.id)).toMatchObject({ audience: 1, skipped: 1 });
    await addReader(deps(), 'new@example.org');
    const { id } = (await deps().stores.collections.bySlug('reading-group'))!;
    await collectPaper(deps(), id, b!, editor);
    await sent();
    expect((await papersOf('ada@example.org'))[0]!.papers).toEqual([b]);
    expect((await papersOf('new@example.org'))[0]!.papers).toEqual([a, b]);
  });

  test('knows what a reader had by deliveries that are no longer kept', async () => {
    const [a, b] = await storePapers(2, old);
    const id = await collect([a!]);
    await addReader(deps(), 'ada@example.org');
    const { id: first } = await sent();
    await collectPaper(deps(), id, b!, editor);
    service().clock.now = new Date('2027-12-01T10:00:00Z');
    await tidyAll(service());
    expect(await run('SELECT id FROM delivery WHERE digest_id = $1', [first])).toEqual([]);
    await sent();
    expect((await papersOf('ada@example.org'))[0]!.papers).toEqual([b]);
  });

  test('leaves out what is hidden or withdrawn, and what a reader muted', async () => {
    const [a, hidden, withdrawn] = await storePapers(3, old);
    const [muted] = await storePapers(1, { ...old, authors: ['Grace Hopper'] });
    await collect([a!, hidden!, withdrawn!, muted!]);
    const id = await addReader(deps(), 'ada@example.org');
    await addReader(deps(), 'all@example.org');
    await run("INSERT INTO mute (subscriber_id, author, at) VALUES ($1, 'Grace Hopper', now())", [id]);
    await send();
    await run('UPDATE paper SET hidden = true WHERE id = $1', [hidden]);
    await run('UPDATE paper SET withdrawn = true WHERE id = $1', [withdrawn]);
    await runJobs(service());
    expect((await papersOf('ada@example.org'))[0]!.papers).toEqual([a]);
    expect((await papersOf('all@example.org'))[0]!.papers).toEqual([a, muted]);
  });

  test('is what it was when it was asked for, whatever is changed meanwhile', async () => {
    const [a, b] = await storePapers(2, old);
    const id = await collect([a!]);
    await addReader(deps(), 'ada@example.org');
    await send();
    await writeCollection(deps(), id, { name: 'Another', slug: 'another', description: '' }, editor);
    await changeCollected(deps(), id, a!, { note: 'Changed' }, editor);
    await collectPaper(deps(), id, b!, editor);
    await deleteCollection(deps(), id, editor);
    await runJobs(service());
    const [mail] = await mails();
    expect(mail!.text).toContain('Reading group');
    expect(mail!.text).toContain('For Thursday.');
    expect((await papersOf('ada@example.org'))[0]!.papers).toEqual([a]);
  });

  test('follows a paper that turns out to be another one', async () => {
    const [a, b] = await storePapers(2, old);
    await collect([a!]);
    await addReader(deps(), 'ada@example.org');
    await send();
    const { prisma, close } = openDatabase(service().databaseUrl, { connections: 1 });
    await absorbPaper(prisma, { keep: b!, drop: a! });
    await close();
    await runJobs(service());
    expect((await papersOf('ada@example.org'))[0]!.papers).toEqual([b]);
    expect((await mails())[0]!.text).toContain('For Thursday.');
  });

  test('what cannot be carried is refused by the field’s name, and nothing is planned', async () => {
    await addReader(deps(), 'ada@example.org');
    const wrong = async (said: CarryInput = {}) =>
      (await send({ collection: 'reading-group', ...said }).catch((error) => error)).fields;
    expect(await wrong()).toEqual([
      { field: 'collection', message: 'there is no published collection "reading-group"' },
    ]);
    const many = await storePapers(31, old);
    const id = await collect(many);
    expect(await wrong()).toEqual([
      { field: 'collection', message: 'has 31 papers: a digest carries a collection of at most 30' },
    ]);
    await run('UPDATE paper SET hidden = true');
    expect(await wrong()).toEqual([{ field: 'collection', message: 'has no papers that readers may see' }]);
    await publishCollection(deps(), id, false, editor);
    expect(await wrong()).toMatchObject([{ field: 'collection' }]);
    expect(await run('SELECT id FROM digest')).toEqual([]);
  });

  test('a dry run counts who gets it, a key knows it, and the log has it', async () => {
    const [a] = await storePapers(1, old);
    await collect([a!]);
    await addReader(deps(), 'ada@example.org');
    expect(await tryDigest(deps(), { origin: 'api' })).toMatchObject({ queued: 0, skipped: 1 });
    expect(await tryDigest(deps(), { origin: 'api', collection: 'reading-group' })).toMatchObject({
      queued: 1,
    });
    const one = await send({ idempotencyKey: 'k', actor: editor });
    expect((await send({ idempotencyKey: 'k' })).id).toBe(one.id);
    const other = send({ idempotencyKey: 'k', collectionPlace: 'last' });
    await expect(other).rejects.toMatchObject({ code: 'conflict' });
    const [line] = await run("SELECT detail FROM audit_event WHERE action = 'digest triggered'");
    expect(line).toMatchObject({ detail: { collection: 'reading-group', collectionPapers: 1 } });
  });

  test('a planned one keeps it, moves it, takes the present one or none', async () => {
    const [a, b] = await storePapers(2, old);
    const id = await collect([a!]);
    await addReader(deps(), 'ada@example.org');
    const sendAt = new Date('2026-11-24T18:00:00Z');
    const { id: planned } = await send({ sendAt });
    await collectPaper(deps(), id, b!, editor);
    const letter = { subject: '', body: '' };
    const change = (carry: CarryInput) =>
      changePlanned(deps(), planned, { sendAt, letter, words: [], ...carry }, editor);
    const carried = async () => {
      const found = (await digest(planned)).carried;
      return found === null ? null : [found.place, ...found.papers.map((paper) => paper.id)];
    };
    await change({ keepCollection: true, collectionPlace: 'last' });
    expect(await carried()).toEqual(['last', a]);
    await change({ collection: 'reading-group' });
    expect(await carried()).toEqual(['first', a, b]);
    await expect(change({ collection: 'none-such' })).rejects.toMatchObject({
      fields: [{ field: 'collection' }],
    });
    await change({});
    expect(await carried()).toBeNull();
    await change({ collection: 'reading-group' });
    await at(sendAt);
    expect((await papersOf('ada@example.org'))[0]!.papers).toEqual([a, b]);
  });
});

describe('a collection for the next digests of a cadence', () => {
  async function tick(moment: string) {
    service().clock.now = new Date(moment);
    await scheduleDigests(deps());
    await runJobs(service());
  }
  const set = (carry: CarryInput, introduction = '') =>
    setNextWords(deps(), {
      cadence: 'daily',
      typed: [{ language: 'en', subject: '', introduction }],
      actor: editor,
      ...carry,
    });

  test('comes to each reader once, with the first digest from then on', async () => {
    const [a, b] = await storePapers(2, old);
    const id = await collect([a!]);
    await addReader(deps(), 'early@example.org', { hour: 11 });
    await addReader(deps(), 'late@example.org', { hour: 9 });
    await set({ collection: 'reading-group' });
    await tick('2026-11-24T11:00:00Z');
    expect(await recipients()).toEqual(['early']);
    // Changed meanwhile: who had it gets no other.
    await collectPaper(deps(), id, b!, editor);
    await set({ collection: 'reading-group' }, 'Hello');
    await tick('2026-11-25T09:00:00Z');
    await tick('2026-11-25T11:00:00Z');
    expect((await papersOf('late@example.org'))[0]!.papers).toEqual([a, b]);
    expect((await papersOf('early@example.org'))[0]).toMatchObject({ papers: [], state: 'skipped' });
    expect((await mails()).map(({ text }) => text.includes(`For Thursday.`))).toEqual([true, true]);
  });

  test('is kept when the words alone are changed, and goes with them', async () => {
    const [a] = await storePapers(1, old);
    await collect([a!]);
    await set({ collection: 'reading-group' });
    await set({ keepCollection: true, collectionPlace: 'last' }, 'Hello');
    expect(await deps().stores.nextWords.list(now)).toMatchObject([
      { carried: { slug: 'reading-group', place: 'last' }, words: { en: { introduction: 'Hello' } } },
    ]);
    await dropNextWords(deps(), 'daily', editor);
    await expect(set({})).rejects.toMatchObject({ fields: [{ field: 'introduction' }] });
    expect(await title(a!)).toContain('Robots');
  });
});
