// Sets the formulas of a paper with KaTeX. One that it cannot read stays as the server wrote it.

const paper = document.querySelector('[data-katex]');
if (paper) {
  const folder = paper.dataset.katex;
  const style = document.createElement('link');
  style.rel = 'stylesheet';
  style.href = `${folder}/katex.min.css`;
  const styled = new Promise((resolve, reject) => {
    style.addEventListener('load', resolve);
    style.addEventListener('error', reject);
  });
  document.head.append(style);
  // The script is no module: it puts itself on the window.
  await Promise.all([styled, import(`${folder}/katex.min.js`)]);
  const done = [];
  for (const formula of paper.querySelectorAll('.tex')) {
    const set = document.createElement('span');
    try {
      window.katex.render(formula.dataset.tex, set, {
        displayMode: 'display' in formula.dataset,
        throwOnError: true,
        strict: 'ignore',
        trust: false,
        maxExpand: 100,
        maxSize: 20,
      });
      done.push([formula, set]);
    } catch {}
    // Setting one takes a slow phone long: whoever touches the page meanwhile is answered in between.
    await new Promise((resolve) => setTimeout(resolve));
  }
  // All at once, so that the page is laid out anew once.
  for (const [formula, set] of done) formula.replaceChildren(...set.childNodes);
  // Asked before the page is laid out, their widths would cost a layout more.
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  // One that is wider than the screen is scrolled by the keyboard too.
  const wide = [...paper.querySelectorAll('.tex[data-display]')].filter(
    (formula) => formula.scrollWidth > formula.clientWidth,
  );
  for (const formula of wide) {
    formula.tabIndex = 0;
    formula.setAttribute('role', 'group');
    formula.setAttribute('aria-label', 'Formula');
  }
}
