// Keeps one digest's page up to date from its server-sent events, each of which is the whole state.

const section = document.querySelector('[data-events]');
const numbers = new Intl.NumberFormat('en');
/** After a refusal a browser does not ask again by itself. */
const againMs = 5_000;

function link(href, text) {
  const a = document.createElement('a');
  a.href = href;
  a.textContent = text;
  return a;
}

function cell(content, { heading = false, number = false } = {}) {
  const made = document.createElement(heading ? 'th' : 'td');
  if (heading) made.scope = 'row';
  if (number) made.className = 'n';
  made.append(content);
  return made;
}

function code(text) {
  const made = document.createElement('code');
  made.textContent = text;
  return made;
}

function fill(name, rows) {
  const made = rows.map((cells) => {
    const row = document.createElement('tr');
    row.append(...cells);
    return row;
  });
  document.querySelector(`[data-rows="${name}"]`).replaceChildren(...made);
}

function drawBar(counts) {
  const bar = section.querySelector('.outcomes');
  let x = 0;
  const words = [];
  for (const rect of bar.children) {
    const count = counts[rect.dataset.state];
    const width = counts.audience === 0 ? 0 : (count / counts.audience) * 100;
    rect.setAttribute('x', x);
    rect.setAttribute('width', width);
    x += width;
    if (count > 0) words.push(`${numbers.format(count)} ${rect.dataset.state}`);
  }
  bar.setAttribute('aria-label', words.join(', ') || 'no deliveries');
}

function show(now) {
  for (const place of section.querySelectorAll('[data-count]')) {
    place.textContent = numbers.format(now.counts[place.dataset.count]);
  }
  for (const place of document.querySelectorAll('[data-text]')) {
    place.textContent = now[place.dataset.text];
  }
  drawBar(now.counts);
  const problem = document.querySelector('[data-problem]');
  problem.textContent = now.problem;
  problem.hidden = now.problem === '';
  document.querySelector('[data-replies]').hidden = now.replies.length === 0;
  fill(
    'domains',
    now.domains.map(({ name, href, cells }) => [
      cell(href === null ? name : link(href, name), { heading: true }),
      ...cells.map((text) => cell(text, { number: true })),
    ]),
  );
  fill(
    'replies',
    now.replies.map(({ reply, href, state, count }) => [
      cell(code(reply), { heading: true }),
      cell(link(href, state)),
      cell(count, { number: true }),
    ]),
  );
}

function watch() {
  const live = section.querySelector('[data-live]');
  const source = new EventSource(section.dataset.events);
  source.addEventListener('open', () => {
    live.textContent = 'Numbers are live.';
  });
  source.addEventListener('error', () => {
    live.textContent = 'The connection was lost; trying again.';
    if (source.readyState === EventSource.CLOSED) setTimeout(watch, againMs);
  });
  // Another status has other buttons, and so have deliveries that are unknown; the server knows them.
  const asShown = ({ status, counts }) =>
    status === section.dataset.status &&
    counts.unknown > 0 === (document.querySelector('[data-unknown]') !== null);
  const reload = () => {
    source.close();
    location.reload();
  };
  source.addEventListener('message', ({ data }) => {
    const now = JSON.parse(data);
    show(now);
    if (!asShown(now)) reload();
  });
  source.addEventListener('end', reload);
}

if (section) watch();
