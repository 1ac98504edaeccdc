import type { ClockReading } from '../../domain/doctor/clock.ts';
import type { DatabaseState } from '../../domain/doctor/database.ts';
import type { SigningKey } from '../../domain/doctor/dkim-record.ts';
import type { DmarcFinding } from '../../domain/doctor/dmarc.ts';
import type { EmbeddingsAnswer, StoredEmbeddings } from '../../domain/doctor/embeddings.ts';
import type { PostAnswer } from '../../domain/doctor/one-click.ts';
import type { SeenDoubt } from '../../domain/doctor/proxy.ts';
import type { SmtpFailure, SmtpSession } from '../../domain/doctor/smtp-server.ts';
import type { SpfOutcome } from '../../domain/doctor/spf.ts';
import type { ServerHold } from '../../domain/sending/server-hold.ts';

// What the doctor asks of the world. All of it rejects with words when there is no answer.

/** The DNS as receivers see it. Where nothing is published, lists are empty. */
export interface MailDns {
  /** TXT records, the strings of each joined. */
  texts(name: string): Promise<string[]>;
  /** MX records; the exchange of a null MX is empty. */
  exchangers(name: string): Promise<{ exchange: string; priority: number }[]>;
  /** Of both families. */
  addresses(name: string): Promise<string[]>;
  /** Names of an address's PTR records. */
  pointers(address: string): Promise<string[]>;
  /** The addresses that a host to connect to has, by the DNS or else by this machine's own means. */
  hostAddresses(host: string): Promise<string[]>;
  /** SPF for envelope senders at `domain` from `address` (RFC 7208). */
  spf(domain: string, address: string): Promise<SpfOutcome>;
  /** DMARC for `from` (RFC 9989), if SPF passes for `envelope` and DKIM for all of `signing`. */
  dmarc(mail: { from: string; envelope: string; signing: readonly string[] }): Promise<DmarcFinding>;
}

/** One of the servers in SMTP_URL. */
export type SmtpServer = {
  /** host:port. */
  name: string;
  host: string;
  /** Connects and logs in as for sending, and sends nothing. */
  open(signal: AbortSignal): Promise<SmtpSession | SmtpFailure>;
};

export type DoctorPorts = {
  dns: MailDns;
  /** Throws a DomainError `invalid` when SMTP_URL is wrong. */
  smtpServers(): SmtpServer[];
  /** Throws a DomainError `invalid` when a key cannot sign. */
  signingKeys(): SigningKey[];
  /** Makes trial mails of the own templates, and rejects with what is wrong with them; null: there are none. */
  templates: { folder: string; check(): Promise<void> } | null;
  /** Applies nothing. `held`: the mail servers that are held, none where there is no table of them yet. */
  database(): Promise<{
    state: DatabaseState;
    clock: ClockReading;
    proxyDoubt: SeenDoubt | null;
    held: ServerHold[];
    /** Null where there is no table of them yet. */
    embeddings: StoredEmbeddings | null;
  }>;
  /** Links to unsubscribe nobody: one that this service has signed, and one that it has not. */
  trialLinks(): Promise<{ genuine: string; forged: string }>;
  /** Posts a one-click unsubscribing (RFC 8058) to a link. Never rejects; `clock` null without a Date. */
  post(url: string, signal: AbortSignal): Promise<{ answer: PostAnswer; clock: ClockReading | null }>;
  /** The server of embeddings; null: none is named. `ask` never rejects. */
  embeddings: {
    address: string;
    /** How long searches wait for it. */
    patienceMs: number;
    ask(signal: AbortSignal): Promise<EmbeddingsAnswer | { trouble: string }>;
  } | null;
  now(): Date;
};
