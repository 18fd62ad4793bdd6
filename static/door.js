/* The page at the door: one tap notes that somebody came, another takes it back, with signal or without.
   What is tapped goes to the phone's own store first (door-queue.js) and from there to the server. Names are only ever put
   into the page as text. The page works without this file, one form per person. */
'use strict';
{
  const root = $('#door');
  const { path, zone } = root?.dataset || {}, account = words.account, say = root?.dataset;
  const at = name => document.getElementById(name);
  const fill = (text, ...values) => text.replace(/#+/g, hole => values[hole.length - 1] ?? '');
  const clock = ms => new Date(ms).toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit', timeZone: zone });
  const word = name => $(`[data-word=${name}]`, at('words').content).textContent;
  const news = 'BroadcastChannel' in window ? new BroadcastChannel('door') : null;
  let list, queue = [], session = Number(say?.session), shown = '', sought = '', last = 0, tries = 0, timer, fresh = new Map(), locked = false, silent = false, busy = false, rows = new Map();

  /* Who is there in this session: as the server last said, with what it has not heard yet. */
  const standing = () => {
    const there = new Map();
    for (const [pair, ms] of list.there) {
      const [person, of] = pair.split(':');
      if (Number(of) === session) there.set(person, { ms });
    }
    for (const act of queue) {
      if (act.session !== session || act.problem) continue;
      const person = String(act.of || act.person || act.key);
      if (act.act === 'out') there.delete(person); else there.set(person, { ms: there.get(person)?.ms || act.at, unsent: true });
    }
    return there;
  };
  const people = () => [
    ...queue.filter(act => act.act === 'new' && act.session === session && !act.problem)
      .map(act => [act.key, '', act.name, act.place, 'confirmed']),
    ...list.people,
  ];
  const plain = text => text.toLocaleLowerCase('id').normalize('NFKD').replace(/[\u0300-\u036f]/g, '');

  const rowOf = ([id, code, name, place, state]) => {
    const key = `${id} ${code} ${name} ${place} ${state}`;
    let row = rows.get(String(id));
    if (row?.key === key) return row;
    const item = at('row-template').content.cloneNode(true).firstElementChild;
    $('b', item).textContent = name;
    $('.meta', item).textContent = [place, code].filter(Boolean).join(' · ');
    const waits = at('door').getAttribute(`data-tag-${state}`);
    if (waits) {
      const tag = document.createElement('span');
      tag.className = 'tag warn';
      tag.textContent = waits;
      $('p', item).append(document.createElement('br'), tag);
    }
    const button = $('button', item);
    button.onclick = () => tap(id, name, 'list', state);
    row = { key, id: String(id), item, button, words: plain(`${name} ${place} ${code}`) };
    rows.set(row.id, row);
    return row;
  };
  const draw = () => {
    if (!list) return;
    const there = standing(), everyone = people(), known = at('people'), wanted = [];
    let found = 0;
    for (const one of everyone) {
      const row = rowOf(one), came = there.get(row.id), look = came ? `${came.ms} ${came.unsent || ''}` : 'off';
      if (row.look !== look) {
        row.look = look;
        row.button.setAttribute('aria-pressed', Boolean(came));
        const [text, more] = all('span', row.button);
        text.textContent = came ? `${word('on')} ${clock(came.ms)}` : word('off');
        more.textContent = `, ${one[2]}${came ? `. ${word('undo')}` : ''}${came?.unsent ? `, ${word('unsent')}` : ''}`;
        row.item.classList.toggle('unsent', Boolean(came?.unsent));
      }
      row.button.disabled = !list.open;
      const fits = row.words.includes(sought) && (!shown || Boolean(came) === (shown === 'hadir'));
      row.item.hidden = !fits;
      found += fits;
      wanted.push(row.item);
    }
    // Only what changed its place is moved: the focus stays where it is.
    wanted.forEach((item, index) => { if (known.children[index] !== item) known.insertBefore(item, known.children[index] || null); });
    while (known.children.length > wanted.length) known.lastElementChild.remove();
    at('nobody').hidden = found > 0;
    at('pager')?.remove();
    const confirmed = everyone.filter(one => one[4] === 'confirmed').length, came = everyone.filter(one => there.has(String(one[0]))).length;
    at('present').textContent = fill(say.count, came, confirmed);
    at('absent').textContent = Math.max(0, confirmed - came);
    drawProblems();
    drawLine();
  };
  const drawLine = () => {
    const waiting = queue.filter(act => !act.problem).length, line = at('line');
    const state = locked ? 'locked' : Door.bare ? 'bare' : !list ? 'none' : !navigator.onLine || silent ? 'offline' : waiting ? 'sending' : queue.length ? 'decide' : 'online';
    line.dataset.state = state;
    const text = [say[state], waiting && fill(say.unsent, waiting)].filter(Boolean).join(' ');
    if (line.textContent !== text) line.textContent = text;
  };
  const drawProblems = () => {
    const those = queue.filter(act => act.problem), place = at('problems');
    place.hidden = !those.length;
    const here = those.map(act => act.key + act.problem.is).join();
    if (place.dataset.here === here) return;
    place.dataset.here = here;
    place.replaceChildren(...those.map(act => {
      const item = at('problem-template').content.cloneNode(true).firstElementChild, { is, text, maybe = [] } = act.problem;
      const reason = $('input', item), bar = $('.actions', item);
      const choices = { let: is === 'full' || is === 'refused' || is in say, sure: is === 'maybe', drop: true };
      $('p', item).textContent = text || act.name || '';
      all('[data-do]', item).forEach(button => { if (!choices[button.dataset.do]) button.remove(); });
      reason.hidden = is !== 'full';
      for (const [id, name, from] of maybe) {
        const button = $('[data-do=sure]', bar).cloneNode();
        button.dataset.do = 'same';
        button.dataset.id = id;
        button.textContent = fill(say.yes, [name, from].filter(Boolean).join(', '));
        bar.prepend(button);
      }
      item.onclick = async event => {
        const button = event.target.closest('[data-do]');
        if (!button) return;
        const { problem, ...again } = act, deed = button.dataset.do;
        if (deed === 'let') await Door.put({ ...again, let: true, reason: reason.value });
        if (deed === 'sure') await Door.put({ ...again, sure: true });
        if (deed === 'same') await note({ person: Number(button.dataset.id), session: act.session, act: 'in', method: 'list' });
        if (deed === 'same' || deed === 'drop') await Door.remove([act.key]);
        await reload();
        flush();
      };
      return item;
    }));
  };
  /* What just happened, large, with the way back. */
  const tell = (text, kind = '', undo) => {
    const said = at('said');
    said.dataset.kind = kind;
    said.replaceChildren(Object.assign(document.createElement('span'), { textContent: text }));
    if (undo) said.append(Object.assign(document.createElement('button'), { type: 'button', className: 'btn', textContent: word('again'), onclick: undo }));
    clearTimeout(said.timer);
    said.timer = setTimeout(() => said.replaceChildren(), 8000);
  };

  const reload = async () => {
    const young = [...fresh.values()];
    list = await Door.list(path);
    if (list?.account !== account || list.until < Date.now()) list = undefined;
    queue = await Door.acts(path, account);
    for (const act of [...young, ...fresh.values()]) if (!queue.some(one => one.key === act.key)) queue.push(act);
    if (list && !list.sessions.some(([id]) => id === session)) session = list.sessions[0]?.[0];
    if (list) draw();
    else {
      if (locked) { at('people').replaceChildren(); rows.clear(); }
      drawLine();
    }
  };
  /* Written down on the phone before anything else; the times of one phone never go back. */
  const note = async what => {
    last = Math.max(Date.now(), last + 1);
    const made = { key: Door.key(), path, account, session, at: last, ...what };
    fresh.set(made.key, made);
    queue.push(made);
    draw();
    await Door.put(made);
    fresh.delete(made.key);
    news?.postMessage(path);
    return made;
  };
  const tap = async (id, name, method = 'list', state = 'confirmed') => {
    const person = String(id), came = standing().get(person), walkIn = queue.find(act => act.key === person);
    if (!list.open) return;
    if (came && method !== 'list') { tell(fill(say.already, name)); return; }
    if (!came && say[state]) {  // no seat yet: whoever stands here decides, or asks
      const text = fill(say[state], name);
      tell(text, 'bad');
      if (!queue.some(act => act.problem && act.person === id && act.session === session))
        await note({ act: 'in', method, person: id, problem: { is: state, text } });
      return;
    }
    if (came && walkIn && !walkIn.tried) {  // written down a moment ago, known to nobody yet
      fresh.delete(walkIn.key);
      queue = queue.filter(act => act !== walkIn);
      draw();
      await Door.remove([walkIn.key]);
      await reload();
    } else await note({ act: came ? 'out' : 'in', method, ...(typeof id === 'number' ? { person: id } : { of: id }) });
    tell(fill(came ? say.left : say.came, name), came ? 'bad' : '', came ? undefined : () => standing().has(person) && tap(id, name));
    flush(120);
  };
  const byCode = (text, method) => {
    const code = text.toUpperCase().replace(/[^0-9A-Z]/g, ''), found = code && list?.people.find(one => one[1] === code);
    if (found) tap(found[0], found[2], method, found[4]); else tell(fill(say.unknown, code || text), 'bad');
    return found;
  };

  /* Sending: one page at a time, again and again with growing pauses, at once when signal is back. */
  const flush = (pause = 0) => {
    clearTimeout(timer);
    timer = setTimeout(work, pause);
  };
  const work = async () => {
    if (busy) { flush(300); return; }
    busy = true;
    const deed = async lock => lock === null ? 'elsewhere' : Door.send(path, account);
    let end = 'later';
    try {
      end = await (navigator.locks ? navigator.locks.request(`door ${path}`, { ifAvailable: true }, deed) : deed());
    } catch {}
    busy = false;
    locked = end === 'refused';
    tries = end === 'later' ? tries + 1 : 0;
    silent = end === 'later' || (silent && end !== 'done');
    await reload();
    if (end === 'done') news?.postMessage(path);
    if (end === 'later') {
      flush(Math.min(60000, 1000 * 2 ** tries) * (.75 + Math.random() / 2));
      (await navigator.serviceWorker?.getRegistration(path))?.sync?.register('door').catch(() => {});
    } else if (end === 'elsewhere' || (end !== 'refused' && queue.some(act => !act.problem))) flush(end === 'elsewhere' ? 1500 : 100);
  };
  const poll = async force => {
    if (document.hidden || busy || (!force && ('saves' in say || navigator.connection?.saveData))) return;
    const got = await Door.refresh(path, account);
    silent = got === 'later';
    if (!silent) locked = got === 'refused';
    if (got === 'new' || locked) await reload();
    if (!silent && tries) flush(); else drawLine();
  };

  let stopScan;
  const endScan = () => {
    stopScan?.();
    stopScan = null;
    at('camera').hidden = true;
    at('scan').setAttribute('aria-expanded', false);
  };
  const startScan = async () => {
    at('camera').hidden = false;
    at('scan').setAttribute('aria-expanded', true);
    let before = '', since = 0;
    try {
      const { scan } = await import(say.scanner);
      stopScan = await scan($('video', at('camera')), say.decoder, text => {
        if (text === before && Date.now() - since < 4000) return;
        before = text;
        since = Date.now();
        const [, of, code] = /\/pelatihan\/([^/]+)\/pintu\/(\w+)/.exec(text) || [, '', text];
        navigator.vibrate?.(60);
        if (of && path !== `/pelatihan/${of}/pintu`) tell(say.elsewhere, 'bad'); else byCode(code, 'qr');
      });
    } catch {
      endScan();
      tell(say.camera, 'bad');
      at('kode').focus();
    }
  };

  const walkIn = async form => {
    const fields = Object.fromEntries(new FormData(form));
    if (fields.name.trim().length < 2) { form.elements.name.focus(); return; }
    const { name, phone, place, sex = '' } = fields;
    form.reset();
    form.elements.name.focus();
    const made = await note({ act: 'new', name: name.trim(), phone: phone.trim(), place: place.trim(), sex });
    tell(fill(say.came, made.name), '', () => standing().has(made.key) && tap(made.key, made.name));
    flush(120);
  };

  const choose = id => {
    session = id;
    all('#sessions a').forEach(one => Number(one.dataset.session) === id ? one.setAttribute('aria-current', 'page') : one.removeAttribute('aria-current'));
    const kept = $('[name=session]', at('walk-in') || root);
    if (kept) kept.value = id;
    rows.forEach(row => { row.look = ''; });
    draw();
  };
  const start = async () => {
    await Door.tidy(account);
    await reload();
    if ('shell' in say && list) {  // the page was kept on another day perhaps
      const wished = Number(new URLSearchParams(location.search).get('sesi')), moment = Date.now();
      const on = list.sessions.find(([id]) => id === wished) || list.sessions.find(([, , from, to]) => from - 18e5 <= moment && moment < to);
      if (on) choose(on[0]);
    }
    const { serviceWorker } = navigator;
    on('click', event => {
      const chip = event.target.closest('#show a, #sessions a');
      if (!chip || !list) return;
      event.preventDefault();
      if (chip.dataset.session) {
        choose(Number(chip.dataset.session));
        history.replaceState(null, '', `${path}?sesi=${session}`);
        return;
      }
      shown = chip.dataset.show;
      all('a', chip.parentNode).forEach(one => one === chip ? one.setAttribute('aria-current', 'true') : one.removeAttribute('aria-current'));
      draw();
    });
    at('q').addEventListener('input', () => { sought = plain(at('q').value.trim()); draw(); });
    at('find').addEventListener('submit', event => { if (list) event.preventDefault(); });
    at('code-form').addEventListener('submit', event => {
      if (!list) return;
      event.preventDefault();
      if (byCode(at('kode').value, 'code')) at('kode').value = '';
    });
    at('scan').onclick = () => stopScan ? endScan() : startScan();
    at('stop-scan').onclick = endScan;
    addEventListener('submit', event => {
      const form = event.target;
      if (form.id === 'walk-in' && list) { stop(event); walkIn(form); }
      if (!form.matches('[data-sign-out]') || form.clean) return;
      stop(event);
      const waiting = queue.filter(act => !act.problem).length;
      if (waiting && !form.warned) {
        form.warned = true;
        tell(fill(say.leaving, waiting), 'bad');
        flush();
        return;
      }
      form.clean = true;
      Door.forget()
        .then(async () => { (await serviceWorker?.getRegistration(path))?.active?.postMessage('forget'); })
        .finally(() => form.requestSubmit());
    }, true);
    addEventListener('online', () => { tries = 0; flush(); poll(true); });
    addEventListener('offline', drawLine);
    on('visibilitychange', () => { if (document.hidden) endScan(); else poll(true).then(() => flush()); });
    news?.addEventListener('message', event => { if (event.data === path) reload(); });
    setInterval(poll, 15000);
    await poll(true);
    flush();
    // Chrome and Firefox have workers on https only; without one the open page still works, but not after a reload.
    if (serviceWorker) {
      try {
        const known = await serviceWorker.getRegistration(path), there = known?.active;
        await serviceWorker.register(`${path}/pekerja.js`, { scope: path });
        if (there && !locked && navigator.onLine) there.postMessage('keep');
      } catch {}
    }
  };
  if (root && at('people')) start();
}
