// A passkey: asks the device when the page is there, unless what it said before was refused, and by the button; and
// sends what it answers.

for (const form of document.querySelectorAll('form[data-passkey]')) {
  const status = form.querySelector('[data-passkey-status]');
  const say = (words) => {
    status.textContent = words;
  };
  const isKnown = typeof globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON === 'function';

  const ask = async () => {
    say('Waiting for your device …');
    try {
      const options = JSON.parse(form.dataset.options);
      const credential =
        form.dataset.passkey === 'create'
          ? await navigator.credentials.create({
              publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
            })
          : await navigator.credentials.get({
              publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
            });
      form.elements.response.value = JSON.stringify(credential.toJSON());
      form.submit();
    } catch (error) {
      say(
        error.name === 'InvalidStateError'
          ? 'This device has a passkey for your account already.'
          : 'Your device gave no passkey. Press the button to try again.',
      );
    }
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (isKnown) ask();
  });
  if (isKnown && 'atOnce' in form.dataset) ask();
  else if (isKnown) say('Press the button to try again.');
  else say('This browser knows no passkeys, or is too old for them.');
}
