import { parentPort } from 'node:worker_threads';
import { type PictureUse, uploadedPicture } from './uploaded-picture.ts';

parentPort?.on('message', ({ use, file }: { use: PictureUse; file: Uint8Array }) =>
  parentPort?.postMessage(uploadedPicture(use, file)),
);
