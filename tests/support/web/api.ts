import type { InjectOptions } from 'fastify';
import { expect } from 'vitest';
import type { TestService } from '../test-service.ts';
import { bearer } from './web.ts';

type Answer = {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON the test asks about
  body: any;
  text: string;
  headers: Record<string, unknown>;
};

/** A program that talks to the API under `/api/v1`, with a token of its own. */
export async function apiOf(service: TestService) {
  const app = await service.app();
  const authorization = await bearer(service);
  return async (
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    payload?: InjectOptions['payload'],
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const answer = await app.inject({
      method,
      url: `/api/v1${path}`,
      headers: { ...authorization, ...headers },
      ...(payload === undefined ? {} : { payload }),
    });
    const isJson = /json/.test(String(answer.headers['content-type']));
    return {
      status: answer.statusCode,
      body: isJson ? answer.json() : null,
      text: answer.body,
      headers: answer.headers,
    };
  };
}

/** Expects problem details (RFC 9457) and returns the fields that they name, sorted. */
export function problemFields(answer: Answer, status: number, code: string): string[] {
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(answer.body).toMatchObject({ type: 'about:blank', status, code });
  expect(answer.status).toBe(status);
  expect(answer.body.title.length).toBeGreaterThan(5);
  expect(answer.body.detail.length).toBeGreaterThan(10);
  const fields: string[] = (answer.body.errors ?? []).map(({ field }: { field: string }) => field);
  return fields.toSorted();
}
