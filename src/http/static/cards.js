// Below each paper of a list: keeping it in the browser's own list, and passing its address on.

const name = 'offprint-saved';
const most = 100;
/** The form of the buttons without a script; it has the words. */
const keeper = document.getElementById('keeper');

const readList = () => {
  const kept = document.cookie.split('; ').find((one) => one.startsWith(`${name}=`));
  return kept
    ? kept
        .slice(name.length + 1)
        .split('.')
        .filter(Boolean)
    : [];
};
const show = () => {
  const list = readList();
  for (const button of document.querySelectorAll('button[data-save][name="paper"]')) {
    const kept = list.includes(button.value);
    // What is as it should be stays untouched: this runs at each change of the page.
    if (button.getAttribute('aria-pressed') === String(kept)) continue;
    button.setAttribute('aria-pressed', kept);
    button.textContent = kept ? keeper.dataset.saved : keeper.dataset.save;
  }
};
document.addEventListener('click', async (event) => {
  const button = event.target.closest('button[data-save][name="paper"]');
  if (button) {
    event.preventDefault();
    const others = readList().filter((one) => one !== button.value);
    const list = button.getAttribute('aria-pressed') === 'true' ? others : [button.value, ...others];
    const secure = location.protocol === 'https:' ? '; secure' : '';
    // biome-ignore lint/suspicious/noDocumentCookie: the other way to write one is not in all browsers.
    document.cookie = `${name}=${list.slice(0, most).join('.')}; path=/; max-age=31536000; samesite=lax${secure}`;
    show();
  }
  const link = event.target.closest('a[data-share]');
  if (link) {
    event.preventDefault();
    const title = link.closest('.paper').querySelector('.title').textContent.trim();
    try {
      if (navigator.share) await navigator.share({ title, url: link.href });
      else {
        await navigator.clipboard.writeText(link.href);
        link.textContent = keeper.dataset.copied;
      }
    } catch (error) {
      // Somebody thought better of it; else the address is that of the page.
      if (error.name !== 'AbortError') location.assign(link.href);
    }
  }
});
// Of a search as one types, each list is new.
new MutationObserver(show).observe(document.querySelector('main'), { childList: true, subtree: true });
addEventListener('pageshow', show);
show();
