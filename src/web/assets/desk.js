// What all of these share. Every page works without them; nothing that people read is written here: words come from the page.
const page = document.documentElement, body = document.body;
const all = (css, within = document) => [...within.querySelectorAll(css)];
const post = path => fetch(path, {
  method: 'POST', credentials: 'same-origin', redirect: 'manual', keepalive: true,
  body: new URLSearchParams({ csrf: body.dataset.csrf }),
});
const typing = e => e && (e.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(e.tagName));
// What takes long says so while it does.
addEventListener('submit', e => {
  const busy = e.target.querySelector('.busy');
  if (busy) busy.hidden = false;
});
