import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { Deps } from '../app/deps.ts';
import type { Check } from '../domain/doctor/check.ts';
import type { Network } from '../domain/ip-address.ts';

/** How long bodies may take, in milliseconds: a whole one; and for how long nothing of an uploaded file may come. */
export type Patience = { bodyMs: number; silenceMs: number };

/**
 * A variable of the environment: what it decides, its value with secrets masked, and what holds while it is not set.
 */
export type ShownVariable = { name: string; about: string; value: string | null; usual: string };

/** What the routes need from outside. */
export type HttpOptions = {
  deps: Deps;
  /** Without a slash at the end. */
  publicUrl: string;
  /** Whose word is taken for whom they ask (X-Forwarded-For). */
  trustedProxies: readonly Network[];
  /** Whether browsers are to use https for all hosts below this one too. */
  hstsSubdomains: boolean;
  /** Whether caught mail is shown. */
  mailbox: boolean;
  /** The name in MAIL_FROM, which may be empty, and POSTAL_ADDRESS. */
  senderName: string;
  postalAddress: string | null;
  /** Signs the tokens of the console's forms. */
  secretKey: string;
  version: string;
  /** What the changelog says of it, a line each. */
  changes: readonly string[];
  /** The environment as an admin may see it. */
  environment: readonly { heading: string; variables: readonly ShownVariable[] }[];
  /** Asks the doctor, which takes up to half a minute. */
  examine(): Promise<Check[]>;
  /** MAX_SEND_RATE, messages a second; null: no limit. */
  maxSendRate: number | null;
  readMail(raw: Uint8Array): Promise<{
    subject: string;
    html: string | null;
    text: string;
    headers: { name: string; value: string }[];
  }>;
  checkReady(): Promise<void>;
  queueDepths(): Promise<{ name: string; waiting: number; active: number }[]>;
  /** How long bodies may take to come; half a minute unless told. */
  patience?: Patience;
  /** Whether there is little time to spare just now; measured unless told. */
  isBusy?: () => boolean;
  /** A worker answers only the probes. */
  probesOnly: boolean;
};

/** Fastify with schemas as TypeBox types. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;
