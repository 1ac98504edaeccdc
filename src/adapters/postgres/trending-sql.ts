import { Prisma } from './generated/client.ts';

/** `trendingScore` of domain/trending.ts in SQL over a paper `p`; a test holds the two together. */
export function scoreSql(tenfoldMilliseconds: number): Prisma.Sql {
  return Prisma.sql`(log(1 + p.points) + extract(epoch FROM p.fresh_at)::float8 * 1000 / ${tenfoldMilliseconds}::float8)`;
}
