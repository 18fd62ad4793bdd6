/* The worker of one door: keeps its page without names, with its styles and scripts, for when there is no signal, and sends
   what waits when signal comes back while the page is closed. It answers for no other page of the site. */
{
  const path = new URL(self.registration.scope).pathname, name = `door ${path}`;
  const SLOW = 6000;

  const shell = async () => {
    const page = await fetch(`${path}?kulit=1`, { redirect: 'manual', cache: 'no-store' });
    if (!page.ok) throw new Error('no page');
    const html = await page.clone().text(), kept = await caches.open(name);
    const wanted = [...new Set(html.match(/\/static\/[\w./-]+/g))]
      .filter(one => !(/qr-decode/.test(one) && 'BarcodeDetector' in self));
    for (const one of wanted) if (!await kept.match(one)) await kept.add(one);
    await kept.put(path, new Response(html, { headers: page.headers }));
    for (const one of await kept.keys()) {
      const at = new URL(one.url).pathname;
      if (at !== path && !wanted.includes(at)) await kept.delete(one);
    }
  };
  const forget = () => caches.delete(name);
  /* The kept page while its event is not long over; else nothing is left of it. */
  const remembered = async () => {
    const found = await (await caches.open(name)).match(path);
    const until = found && /data-until="(\d+)"/.exec(await found.clone().text())?.[1];
    if (found && until > Date.now()) return found;
    await forget();
    return undefined;
  };
  const visit = async request => {
    const asked = fetch(request).then(async answer => {
      if (answer.type === 'opaqueredirect' || [401, 403, 404].includes(answer.status)) {
        await forget();
        await Door.drop(path);
      }
      return answer;
    });
    const slow = new Promise(done => { setTimeout(done, SLOW); });
    try {
      const answer = await Promise.race([asked, slow]);
      if (answer && answer.status < 500) return answer;
      return await remembered() || await asked;
    } catch { return await remembered() || Response.error(); }
  };

  self.addEventListener('install', event => {
    self.skipWaiting();
    event.waitUntil(shell());
  });
  self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));
  self.addEventListener('message', event => {
    if (event.data === 'keep') event.waitUntil(shell().catch(() => {}));
    if (event.data === 'forget') event.waitUntil(forget());
  });
  self.addEventListener('fetch', event => {
    const { request } = event, at = new URL(request.url);
    if (request.method !== 'GET' || at.origin !== self.location.origin) return;
    if (request.mode === 'navigate' && at.pathname === path) event.respondWith(visit(request));
    else if (at.pathname.startsWith('/static/'))
      event.respondWith(caches.open(name).then(kept => kept.match(at.pathname)).then(found => found || fetch(request)));
  });
  self.addEventListener('sync', event => {
    if (event.tag !== 'door') return;
    event.waitUntil((async () => {
      const kept = await Door.list(path);
      if (kept && await Door.send(path, kept.account) === 'later') throw new Error('no signal yet');
      new BroadcastChannel('door').postMessage(path);
    })());
  });
}
