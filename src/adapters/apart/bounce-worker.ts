import { parentPort } from 'node:worker_threads';
import { readBounce } from '../../domain/bounces/bounce.ts';

parentPort?.on('message', (raw: Uint8Array) => parentPort?.postMessage(readBounce(raw)));
