/** The page on which a form for other sites is made, and the form. */
export const embed = {
  heading: 'A form for your site',
  description: 'Let people subscribe to digests of trending papers from a page of yours.',
  lead: 'Readers of your page enter their address there, and get a mail from here with a button to confirm. It is plain HTML: no script, no cookie, nothing loaded.',
  what: 'What they get',
  withoutAny: 'Without any, the best of all fields.',
  make: 'Make the form',
  html: 'The HTML',
  subscribesTo: 'Subscribes to {follows}.',
  copyThis: 'Copy this into your page',
  copy: 'Copy',
  copied: 'Copied.',
  marked: 'Marked: copy it with your keyboard.',
  hint: 'Style it as you like and say it in your words, but keep the last line: it is what your readers agree to. Without a time zone in it, digests come at 08:00 UTC; readers change that on their preferences page. Your page’s content security policy, if it has one, must allow this site in `form-action`.',
  ownScript: 'With a script of your own',
  anyPage: 'Any page may post JSON to `{address}`, without credentials; [the API](api) says how.',
  intro: 'Trending research papers by mail, from {service}.',
};
export type EmbedWords = typeof embed;
