// Clocks tick: `<time data-left datetime>` within `.due`. The server has written the words; what is late stays marked by word and shape.
{
  const MINUTE = 6e4, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
  const { left, late, digits } = body.dataset;
  const unit = (n, unit) => new Intl.NumberFormat(page.lang + '-u-nu-' + digits,
    { style: 'unit', unit, unitDisplay: page.lang === 'ar' ? 'long' : 'short' }).format(n);
  // The two largest units, as the server says it.
  const span = ms => {
    const two = ms < HOUR ? [[MINUTE, 'minute']] : ms < DAY ? [[HOUR, 'hour'], [MINUTE, 'minute']] : [[DAY, 'day'], [HOUR, 'hour']];
    const parts = [];
    for (const [size, name] of two) {
      const n = Math.floor(ms / size);
      ms %= size;
      if (n || !parts.length) parts.push(unit(n, name));
    }
    return parts.join(' ');
  };
  const tick = () => {
    for (const time of all('.due time[data-left]')) {
      const ms = Date.parse(time.dateTime) - Date.now();
      if (!Number.isFinite(ms)) continue;
      const box = time.closest('.due');
      const text = (ms < 0 ? late : left).replace('%', span(Math.abs(ms)));
      if (time.textContent !== text) time.textContent = text;
      box.classList.toggle('late', ms < 0);
      box.classList.toggle('soon', ms >= 0 && ms < 30 * MINUTE);
    }
  };
  // Not at once: what the server has written stands until a minute is over.
  if (left) setInterval(tick, MINUTE / 2);
}
