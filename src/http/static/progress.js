// While a worker has an import in hand: shows how far it is, and loads the page again when it has ended.
const everyMs = 1500;

async function look() {
  const shown = document.getElementById('progress');
  if (!shown || !('live' in shown.dataset)) return;
  try {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const now = page.getElementById('progress');
    if (!now || !('live' in now.dataset)) {
      location.reload();
      return;
    }
    shown.replaceChildren(...now.childNodes);
  } catch {
    // The service is away for a moment.
  }
  setTimeout(look, everyMs);
}
setTimeout(look, everyMs);
