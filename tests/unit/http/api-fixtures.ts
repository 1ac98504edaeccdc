/** A description with one operation of each shape. */
export function describedApi(words: string) {
  const schema = {
    type: 'object',
    required: ['q'],
    properties: { q: { type: 'string', description: words } },
  };
  const content = { 'application/json': { schema, example: { q: words } } };
  const operation = {
    operationId: 'askQuestion',
    summary: words,
    description: words,
    tags: ['public'],
    security: [{ token: [] }],
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        description: words,
        example: 1,
        schema: { type: 'integer', minimum: 1 },
      },
      {
        name: 'kind',
        in: 'query',
        description: words,
        example: 'a',
        schema: { type: 'string', enum: ['a', 'b'] },
      },
    ],
    requestBody: { content },
    responses: {
      200: { description: words, content },
      204: { description: words },
      400: { description: words },
    },
  };
  return {
    tags: [{ name: 'public', description: words }],
    paths: { '/api/v1/questions/{id}': { post: operation } },
  };
}
