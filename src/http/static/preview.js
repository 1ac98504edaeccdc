// What a topic's query finds, while it is typed: the same page that the button would show. It is asked for at the start
// too, since something may have been typed before this ran, and again after a failure.
const pauseMs = 400;
const longestMs = 30_000;
/** How long it waits after the first failure, the second and so on; after the last it is left to the admin. */
const againMs = [1_000, 2_000, 4_000, 8_000];

for (const form of document.querySelectorAll('form[data-preview]')) {
  const { query } = form.elements;
  const matches = document.getElementById('matches');
  const status = document.querySelector('[data-preview-status]');
  let timer = 0;
  let asking = null;

  const ask = async (signal) => {
    const body = new URLSearchParams(new FormData(form));
    const either = AbortSignal.any([signal, AbortSignal.timeout(longestMs)]);
    const answer = await fetch(form.dataset.preview, { method: 'POST', body, signal: either });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const found = page.getElementById('matches');
    // A query that is wrong has an answer with status 400, and this in it.
    if (!found) throw new Error(`answered with ${answer.status}`);
    return found;
  };

  const show = async (failures = 0) => {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    if (failures === 0) status.textContent = 'Looking …';
    try {
      const found = await ask(signal);
      // What stays the same is not read out again.
      if (found.innerHTML !== matches.innerHTML) matches.replaceChildren(...found.childNodes);
      status.textContent = '';
    } catch {
      if (signal.aborted) return;
      const words = 'The preview could not be loaded.';
      const again = failures < againMs.length;
      status.textContent = again ? `${words} Trying again …` : `${words} Press Preview to try again.`;
      if (again) timer = setTimeout(show, againMs[failures], failures + 1);
    }
  };

  query.addEventListener('input', () => {
    // What is under way is about something older: its failure says nothing of this.
    asking?.abort();
    clearTimeout(timer);
    timer = setTimeout(show, pauseMs);
  });
  if (query.value.trim() !== '') show();
}
