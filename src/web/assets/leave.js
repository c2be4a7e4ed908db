// Leaving: quick exit ends the session and leaves nothing to go back to; who does nothing for long is asked, then signed out.
{
  const exit = document.querySelector('a.exit'), csrf = body.dataset.csrf;
  const quit = e => {
    e?.preventDefault();
    if (csrf) navigator.sendBeacon('/session/lock', new URLSearchParams({ csrf }));
    body.hidden = true;
    location.replace(exit.href);
  };
  let escaped = 0;
  exit?.addEventListener('click', quit);
  addEventListener('keydown', e => {
    if (e.key !== 'Escape') return void (escaped = 0);
    if (e.timeStamp - escaped < 1500 && escaped) quit(e);
    escaped = e.timeStamp;
  });

  const idle = Number(body.dataset.idle) * 1e3, warning = document.getElementById('idle');
  if (idle && warning) {
    const ASKED = 6e4;
    let used = Date.now(), told = used, asked = false;
    // Who works in one window is not idle in another.
    const others = new BroadcastChannel('alive');
    others.onmessage = () => { used = told = Date.now(); if (asked) stay(); };
    const over = () => location.replace('/sign-in?said=idle');
    const stay = () => {
      asked = false;
      warning.replaceChildren();
    };
    const alive = async () => {
      used = Date.now();
      if (asked) stay();
      if (used - told < 6e4) return;
      told = used;
      others.postMessage('');
      try {
        const answer = await post('/session/alive');
        if (answer.status === 401 || answer.type === 'opaqueredirect') over();
      } catch { /* the next key tries again */ told = 0; }
    };
    for (const what of ['pointerdown', 'keydown', 'input']) addEventListener(what, alive, { passive: true });
    setInterval(() => {
      const left = used + idle - Date.now();
      if (left <= 0) over();
      else if (left <= ASKED && !asked) {
        asked = true;
        warning.append(document.getElementById('idle-words').content.cloneNode(true));
        warning.querySelector('button').addEventListener('click', alive);
      }
    }, 1e3);
  }
}
