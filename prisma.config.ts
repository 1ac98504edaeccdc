import { defineConfig } from 'prisma/config';

// `prisma generate` needs no engine, but it looks for one and would download it. Any existing file
// satisfies it; migrations run on the WebAssembly engine (src/adapters/postgres/migrations/migrate.ts).
process.env['PRISMA_SCHEMA_ENGINE_BINARY'] ??= process.execPath;

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
});
