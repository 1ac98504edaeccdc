import { processIo } from '../src/commands/command-io.ts';

// The program as it is, but that no number of requests to subscribe is a crowd: what is measured is what each of them
// costs.
const room = { most: 1_000_000, aSecond: 1_000 };
processIo.tuning = { crowd: { calm: room, unproven: room } };
await import('../src/main.ts');
