import { parentPort } from 'node:worker_threads';
import { scaledPicture } from './scaled-picture.ts';

parentPort?.on('message', (file: Uint8Array) => parentPort?.postMessage(scaledPicture(file)));
