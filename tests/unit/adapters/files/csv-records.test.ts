import { Readable } from 'node:stream';
import { parse } from 'csv-parse/sync';
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

  test('may have blanks around quotation marks, and marks where none should be', async () => {
    expect(
      await read(
        'email,name\n a@x.org , "Ada ""Lady"", Countess" \nb@x.org,Bob "B" Dee\nc@x.org,"Cyd" Dee\n',
      ),
    ).toEqual(['2: a@x.org, Ada "Lady", Countess', '3: b@x.org, Bob "B" Dee', '4: c@x.org, "Cyd" Dee']);
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
      '2! has characters that are not UTF-8: save the file as “CSV UTF-8”, or say that it is Windows-1252',
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

  test('that is said to be Windows-1252 is read as that, unless its mark says otherwise', async () => {
    const file = Buffer.from('email,name\na@x.org,J\xfcrgen \x93M\x94\nb@x.org,\x81\n', 'latin1');
    const rows = [];
    for await (const row of subscribersCsv.read(Readable.from([file]), { encoding: 'windows-1252' }))
      rows.push(row);
    expect(rows).toMatchObject([
      { line: 2, row: { name: 'Jürgen “M”' } },
      { line: 3, fault: 'has bytes that are no characters in Windows-1252' },
    ]);
    const marked = Readable.from([Buffer.from('\ufeffemail,name\na@x.org,Zoë\n')]);
    for await (const row of subscribersCsv.read(marked, { encoding: 'windows-1252' }))
      expect(row).toMatchObject({ row: { name: 'Zoë' } });
  });

  test('with the sign for a lost character has a bad line there', async () => {
    expect(await read('email,name\na@x.org,J\ufffdrgen\nb@x.org,Bob\n')).toEqual([
      '2! has the character �, which stands for one that was lost: write it again',
      '3: b@x.org, Bob',
    ]);
  });

  it('comes back as it was written, whatever stands in it, formulas and apostrophes included', async () => {
    const signs = fc.stringMatching(/^[=+@'-]{0,4}$/);
    const text = fc
      .tuple(signs, fc.string({ unit: 'grapheme', maxLength: 20 }))
      .map(([begin, some]) => `${begin}${some}`.replace(/[\0\ufffd\r]/g, '').trim());
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1 }), fc.boolean(), async (names, bom) => {
        async function* rows() {
          for (const [at, name] of names.entries()) yield { email: `r${at}@x.org`, name };
        }
        const pieces: Buffer[] = [];
        for await (const piece of subscribersCsv.write(rows(), { bom })) pieces.push(Buffer.from(piece));
        const file = Buffer.concat(pieces);
        expect(file.subarray(0, 3).equals(Buffer.from('\ufeff'))).toBe(bom);
        for (const cell of (parse(file, { bom }) as string[][]).flat()) expect(cell).not.toMatch(/^[=+\-@]/);
        const found: string[] = [];
        for await (const one of subscribersCsv.read(Readable.from([file])))
          found.push('fault' in one ? one.fault : (one.row['name'] ?? ''));
        expect(found).toEqual(names);
      }),
    );
  });

  it('of refused rows has their cells as they were, after why, and can be read again', async () => {
    const header = ['email', 'refused_because', 'name'];
    async function* refused() {
      yield { line: 4, message: 'email: is wrong', cells: ['ada', 'line 9: old', '=Ada', 'one too many'] };
    }
    const pieces: string[] = [];
    for await (const piece of subscribersCsv.writeRefused(header, refused())) pieces.push(String(piece));
    const file = pieces.join('');
    expect(file).toBe(`refused_because,email,name\r\nline 4: email: is wrong,ada,'=Ada,one too many\r\n`);
    const mended = file.replace('ada,', 'ada@x.org,').replace(',one too many', '');
    expect(await read(mended)).toEqual(['2: ada@x.org, =Ada']);
  });
});
