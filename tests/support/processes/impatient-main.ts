import { processIo } from '../../../src/commands/command-io.ts';
import { impatient } from '../tuning.ts';

// The program as it is, but for times and costs that tests would only wait for.
processIo.tuning = impatient;
await import('../../../src/main.ts');
