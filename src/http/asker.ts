import type { FastifyRequest } from 'fastify';
import { networksOf } from '../domain/subscribers/client-ip.ts';

/**
 * Whose searches a request's counts as: all clients of a network are one, since it has as many addresses as it likes.
 * Null for a person or a program on this machine.
 */
export function askerOf({ client }: FastifyRequest): string | null {
  return client.isLocal ? null : networksOf(client.address).network;
}
