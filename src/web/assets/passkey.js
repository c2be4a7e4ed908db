// Passkeys: asks the browser for one and posts what it says. The server decides. Forms with data-passkey="create" or "get" say
// where what is to be signed comes from (data-options). No text for people stands here: what went wrong is shown by
// un-hiding what the page holds already.
const bytes = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
};
const text = (buffer) => {
  let plain = "";
  for (const byte of new Uint8Array(buffer)) plain += String.fromCharCode(byte);
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};
const named = (ids) => ids.map((id) => ({ type: "public-key", id: bytes(id) }));

const create = async (form, asked) => {
  const made = await navigator.credentials.create({
    publicKey: {
      challenge: bytes(asked.challenge),
      rp: { id: asked.rp, name: "Waypost" },
      user: { id: bytes(asked.user), name: asked.name, displayName: asked.name },
      pubKeyCredParams: asked.algorithms.map((alg) => ({ type: "public-key", alg })),
      excludeCredentials: named(asked.credentials),
      authenticatorSelection: { residentKey: "discouraged", userVerification: "required" },
      attestation: "none",
      timeout: 120000,
    },
  });
  form.elements.client_data.value = text(made.response.clientDataJSON);
  form.elements.attestation.value = text(made.response.attestationObject);
  // Given with what was asked for; it need not travel twice.
  form.elements.password.disabled = true;
};

const get = async (form, asked) => {
  const shown = await navigator.credentials.get({
    publicKey: {
      challenge: bytes(asked.challenge),
      rpId: asked.rp,
      allowCredentials: named(asked.credentials),
      userVerification: "required",
      timeout: 120000,
    },
  });
  form.elements.credential.value = text(shown.rawId);
  form.elements.client_data.value = text(shown.response.clientDataJSON);
  form.elements.authenticator_data.value = text(shown.response.authenticatorData);
  form.elements.signature.value = text(shown.response.signature);
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const trouble = form.querySelector("[data-passkey-trouble]");
  const button = form.querySelector("button");
  if (!window.PublicKeyCredential) {
    if (trouble) trouble.hidden = false;
    continue;
  }
  button.disabled = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    if (trouble) trouble.hidden = true;
    try {
      const answer = await fetch(form.dataset.options, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        redirect: "error",
      });
      if (answer.status === 422) {
        // What was typed is wrong: the page says it in its own words.
        form.submit();
        return;
      }
      if (!answer.ok) throw new Error("refused");
      const asked = await answer.json();
      await (form.dataset.passkey === "create" ? create : get)(form, asked);
      form.submit();
    } catch {
      if (trouble) {
        trouble.hidden = false;
        trouble.focus();
      }
      button.disabled = false;
    }
  });
}
