import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';

// A start takes half the time when the code was compiled before; where nothing can be written, nothing changes. What
// this file itself imports is compiled each time, so it imports next to nothing.
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/offprint'));

// How many bytes of a WebAssembly function are run before V8 compiles it again, to be faster; 13 million unless set.
// Prisma's query compiler reaches that in its first query, and compiling it again, on another core, then takes as much
// time as all the rest of a command. Before anything else is loaded: compiled code is kept for one set of flags.
setFlagsFromString('--wasm-tiering-budget=100000000');

const { runCommandLine } = await import('./commands/command-line.ts');
const { processIo } = await import('./commands/command-io.ts');
const code = await runCommandLine(process.argv, processIo);
// Whatever was opened is closed by now; a library's idle timer must not hold the process.
process.exit(code);
