// What a look chosen in the form is like, at once: the frames show what the button would.
const pauseMs = 250;

for (const form of document.querySelectorAll('form[data-look]')) {
  const frames = document.querySelectorAll('iframe[data-look]');
  const heading = document.querySelector('[data-look-heading]');
  let timer = 0;

  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      // What is wrong is said when it is sent.
      if (!form.reportValidity()) return;
      const chosen = new URLSearchParams(new FormData(form));
      chosen.delete('csrf');
      for (const frame of frames) {
        const scheme = frame.closest('.dark') ? '&scheme=dark' : '';
        frame.src = `${form.dataset.look}?${chosen}${scheme}`;
      }
      heading.textContent = 'As chosen, not saved';
    }, pauseMs);
  });
}
