import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { subscribersCsv } from '../../../../src/adapters/files/subscribers-csv.ts';

/** What a file holds, read in pieces of so many bytes: `line: email, name`, or why a line cannot be read. */
async function read(file: string | Uint8Array, bytes = 7): Promise<string[]> {
  const whole = Buffer.from(file);
  function* pieces() {
    for (let at = 0; at < whole.length; at += bytes) yield whole.subarray(at, at + bytes);
  }
  const found: string[] = [];
  for await (const one of subscribersCsv.read(Readable.from(pieces())))
    found.push(
      'fault' in one
        ? `${one.line}! ${one.fault}`
        : `${one.line}: ${one.row['email']}, ${one.row['name'] ?? ''}`,
    );
  return found;
}

const utf16 = (text: string, bigEndian = false) => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
};
const three = ['2: a@x.org, Ada', '3: b@x.org, Bob', '4: c@x.org, Zoë'];

describe('a file of subscribers', () => {
  test.each([
    ['lines that end in every way', 'email,name\r\na@x.org,Ada\nb@x.org,Bob\rc@x.org,Zoë'],
    ['a byte order mark', '\ufeffemail,name\na@x.org,Ada\nb@x.org,Bob\nc@x.org,Zoë\n'],
    ['semicolons', 'email;name\r\na@x.org;Ada\r\nb@x.org;Bob\r\nc@x.org;"Zoë"\r\n'],
    ['tabs', 'email\tname\na@x.org\tAda\nb@x.org\tBob\nc@x.org\tZoë\n'],
    ['UTF-16, little-endian', utf16('email\tname\r\na@x.org\tAda\r\nb@x.org\tBob\r\nc@x.org\tZoë\r\n')],
    ['UTF-16, big-endian', utf16('email,name\r\na@x.org,Ada\r\nb@x.org,Bob\r\nc@x.org,Zoë\r\n', true)],
    [
      'quotation marks around everything',
      '"email","name"\n"a@x.org","Ada"\n"b@x.org", "Bob" \n"c@x.org","Zoë"',
    ],
  ])('with %s is read whole, however it comes in pieces', async (_name, file) => {
    for (const bytes of [1, 2, 3, 7, 1_000]) expect(await read(file, bytes)).toEqual(three);
  });

  test('may say in its first line what its separator is', async () => {
    expect(await read('sep=;\r\nemail;name\r\na@x.org;"Ada; Countess"\r\n')).toEqual([
      '3: a@x.org, Ada; Countess',
    ]);
  });

  test('may have line ends, separators and doubled marks within quotation marks', async () => {
    expect(await read('name,email\n"Ada ""Lady"", first\r\nof her name",a@x.org\n"Bob",b@x.org')).toEqual([
      '2: a@x.org, Ada "Lady", first\nof her name',
      '4: b@x.org, Bob',
    ]);
  });

  const never = 'has a quotation mark that is never closed';
  test.each([
    ['with nothing after it', 'email,name\na@x.org,"Un closed', [`2! ${never}`]],
    [
      'before other rows',
      'email,name\na@x.org,"Un closed\nb@x.org,Bob\nc@x.org,Cyd\n',
      [`2! ${never}`, '3: b@x.org, Bob', '4: c@x.org, Cyd'],
    ],
    [
      'before a row that has some itself',
      'email,name\na@x.org,"Un closed\nb@x.org,"Bob"\nc@x.org,Cyd\n',
      [`2! ${never}`, '3: b@x.org, Bob', '4: c@x.org, Cyd'],
    ],
    [
      'before thousands of rows',
      `email,name\na@x.org,"Un closed\n${'b@x.org,Bob\n'.repeat(5_000)}`,
      [`2! ${never}`, ...Array.from({ length: 5_000 }, (_, at) => `${at + 3}: b@x.org, Bob`)],
    ],
  ])('with a quotation mark that is never closed, %s, loses that line alone', async (_name, file, rows) => {
    expect(await read(file, 1_000)).toEqual(rows);
  });

  test('with bytes that are no UTF-8 has bad lines where they stand', async () => {
    const file = Buffer.from('email,name\na@x.org,Jürgen\nb@x.org,Bob\n', 'latin1');
    expect(await read(file)).toEqual([
      '2! has characters that are not UTF-8: save the file as “CSV UTF-8” and send it again',
      '3: b@x.org, Bob',
    ]);
  });

  test('with more cells in a row than in its header has a bad line there; fewer are nothing', async () => {
    expect(await read('email,name\na@x.org,Ada,x\nb@x.org,Bob,,\nc@x.org\n')).toEqual([
      '2! has 3 cells, and the header 2',
      '3: b@x.org, Bob',
      '4: c@x.org, ',
    ]);
  });

  test('with a cell that is longer than any has a bad line there', async () => {
    expect(await read(`email,name\na@x.org,${'x'.repeat(200_000)}\nb@x.org,Bob\n`, 10_000)).toEqual([
      '2! is longer than 100000 characters',
      '3: b@x.org, Bob',
    ]);
  });

  test.each([
    ['', 'file: is empty'],
    ['email;name;shoe size\n', 'shoe size: is not a column'],
    ['name\nAda', 'email: the header must name this column'],
    ['email,email\n', 'header: names a column twice'],
  ])('%j is refused as a whole', async (file, words) => {
    await expect(read(file)).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining(words),
    });
  });

  it('comes back as it was written, whatever stands in it', async () => {
    const text = fc
      .string({ unit: 'grapheme', maxLength: 20 })
      .map((some) => some.replace(/[\0\ufffd\r]/g, '').trim());
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          text.filter((some) => !some.startsWith("'")),
          { minLength: 1 },
        ),
        async (names) => {
          async function* rows() {
            for (const [at, name] of names.entries()) yield { email: `r${at}@x.org`, name };
          }
          const found: string[] = [];
          for await (const one of subscribersCsv.read(subscribersCsv.write(rows())))
            found.push('fault' in one ? one.fault : (one.row['name'] ?? ''));
          expect(found).toEqual(names);
        },
      ),
    );
  });
});
