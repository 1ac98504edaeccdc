// What a topic's query finds, while it is typed: the same page that the button would show.
const pauseMs = 400;

for (const form of document.querySelectorAll('form[data-preview]')) {
  let timer = 0;
  let asking = null;
  const show = async () => {
    asking?.abort();
    asking = new AbortController();
    const body = new URLSearchParams(new FormData(form));
    try {
      const answer = await fetch(form.dataset.preview, { method: 'POST', body, signal: asking.signal });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const found = page.getElementById('matches');
      if (found) document.getElementById('matches').replaceChildren(...found.childNodes);
    } catch {
      // A newer one was asked, or the service is away for a moment.
    }
  };
  form.elements.query.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(show, pauseMs);
  });
}
