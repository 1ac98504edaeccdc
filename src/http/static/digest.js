// Keeps the numbers of one digest up to date from its server-sent events: JSON {status, counts}.

const section = document.querySelector('[data-events]');
if (section) {
  const live = section.querySelector('[data-live]');
  const bar = section.querySelector('.outcomes');
  const numbers = new Intl.NumberFormat('en');
  const source = new EventSource(section.dataset.events);

  source.addEventListener('open', () => {
    live.textContent = 'Numbers are live.';
  });
  source.addEventListener('error', () => {
    live.textContent = 'The connection was lost; trying again.';
  });
  source.addEventListener('message', ({ data }) => {
    const { status, counts } = JSON.parse(data);
    for (const cell of section.querySelectorAll('[data-count]')) {
      cell.textContent = numbers.format(counts[cell.dataset.count]);
    }
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
    // Another status has other buttons, which the server knows.
    if (status !== section.dataset.status) {
      source.close();
      location.reload();
    }
  });
}
