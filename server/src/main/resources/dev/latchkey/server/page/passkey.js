'use strict';
// Asks the browser for a passkey, and sends its answer with the form. Asks no server.
(() => {
  const box = document.querySelector('[data-passkey]');
  if (!box || !window.PublicKeyCredential) return;
  const {form} = box.querySelector('input');
  const [button, error] = box.querySelectorAll('button, p');
  const decode = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0));
  const encode = bytes => bytes && btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  const options = JSON.parse(box.dataset.options);
  options.challenge = decode(options.challenge);
  if (options.user) options.user.id = decode(options.user.id);
  for (const one of options.allowCredentials || options.excludeCredentials) one.id = decode(one.id);
  let running;
  async function ask(mediation) {
    if (running) running.abort();
    const {signal} = running = new AbortController();
    error.hidden = true;
    try {
      const answer = await navigator.credentials[box.dataset.passkey]({publicKey: options, mediation, signal});
      const response = {};
      for (const name of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'])
        if (answer.response[name]) response[name] = encode(answer.response[name]);
      if (answer.response.getTransports) response.transports = answer.response.getTransports();
      form.elements.passkey.value = JSON.stringify({rawId: encode(answer.rawId), response});
      form.submit();
    } catch (e) {
      if (!signal.aborted && !mediation) error.hidden = false;
    }
  }
  button.onclick = () => ask();
  for (const part of [box, ...document.querySelectorAll('[data-reveal]')]) part.hidden = false;
  if (form.querySelector('[autocomplete~=webauthn]') && PublicKeyCredential.isConditionalMediationAvailable)
    PublicKeyCredential.isConditionalMediationAvailable().then(can => can && !running && ask('conditional'));
})();
