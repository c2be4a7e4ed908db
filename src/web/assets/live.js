// The queue's first page lives: a notice makes it ask for what is new, and for nothing else. New cards go on top of their urgency; focus stays.
{
  const list = document.getElementById('live');
  if (list && 'EventSource' in window) {
    const news = document.getElementById('news');
    // Writers tell the time before they commit: what may have come late is asked for again, without what is here.
    const LATE = 6e4;
    let after = Number(list.dataset.after), asking = null, again = false;
    const cards = () => all('article[data-sent]', list);

    const place = section => {
      const here = document.getElementById(section.id);
      if (here) {
        const top = here.querySelector('.cards');
        all('.cards > li', section).reverse().forEach(card => top.prepend(card));
      } else {
        const next = all('section.group', list).find(other => other.id > section.id);
        list.insertBefore(section, next || null);
      }
    };
    const take = html => {
      const fresh = new DOMParser().parseFromString(html, 'text/html').getElementById('fresh');
      if (!fresh) return;
      // More than one answer holds: the rest follows at once.
      if ('more' in fresh.dataset && cards().length < 100) again = true;
      else after = Number(fresh.dataset.after);
      for (const card of all('article', fresh)) if (document.getElementById(card.id)) card.parentElement.remove();
      let came = 0;
      for (const section of all('section.group', fresh)) {
        const n = all('article', section).length;
        came += n;
        if (n) place(document.importNode(section, true));
      }
      if (came) {
        all('.calm', list).forEach(e => e.remove());
        news.textContent = fresh.dataset.said;
      }
    };
    const look = async () => {
      if (asking) return void (again = true);
      const seen = cards().filter(c => c.dataset.sent >= after - LATE).map(c => c.id.slice(2)).slice(-120);
      const query = new URLSearchParams({ after: after - LATE });
      if (seen.length) query.set('seen', seen.join('.'));
      asking = fetch('/queue/new?' + query, { credentials: 'same-origin', redirect: 'manual' });
      try {
        const answer = await asking;
        if (answer.ok) take(await answer.text());
      } catch { /* the stream says when the server is back */ }
      asking = null;
      if (again) { again = false; look(); }
    };

    let stream;
    const listen = () => {
      stream = new EventSource('/events');
      stream.addEventListener('notice', look);
      // Also what came while nobody listened.
      stream.addEventListener('open', look);
      stream.addEventListener('error', () => {
        if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 3e4);
      });
    };
    listen();
    addEventListener('pagehide', () => stream.close());
    addEventListener('pageshow', e => { if (e.persisted) listen(); });
  }
}
