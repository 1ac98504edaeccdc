import Fastify from 'fastify';
import { afterEach, describe, expect, it, test } from 'vitest';
import type { DomainError } from '../../../src/domain/errors.ts';
import type { App } from '../../../src/http/options.ts';
import { takeTurns } from '../../../src/http/plugins/turns.ts';
import { createTurns, freely } from '../../../src/http/turns.ts';

describe('turns', () => {
  function made() {
    const state = { busy: true, ms: 0 };
    const turns = createTurns({ isBusy: () => state.busy, now: () => state.ms });
    const entered: string[] = [];
    const refused: (DomainError | undefined)[] = [];
    const ask = (network: string, name = network, isGone = () => false) =>
      turns.ask(network, isGone, (error) => {
        if (error === undefined) entered.push(name);
        else refused.push(error);
      });
    /** Asks for so much that the next request waits. */
    const useUp = (network: string) => {
      for (let i = 0; i < freely.most; i++) ask(network, '');
      entered.length = 0;
    };
    return { state, turns, ask, useUp, entered, refused };
  }

  it('come at once to a network that asks for little, however busy the process is', () => {
    const { ask, useUp, entered } = made();
    useUp('flood');
    for (let i = 0; i < 5; i++) ask('flood');
    ask('reader');
    expect(entered).toEqual(['reader']);
  });

  it('come at once to everybody while there is time to spare', () => {
    const { state, ask, useUp, entered } = made();
    state.busy = false;
    useUp('crawler');
    ask('crawler');
    expect(entered).toEqual(['crawler']);
  });

  it('are given to one of those that wait in a tick, and to twice as many when there is time again', () => {
    const { state, turns, ask, useUp, entered } = made();
    useUp('flood');
    for (let i = 1; i <= 9; i++) ask('flood', `${i}`);
    expect(turns.tick()).toBe(true);
    expect(turns.tick()).toBe(true);
    expect(entered).toEqual(['1', '2']);
    state.busy = false;
    turns.tick();
    expect(entered).toHaveLength(4);
    turns.tick();
    expect(entered).toHaveLength(8);
    expect(turns.tick()).toBe(false);
    expect(entered).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9']);
    expect(turns.counts()).toEqual({ free: 30, waited: 9, refused: 0, gone: 0 });
  });

  it('come first to those who asked for less, and to who came first among equals', () => {
    const { turns, ask, useUp, entered } = made();
    useUp('flood');
    for (let i = 1; i <= 5; i++) ask('flood', `flood ${i}`);
    useUp('lab');
    ask('lab', 'lab 1');
    turns.tick();
    turns.tick();
    expect(entered).toEqual(['lab 1', 'flood 1']);
  });

  it('are free again after a rest', () => {
    const { state, ask, useUp, entered } = made();
    useUp('lab');
    state.ms += 1000 / freely.aSecond;
    ask('lab');
    expect(entered).toEqual(['lab']);
  });

  it('are refused, and told when to come again, where too many wait', () => {
    const { ask, useUp, refused, turns } = made();
    useUp('flood');
    for (let i = 0; i < 101; i++) ask('flood');
    expect(refused).toMatchObject([{ code: 'unavailable', retryAfter: 5 }]);
    // Nobody else is any worse for it.
    useUp('lab');
    ask('lab');
    expect(refused).toHaveLength(1);
    expect(turns.counts()).toMatchObject({ refused: 1 });
  });

  it('are not spent on who has gone', () => {
    const { turns, ask, useUp, entered } = made();
    useUp('flood');
    ask('flood', 'gone', () => true);
    ask('flood', 'waits');
    expect(turns.tick()).toBe(false);
    expect(entered).toEqual(['waits']);
    expect(turns.counts()).toMatchObject({ gone: 1 });
  });
});

describe('a busy server', () => {
  const app: App = Fastify({ trustProxy: true });
  let isOn = true;
  afterEach(async () => {
    isOn = false;
    await app.close();
  });

  test('answers who asks for little before those who ask for much, and probes always', async () => {
    app.decorateRequest('client');
    app.addHook('onRequest', (request, _reply, done) => {
      request.client = { address: request.ip, isLocal: false, doubt: null };
      done();
    });
    takeTurns(app, {});
    app.get('/', async () => 'a page');
    app.get('/healthz', async () => 'fine');
    await app.ready();
    const busy = Promise.withResolvers<void>();
    let busyTurns = 0;
    const keepBusy = () => {
      const until = performance.now() + 20;
      while (performance.now() < until);
      // More than a tick: what is told of the loop is of this.
      if (++busyTurns === 4) busy.resolve();
      if (isOn) setImmediate(keepBusy);
    };
    keepBusy();
    await busy.promise;
    const order: string[] = [];
    const ask = async (from: string, url = '/') => {
      const { statusCode } = await app.inject({ url, headers: { 'x-forwarded-for': from } });
      order.push(`${from} ${url} ${statusCode}`);
    };
    await Promise.all([
      ...Array.from({ length: freely.most + 6 }, async () => await ask('203.0.113.7')),
      ask('198.51.100.1'),
      ask('203.0.113.7', '/healthz'),
    ]);
    // Six of them waited for a tick each.
    expect(order.slice(0, -6)).toContain('198.51.100.1 / 200');
    expect(order.slice(0, -6)).toContain('203.0.113.7 /healthz 200');
    expect(order.slice(-6)).toEqual(Array.from({ length: 6 }, () => '203.0.113.7 / 200'));
  });
});
