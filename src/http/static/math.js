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
      formula.replaceChildren(...set.childNodes);
    } catch {}
    // One that is wider than the screen is scrolled by the keyboard too.
    if ('display' in formula.dataset && formula.scrollWidth > formula.clientWidth) {
      formula.tabIndex = 0;
      formula.setAttribute('role', 'group');
      formula.setAttribute('aria-label', 'Formula');
    }
  }
}
