// What a page gains with a script. Without it every form and link works the same.

/** The words of the page's language for so many: it brings a text for each of its ways of counting. */
function counted(count, forms) {
  const { lang } = document.documentElement;
  const texts = JSON.parse(forms);
  const text = texts[new Intl.PluralRules(lang).select(count)] ?? texts.other;
  return text.replace('{n}', new Intl.NumberFormat(lang).format(count));
}

/** The topic filter: shows the entries that hold every word, and the groups that have any. */
for (const input of document.querySelectorAll('input[data-filter]')) {
  const area = document.getElementById(input.dataset.filter);
  const status = document.querySelector('[data-filter-status]');
  const groups = [...area.querySelectorAll('[data-filter-group]')].map((group) => ({
    group,
    isOpen: group.open,
    heading: group.querySelector('h2, summary').textContent.toLowerCase(),
    items: [...group.querySelectorAll('[data-filter-item]')].map((item) => ({
      item,
      text: item.textContent.toLowerCase(),
    })),
  }));

  const filter = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const { group, heading, items, isOpen } of groups) {
      let inGroup = 0;
      for (const { item, text } of items) {
        const matches = words.every((word) => text.includes(word) || heading.includes(word));
        item.hidden = !matches;
        if (matches) inGroup += 1;
      }
      group.hidden = inGroup === 0;
      if (group.tagName === 'DETAILS')
        group.open = words.length > 0 ? inGroup > 0 : isOpen || group.querySelector(':checked') !== null;
      for (const folded of group.querySelectorAll('details')) folded.open = words.length > 0;
      found += inGroup;
    }
    status.textContent = words.length === 0 ? '' : counted(found, status.dataset.forms);
  };
  input.addEventListener('input', filter);
  // Enter in the filter would send the form that it stands in.
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') event.preventDefault();
  });
  if (input.value !== '') filter();
}

/** Of the catalogue: how many topics the button follows. */
const catalogue = document.querySelector('form[data-follow]');
if (catalogue) {
  const button = catalogue.querySelector('[data-follow-button]');
  const usual = button.textContent;
  const say = () => {
    const ticked = catalogue.querySelectorAll(':checked').length;
    button.textContent = ticked > 0 ? counted(ticked, catalogue.dataset.follow) : usual;
  };
  catalogue.addEventListener('change', say);
  addEventListener('pageshow', say);
}

/** How many topics of a folded group are ticked. */
for (const group of document.querySelectorAll('details[data-filter-group]')) {
  group.addEventListener('change', () => {
    const ticked = group.querySelectorAll(':checked').length;
    const status = group.querySelector('[data-chosen]');
    status.textContent = ticked > 0 ? counted(ticked, status.dataset.chosen) : '';
  });
}

/**
 * When very many subscribe, the service asks for a second of work (GET /subscribe/challenge), which is done when the
 * form is sent. Where that fails the form goes as it is, and the service decides.
 */
function proveWork(form) {
  const button = form.querySelector('button[type="submit"]');
  const busy = (is) => {
    button.disabled = is;
    button.setAttribute('aria-busy', is);
  };
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    busy(true);
    form.querySelector('[name="proof"]')?.remove();
    try {
      const answer = await fetch('/subscribe/challenge', { signal: AbortSignal.timeout(10_000) });
      if (answer.status === 200) {
        const { challenge, solver } = await answer.json();
        const [{ solveChallenge }, { deriveKey }] = await Promise.all([
          import(`${solver}/pow.js`),
          import(`${solver}/algorithms/web/pbkdf2.js`),
        ]);
        const solution = await solveChallenge({ challenge, deriveKey, timeout: 60_000 });
        const field = Object.assign(document.createElement('input'), { type: 'hidden', name: 'proof' });
        field.value = JSON.stringify({ challenge, solution });
        form.append(field);
      }
    } catch {
      // Offline, no https, or a script that did not come.
    }
    form.submit();
  });
  // Back from the next page, as it was left.
  addEventListener('pageshow', () => busy(false));
}

/** The browser's time zone instead of the guess, and the summaries of what is folded away. */
for (const form of document.querySelectorAll('.subscribe form')) {
  const { timezone, hour } = form.elements;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  // A browser that does not know where it is gives this; the guess is no worse.
  if (zone && zone !== 'Etc/Unknown' && 'browserZone' in timezone.dataset) {
    if (![...timezone.options].some((option) => option.value === zone)) {
      timezone.add(new Option(zone.replaceAll('_', ' '), zone), 0);
    }
    timezone.value = zone;
  }
  const echo = () => {
    const topics = form.querySelector('[data-echo="topics"]');
    const names = [...form.querySelectorAll('input[name="topics"]:checked')].map((box) =>
      box.nextElementSibling.firstChild.textContent.trim(),
    );
    topics.textContent =
      names.length > 2
        ? counted(names.length, topics.dataset.forms)
        : names.join(', ') || topics.dataset.none;
    form.querySelector('[data-echo="time"]').textContent =
      `${hour.options[hour.selectedIndex].text}, ${timezone.value.split('/').pop().replaceAll('_', ' ')}`;
  };
  form.addEventListener('change', echo);
  echo();
}
for (const form of document.querySelectorAll('form[action="/subscribe"]')) proveWork(form);

/** The moment of a send is typed by the clock of whoever types it, and an admin's zone is most likely the browser's. */
for (const select of document.querySelectorAll(
  'select[name="sendZone"][data-browser-zone], .account select[data-browser-zone]',
)) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...select.options].some((option) => option.value === zone)) select.value = zone;
}

/** The way back from a paper to the list that it was chosen from, and to the place in it. */
const placeKey = 'offprint-place';
const here = () => location.pathname + location.search;
const readPlace = () => {
  try {
    return JSON.parse(sessionStorage.getItem(placeKey)) ?? {};
  } catch {
    // Kept out of storage by the browser's settings, or not ours.
    return {};
  }
};
const keepPlace = (place) => {
  try {
    sessionStorage.setItem(placeKey, JSON.stringify(place));
  } catch {}
};
const back = document.querySelector('a[data-back]');
if (back) {
  const { href, name } = readPlace();
  // Only a path of this site.
  if (typeof href === 'string' && /^\/(?!\/)/.test(href)) {
    back.href = href;
    back.querySelector('[data-back-name]').textContent = name;
    back.addEventListener('click', () => keepPlace({ ...readPlace(), returning: true }));
  }
} else if (document.querySelector('.papers')) {
  document.addEventListener('click', ({ target }) => {
    if (target.closest('.papers a[href^="/papers/"]'))
      keepPlace({ href: here(), name: document.querySelector('h1').textContent.trim(), y: scrollY });
  });
  const { href, y, returning } = readPlace();
  if (returning && href === here()) {
    keepPlace({});
    scrollTo(0, y);
  }
}

/** Copies what stands in a field. */
for (const button of document.querySelectorAll('button[data-copy]')) {
  button.addEventListener('click', async () => {
    const text = document.getElementById(button.dataset.copy);
    const status = document.querySelector('[data-copy-status]');
    try {
      await navigator.clipboard.writeText(text.value);
      status.textContent = button.dataset.copied;
    } catch {
      // Without https there is no clipboard: marked, it is a keystroke away.
      text.select();
      status.textContent = button.dataset.marked;
    }
  });
}
