import { SerializerSelector } from '@fastify/fast-json-stringify-compiler';

type Route = { schema: unknown; method: string; url: string; httpStatus?: string; contentType?: string };
type Serializer = (answer: unknown) => string;

/** As Fastify makes them by itself. */
const build = SerializerSelector()();

/**
 * The serializer of one kind of answer of a route, compiled when such an answer is given for the first time: those of
 * all routes take an eighth of a second at each start, and most are never used.
 */
export function serializerFor({ httpStatus = '', ...route }: Route): Serializer {
  let serialize: Serializer | null = null;
  return (answer) => {
    serialize ??= build({ ...route, httpStatus });
    return serialize(answer);
  };
}
