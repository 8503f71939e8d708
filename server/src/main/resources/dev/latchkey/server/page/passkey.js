// Asks the browser for a passkey and sends its answer with the form. Asks no server.
(() => {
const box = document.querySelector('[data-passkey]'), api = window.PublicKeyCredential;
if (!box || !api) return;
const {form} = box.querySelector('input'), [button, error] = box.querySelectorAll('button, p');
const decode = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0));
const encode = bytes => btoa(String.fromCharCode(...new Uint8Array(bytes)))
.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
const publicKey = JSON.parse(box.dataset.options), {user} = publicKey;
publicKey.challenge = decode(publicKey.challenge);
if (user) user.id = decode(user.id);
for (const one of publicKey.allowCredentials || publicKey.excludeCredentials) one.id = decode(one.id);
const failed = error.textContent;
let running;
async function ask(mediation) {
running?.abort();
const {signal} = running = new AbortController();
error.hidden = true;
try {
const {rawId, response: all} = await navigator.credentials[box.dataset.passkey]({publicKey, mediation, signal});
const response = {transports: all.getTransports?.()};
for (const name of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'])
if (all[name]) response[name] = encode(all[name]);
form.passkey.value = JSON.stringify({rawId: encode(rawId), response});
form.submit();
} catch (failure) {
error.textContent = failure.name === 'InvalidStateError' ? box.dataset.known : failed;
error.hidden = mediation || signal.aborted;
}
}
button.onclick = () => ask();
for (const part of [box, ...document.querySelectorAll('[data-reveal]')]) part.hidden = false;
if (form.querySelector('[autocomplete~=webauthn]'))
api.isConditionalMediationAvailable?.().then(can => can && !running && ask('conditional'));
})();
