import { processIo } from '../../../src/commands/command-io.ts';
import { impatient } from '../tuning.ts';

// The program as it is, but for times and costs that tests would only wait for.
// Where a test needs to do something while a server says nothing, it takes as long as the test says.
const greeting = Number(process.env['TEST_GREETING_MS'] ?? impatient.smtp.greeting);
processIo.tuning = { ...impatient, smtp: { ...impatient.smtp, greeting } };
await import('../../../src/main.ts');
