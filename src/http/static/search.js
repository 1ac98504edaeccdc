// Search as you type: the server's own page for the words so far, put in place of what stands there. Without it the
// form does the same when it is sent.

const form = document.querySelector('form[data-search]');
if (form) {
  const status = form.querySelector('[data-search-status]');
  const results = document.querySelector('[data-live="results"]');
  const pauseMs = 250;
  let shown = location.pathname + location.search;
  let typing = false;
  let timer;
  let loading;

  const wanted = () => {
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim() !== ''));
    return query.size === 0 ? '/' : `/?${query}`;
  };

  /** The page at `href`, its parts in the places of these. The form itself stays, and with it the focus. */
  const show = async (href) => {
    loading?.abort();
    loading = new AbortController();
    results.setAttribute('aria-busy', 'true');
    const answer = await fetch(href, { signal: loading.signal });
    if (!answer.ok) throw new Error(`answered with ${answer.status}`);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const part of document.querySelectorAll('[data-live]')) {
      const fresh = page.querySelector(`[data-live="${part.dataset.live}"]`);
      if (part.tagName === 'INPUT') part.value = fresh.value;
      else part.replaceChildren(...fresh.childNodes);
    }
    document.title = page.title;
    shown = href;
    results.removeAttribute('aria-busy');
    status.textContent = results.querySelector('[data-total]').textContent;
    return page;
  };

  const refresh = async () => {
    clearTimeout(timer);
    const href = wanted();
    if (href === shown) return;
    try {
      await show(href);
      // One entry in the history for what was typed in one go.
      history[typing ? 'replaceState' : 'pushState'](null, '', href);
      typing = true;
    } catch (error) {
      if (error.name !== 'AbortError') location.assign(href);
    }
  };

  form.elements.q.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, pauseMs);
  });
  form.elements.q.addEventListener('blur', () => {
    typing = false;
  });
  form.elements.topic.addEventListener('change', refresh);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    refresh();
  });
  addEventListener('popstate', async () => {
    const href = location.pathname + location.search;
    typing = false;
    try {
      const page = await show(href);
      for (const name of ['q', 'topic'])
        form.elements[name].value = page.querySelector(`form[data-search] [name="${name}"]`).value;
    } catch (error) {
      if (error.name !== 'AbortError') location.reload();
    }
  });
}
