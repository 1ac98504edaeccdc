import type { Page } from 'playwright-core';

/** What the scripts below begin with: a name for an element, and whether it is to be seen. */
const tools = `
  const named = (one) => one.tagName.toLowerCase() + (one.id ? '#' + one.id : '') +
    (one.className && typeof one.className === 'string' ? '.' + one.className.trim().replace(/ +/g, '.') : '') +
    ' ' + JSON.stringify((one.textContent || one.getAttribute('aria-label') || one.name || '').trim().slice(0, 30));
  const seen = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    one.getClientRects().length > 0;
`;

/**
 * What can have the focus and does not show it, or is hidden by something that stays in place when it has it (WCAG 2.2,
 * 2.4.7 and 2.4.11). The focus is where it was afterwards.
 */
export async function focusFaults(page: Page): Promise<string[]> {
  return await page.evaluate<string[]>(`(() => { ${tools}
    const before = document.activeElement;
    const place = [scrollX, scrollY];
    const faults = [];
    const all = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
    for (const one of document.querySelectorAll(all)) {
      if (one.disabled || one.tabIndex < 0 || !seen(one)) continue;
      one.focus();
      if (document.activeElement !== one) { faults.push('takes no focus: ' + named(one)); continue; }
      const shown = [one, one.nextElementSibling].some((at) => {
        if (at === null) return false;
        const { outlineStyle, outlineWidth } = getComputedStyle(at);
        return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
      });
      if (!shown) faults.push('does not show the focus: ' + named(one));
      const box = one.getBoundingClientRect();
      const free = [0.1, 0.5, 0.9].some((across) => [0.2, 0.5, 0.8].some((down) => {
        const top = document.elementFromPoint(box.left + box.width * across, box.top + box.height * down);
        return top !== null && (top === one || one.contains(top) || top.contains(one) ||
          top.control === one || [...(one.labels ?? [])].some((label) => label.contains(top)));
      }));
      if (box.width > 2 && !free) faults.push('is hidden when it has the focus: ' + named(one));
    }
    before.focus?.();
    if (before === document.body) document.activeElement.blur();
    scrollTo(...place);
    return faults;
  })()`);
}

/** Of entries one of which is the current one, or ticked: where that cannot be told in the reader's own few colours. */
export async function forcedColourFaults(page: Page): Promise<string[]> {
  await page.emulateMedia({ forcedColors: 'active' });
  const faults = await page.evaluate<string[]>(`(() => { ${tools}
    const look = (one) => {
      const style = getComputedStyle(one);
      return ['color', 'backgroundColor', 'fontWeight', 'textDecorationLine', 'borderBottomColor',
        'borderBottomStyle', 'outlineStyle'].map((key) => style[key]).join();
    };
    const faults = [];
    for (const one of document.querySelectorAll('[aria-current], [aria-pressed="true"]')) {
      const name = one.hasAttribute('aria-current') ? 'aria-current' : 'aria-pressed';
      const others = [...(one.closest('ul, nav, form, div') ?? document).querySelectorAll(one.tagName)];
      const other = others.find((at) => (at.getAttribute(name) ?? 'false') === 'false' && seen(at));
      if (seen(one) && other && look(one) === look(other)) faults.push('looks like those beside it: ' + named(one));
    }
    for (const one of document.querySelectorAll('.views > input:checked + label')) {
      const other = document.querySelector('.views > input:not(:checked) + label');
      if (seen(one) && other && look(one) === look(other)) faults.push('looks like those beside it: ' + named(one));
    }
    return faults;
  })()`);
  await page.emulateMedia({ forcedColors: null });
  return faults;
}

/** On paper: what leads elsewhere or waits to be pressed and is printed; ink that is light. */
export async function printFaults(page: Page): Promise<string[]> {
  await page.emulateMedia({ media: 'print' });
  const faults = await page.evaluate<string[]>(`(() => { ${tools}
    const never = 'header.site, footer.site, .notices, .skip, .pager, .savebar, [role=search]';
    const beside = document.querySelector('.papers, .abstract') ? ', nav, button, input, select, textarea' : '';
    const faults = [...document.querySelectorAll(never + beside)].filter(seen)
      .map((one) => 'is printed: ' + named(one));
    const light = (colour) => {
      const [red, green, blue] = colour.match(/[0-9.]+/g).map(Number);
      return 0.3 * red + 0.6 * green + 0.1 * blue > 120;
    };
    const words = [...document.querySelectorAll('main :is(h1, h2, h3, p, li, dd, td, a)')].filter(seen);
    if (words.length === 0) faults.push('nothing is printed');
    const pale = words.find((one) => light(getComputedStyle(one).color));
    if (pale) faults.push('is printed in light ink: ' + named(pale) + ' ' + getComputedStyle(pale).color);
    return faults;
  })()`);
  await page.emulateMedia({ media: null });
  return faults;
}
