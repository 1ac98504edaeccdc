import { describe, expect, it } from 'vitest';
import { htmlText } from '../../../../src/domain/bounces/html-text.ts';

describe('what a person sees of HTML', () => {
  it.each([
    [
      '<p>Your mail to <b>ada@example.org</b></p><p>was refused</p>',
      '\nYour mail to ada@example.org\n\nwas refused\n',
    ],
    ['one<br>two<BR/>three', 'one\ntwo\nthree'],
    ['<style>p { color: red }</STYLE>seen<script>if (a < b) x()</script> too', 'seen too'],
    ['<!-- <p>hidden</p> -->seen', 'seen'],
    ['<title>hidden', ''],
    ['to <ada@example.org> &lt;bob@example.org&gt;', 'to <ada@example.org> <bob@example.org>'],
    ['&#252;ber &#x2014; &amp; &unknown; &#1114112;', 'über — & &unknown; &#1114112;'],
    ['a < b and <', 'a < b and <'],
    ['  spaces  <br>  and lines  ', 'spaces\nand lines'],
  ])('is, of %s, its words', (html, text) => {
    expect(htmlText(html)).toBe(text);
  });

  it('is cut where a report is long over', () => {
    expect(htmlText(`${'words '.repeat(50_000)}<p>end`).length).toBeLessThan(200_001);
  });
});
