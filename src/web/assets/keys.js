// Shortcuts: Alt+Shift and a letter, so that none fires by itself while somebody types or dictates (WCAG 2.1.4). `/help/keys` tells of them.
{
  const rows = () => all('main .cards > li, main tbody tr').filter(e => e.offsetParent && e.querySelector('a[href]'));
  const step = by => {
    const all = rows(), at = all.findIndex(e => e.contains(document.activeElement));
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
    if (next) next.querySelector('a[href]').focus();
  };
  const go = href => () => {
    if (href === '/' || href === '/help/keys' || all('.menu a').some(a => a.getAttribute('href') === href)) location.assign(href);
  };
  const acts = {
    h: go('/'), q: go('/queue'), c: go('/cases'), p: go('/projects'), '?': go('/help/keys'),
    s: () => document.getElementById('find-code')?.focus(), j: () => step(1), k: () => step(-1),
  };
  addEventListener('keydown', e => {
    if (!e.altKey || !e.shiftKey || e.ctrlKey || e.metaKey || e.repeat || e.isComposing || typing(e.target)) return;
    // Where the keyboard writes other letters, the key's place counts.
    const key = e.key.toLowerCase();
    const act = acts[e.code === 'Slash' ? '?' : /^[a-z?]$/.test(key) ? key : e.code.slice(3).toLowerCase()];
    if (act) { e.preventDefault(); act(); }
  });
}
