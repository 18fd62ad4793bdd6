/* What a phone keeps for the door, and how it sends it. Shared by the page (door.js) and its worker (door-worker.js).
   The database `door` on the phone has one list per event (who is expected, who is there) and the acts that the server has
   not answered yet. Each act has an id of its own, so sending it twice changes nothing. */
'use strict';
const Door = (() => {
  const DAY = 864e5, BATCH = 40, PATIENCE = 20000;
  const GONE = [401, 403, 404, 409];
  let base, bare = false;
  const spare = { lists: new Map(), acts: new Map() };  // where nothing can be stored: lives as long as the page

  const open = () => base ||= new Promise((done, fail) => {
    const asked = indexedDB.open('door', 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore('lists', { keyPath: 'path' });
      asked.result.createObjectStore('acts', { keyPath: 'key' });
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => { asked.result.close(); base = null; };
      asked.result.onclose = () => { base = null; };
      done(asked.result);
    };
    asked.onerror = () => fail(asked.error);
  });
  /* One transaction: `work` gets the store, what it asked for comes back once all of it is on the disk. */
  const store = async (name, mode, work, otherwise) => {
    if (!bare) {
      try {
        const found = await open();
        return await new Promise((done, fail) => {
          const whole = found.transaction(name, mode, { durability: 'strict' }), asked = work(whole.objectStore(name));
          whole.oncomplete = () => done(asked?.result);
          whole.onabort = whole.onerror = () => fail(whole.error);
        });
      } catch { bare = true; }
    }
    return otherwise(spare[name]);
  };

  const list = path => store('lists', 'readonly', rows => rows.get(path), rows => rows.get(path));
  const keep = one => store('lists', 'readwrite', rows => { rows.put(one); }, rows => { rows.set(one.path, one); });
  const drop = path => store('lists', 'readwrite', rows => { rows.delete(path); }, rows => { rows.delete(path); });
  const put = act => store('acts', 'readwrite', rows => { rows.put(act); }, rows => { rows.set(act.key, act); });
  const remove = keys => store('acts', 'readwrite', rows => { keys.forEach(key => rows.delete(key)); }, rows => keys.forEach(key => rows.delete(key)));
  const every = () => store('acts', 'readonly', rows => rows.getAll(), rows => [...rows.values()]);
  const acts = async (path, account) => (await every())
    .filter(act => act.path === path && act.account === account)
    .sort((one, other) => one.at - other.at);

  /* Nothing of another account, nothing of an event that is over; acts that nobody fetched for a month go too. */
  const tidy = async account => {
    const lists = await store('lists', 'readonly', rows => rows.getAll(), rows => [...rows.values()]);
    for (const one of lists) if (one.account !== account || one.until < Date.now()) await drop(one.path);
    const old = (await every()).filter(act => act.at < Date.now() - 30 * DAY);
    if (old.length) await remove(old.map(act => act.key));
  };
  const forget = async () => {
    await store('lists', 'readwrite', rows => { rows.clear(); }, rows => rows.clear());
    await store('acts', 'readwrite', rows => { rows.clear(); }, rows => rows.clear());
  };

  const ask = (address, options = {}) =>
    fetch(address, { redirect: 'manual', cache: 'no-store', signal: AbortSignal.timeout(PATIENCE), ...options });
  const refuses = answer => answer.type === 'opaqueredirect' || GONE.includes(answer.status);

  /* What is new, put into the list. done, refused (signed out, or no right any more), or later (no signal). */
  const refresh = async (path, account, whole) => {
    const before = whole ? undefined : await list(path);
    let answer, told;
    try {
      answer = await ask(`${path}/daftar?v=${encodeURIComponent(before?.v || '')}&a=${before?.a || 0}`);
      if (refuses(answer)) { await drop(path); return 'refused'; }
      if (answer.status === 204) return 'done';
      if (!answer.ok) return 'later';
      told = await answer.json();
    } catch { return 'later'; }
    if (String(told.account) !== account) { await drop(path); return 'refused'; }
    const now = { ...before, path, account, token: told.token, v: told.v, a: told.a };
    if (told.full) Object.assign(now, { sessions: told.sessions, people: told.people, until: told.until, open: told.open, there: new Map() });
    for (const [person, session, at] of told.there) {
      if (at) now.there.set(`${person}:${session}`, at); else now.there.delete(`${person}:${session}`);
    }
    await keep(now);
    return 'new';
  };

  const wire = ({ path, account, problem, tried, ...act }) => act;
  /* Send what waits, oldest first. done, refused or later, as above. */
  const send = async (path, account) => {
    let size = BATCH, renewed = false;
    for (;;) {
      const kept = await list(path);
      const waiting = (await acts(path, account)).filter(act => !act.problem).slice(0, size);
      if (!waiting.length) return 'done';
      if (kept?.account !== account) {
        if (renewed) return 'refused';
        renewed = true;
        const got = await refresh(path, account);
        if (got !== 'new') return got;
        continue;
      }
      for (const act of waiting) if (!act.tried) await put({ ...act, tried: true });
      let answer, told;
      try {
        const body = new URLSearchParams({ account, sent: Date.now(), acts: JSON.stringify(waiting.map(wire)) });
        answer = await ask(`${path}/kirim`, { method: 'POST', body, headers: { 'X-CSRFToken': kept.token } });
        if (refuses(answer)) {  // perhaps only the form token is from an earlier session
          if (renewed) { await drop(path); return 'refused'; }
          renewed = true;
          const got = await refresh(path, account, true);
          if (got !== 'new') return got;
          continue;
        }
        if (answer.status === 400 && size > 1) { size = 1; continue; }  // one that cannot be read must not stop the others
        if (answer.status === 400) { await put({ ...waiting[0], problem: { is: 'invalid', text: '' } }); continue; }
        if (!answer.ok) return 'later';
        told = (await answer.json()).done;
      } catch { return 'later'; }
      const settled = [];
      for (const act of waiting) {
        const fate = told[act.key];
        if (!fate) continue;
        if (fate.is === 'ok' || (fate.is === 'gone' && act.of)) settled.push(act.key);
        else await put({ ...act, tried: true, problem: fate });
      }
      // The list first: whoever is told that nothing waits any more finds the people in it. No news: sent again later.
      const got = await refresh(path, account);
      if (got === 'later') return got;
      await remove(settled);
      if (got === 'refused') return got;
      if (!settled.length && waiting.every(act => !told[act.key])) return 'later';
    }
  };
  const key = () => {
    const digits = [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');
    return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20)}`;
  };
  return { list, keep, drop, put, remove, acts, tidy, forget, refresh, send, key, get bare() { return bare; } };
})();
