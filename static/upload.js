/* Several files at once, each in pieces: what is safe on the server stays there when the connection goes, the page
   is reloaded or the server is killed. The key of an upload is made from the file itself, so whoever picks the same
   file again goes on where it stopped. Names are only ever put into the page as text. Without this file the page is
   a plain form for one file. */
'use strict';
{
  const form = $('#upload'), say = form.dataset, list = $('#uploads'), input = $('[type=file][name=file]', form), tray = $('#tray');
  const HEADERS = { Accept: 'application/json', 'X-CSRFToken': $('[name=_csrf_token]', form).value };
  const LEAST = 131072, MOST = 8e6, KEPT = 2e8, items = [], pages = [];
  let step = 524288, running = false;

  const fill = (text, ...values) => text.replace(/#+/g, hole => values[hole.length - 1] ?? '');
  const bytes = size => new Intl.NumberFormat(document.documentElement.lang, { style: 'unit', maximumFractionDigits: size > 9e6 ? 0 : 1,
    unit: size > 9e5 ? 'megabyte' : 'kilobyte', unitDisplay: 'short' }).format(size > 9e5 ? size / 1e6 : size / 1e3);
  const part = name => $(`#${name}`).content.cloneNode(true).firstElementChild;

  /* ---------------------------------------------------------------- what this device keeps: the file, until it is up */
  const base = new Promise(done => {
    const opening = storage(() => indexedDB.open('kimhub-uploads', 1));
    if (!opening) return done(null);
    opening.onupgradeneeded = () => opening.result.createObjectStore('files', { keyPath: 'key' });
    opening.onsuccess = () => done(opening.result);
    opening.onerror = () => done(null);
  });
  const kept = async (mode, work) => {
    const found = await base;
    return new Promise(done => {
      const asked = found && storage(() => work(found.transaction('files', mode).objectStore('files')));
      if (!asked) return done(null);
      asked.onsuccess = () => done(asked.result);
      asked.onerror = event => { event.preventDefault(); done(null); };
    });
  };
  const keep = ({ key, name, size, file, handle }) => kept('readwrite', store => store.put({ key, name, size, handle,
    account: words.account, place: say.send, at: Date.now(), file: size <= KEPT ? file : null }));
  const noteOf = key => draftKey(`upload:${key}`);
  const forgetFile = key => { forget(noteOf(key)); return kept('readwrite', store => store.delete(key)); };

  /* ---------------------------------------------------------------- one file */
  /* Who sends it where, its name, its size, and its first and last bytes; `again` when that one had its end already. */
  const keyOf = async (file, name, again = 0) => {
    const ends = await new Blob([file.slice(0, 65536), file.slice(-65536)]).arrayBuffer();
    const text = new TextEncoder().encode([words.account, say.send, say.document, name, file.size, again].join('\n'));
    const lanes = [2166136261, 3323198485, 374761393, 668265263];
    for (const byte of [...text, ...new Uint8Array(ends)]) {
      for (let lane = 0; lane < 4; lane++) lanes[lane] = Math.imul(lanes[lane] ^ byte + lane, 16777619 + lane * 1024) >>> 0;
    }
    const hex = lanes.map(lane => lane.toString(16).padStart(8, '0')).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
  };
  const sumOf = async file => {
    if (!crypto.subtle || file.size > 6e7) return '';
    const sum = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
    return [...new Uint8Array(sum)].map(byte => byte.toString(16).padStart(2, '0')).join('');
  };
  /* What the server keeps is smaller still; so little of it as is needed goes over the air. */
  const shrink = async (file, most, least) => {
    if (!/jpe?g|png|webp|hei[cf]/.test(file.type) || file.size < least) return file;
    try {
      const image = await createImageBitmap(file, { imageOrientation: 'from-image' });
      const scale = Math.min(1, most / Math.max(image.width, image.height)), canvas = document.createElement('canvas');
      canvas.width = Math.round(image.width * scale);
      canvas.height = Math.round(image.height * scale);
      canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
      const small = await new Promise(done => canvas.toBlob(done, 'image/jpeg', .85));
      return small && small.size < file.size ? new File([small], file.name.replace(/\.\w+$/, '') + '.jpg', { type: 'image/jpeg' }) : file;
    } catch { return file; }  // the server can do it too
  };

  const show = (item, state, text) => {
    item.state = state;
    const { row } = item, going = /^(coming|waits)$/.test(state), bar = $('progress', row);
    $('[data-said]', row).textContent = text;
    row.dataset.state = state;
    $('[data-pause]', row).hidden = !going;
    $('[data-go]', row).hidden = !/^(paused|lost)$/.test(state) || !(item.file || item.handle);
    $('[data-again]', row).hidden = state !== 'twin';
    $('[data-drop]', row).hidden = state === 'saved';
    bar.hidden = /^(refused|saved|twin)$/.test(state);
    bar.value = item.size ? item.received / item.size : 0;
    const fields = $('[data-fields]', row);
    if (fields) fields.hidden = /^(refused|saved)$/.test(state);
    list.hidden = !items.length;
  };
  const progress = (item, received) => {
    $('progress', item.row).value = received / item.size;
    $('[data-size]', item.row).textContent = fill(say.of, bytes(received), bytes(item.size));
  };
  const twins = (item, same, early) => {
    show(item, 'twin', say.twin);
    item.early = early;
    $('[data-twins]', item.row).replaceChildren(...same.map(one => {
      const line = document.createElement('li'), link = document.createElement('a');
      link.href = one.path;
      link.textContent = one.title;
      line.append(link, ` · ${one.house}`);
      return line;
    }));
  };
  const refused = (item, errors) => {
    forgetFile(item.key);
    show(item, 'refused', Object.values(errors).join(' ') || say.failed);
  };

  /* ---------------------------------------------------------------- asking the server */
  /* `status` 0: nobody answered. A page of another address is the one to sign in on. */
  const ask = (item, path, body, heard) => new Promise(done => {
    const asking = item.asking = new XMLHttpRequest();
    asking.open(body === undefined ? 'GET' : 'POST', path);
    for (const name in HEADERS) asking.setRequestHeader(name, HEADERS[name]);
    asking.timeout = 120000;
    if (heard) asking.upload.onprogress = event => heard(event.loaded);
    asking.onloadend = () => {
      let told = {};
      try { told = JSON.parse(asking.responseText); } catch {}
      const page = !/json/.test(asking.getResponseHeader('Content-Type') || '');
      done({ status: page && /^(200|403)$/.test(asking.status) ? 401 : asking.status, told });
    };
    asking.send(body);
  });
  const path = item => `/pustaka/unggahan/${item.key}`;
  const pairs = values => {
    const body = new FormData();
    for (const name in values) body.append(name, values[name]);
    return body;
  };

  const announce = async item => {
    const answer = await ask(item, say.send, pairs({ key: item.key, name: item.name, size: item.size, dokumen: say.document || '',
      sha256: item.sum ??= await sumOf(item.file), folder: form.elements.folder?.value || '' }));
    const { status, told } = answer;
    if (status === 404 || (status === 200 && told.state !== 'coming')) {  // it had its end already: a new one
      if (item.tries > 5) return { status: 422, told: {} };
      await forgetFile(item.key);
      item.key = await keyOf(item.file, item.name, ++item.tries);
      return announce(item);
    }
    if (status === 200) {
      const { title, kind } = item.row.querySelector('[data-fields]') ? fieldsOf(item) : {};
      if (title && !title.value) title.value = told.title;
      if (kind && !kind.touched) kind.value = told.kind;
      if (kind && kind.selectedIndex < 0) kind.selectedIndex = 0;
    }
    return answer;
  };
  const fieldsOf = item => ({ title: $('[data-title]', item.row), kind: $('[data-kind]', item.row) });

  /* From where the server says, in pieces as large as the connection bears. What keeps it from going on is told, and
     tried again; a person can do so at once. */
  const send = async item => {
    show(item, 'coming', say.coming);
    let answer = await announce(item);
    if (answer.status === 200) {
      item.received = answer.told.received;
      keep(item);
      if (answer.told.same?.length && !item.again && !item.received) return twins(item, answer.told.same, true);
    }
    while (answer.status === 200 && item.received < item.size && item.state === 'coming') {
      const from = item.received, began = performance.now(), piece = item.file.slice(from, from + step);
      progress(item, from);
      try { await piece.slice(0, 1).arrayBuffer(); } catch {  // moved, deleted or changed since it was picked
        item.file = null;
        return show(item, 'lost', say.pick);
      }
      answer = await ask(item, `${path(item)}?mulai=${from}`, piece, loaded => progress(item, from + loaded));
      const seconds = (performance.now() - began) / 1000;
      if (answer.status === 409) answer = answer.told.state === 'coming' ? { status: 200, told: answer.told } : { status: 422, told: { errors: { file: answer.told.reason } } };
      else if (answer.status === 200) step = Math.max(LEAST, Math.min(MOST, seconds < 2 ? step * 2 : seconds > 8 ? step / 2 : step));
      if (answer.status === 200) item.received = answer.told.received;
    }
    if (item.state !== 'coming') return;  // paused or dropped meanwhile
    if (answer.status === 200) {
      item.failures = 0;
      progress(item, item.size);
      show(item, 'whole', say.whole);
      if (item.wanted) await save(item);
    } else if (answer.status === 401) show(item, 'lost', say.session);
    else if (/^(4(?!08|29)|507)/.test(answer.status)) refused(item, answer.told.errors || {});
    else {
      step = LEAST;
      show(item, 'lost', say.lost);
      item.timer = setTimeout(() => item.state === 'lost' && wake(item), Math.min(60, 3 * 2 ** (item.failures = (item.failures || 0) + 1)) * 1000);
    }
  };
  const run = async () => {  // one after the other: two at once are both late
    if (running) return;
    running = true;
    let next;
    while ((next = items.find(item => item.state === 'waits'))) await send(next);
    running = false;
  };
  const wake = item => {
    clearTimeout(item.timer);
    show(item, 'waits', say.waits);
    run();
  };
  on('visibilitychange', () => document.visibilityState === 'visible' && items.filter(item => item.state === 'lost' && item.file).forEach(wake));
  addEventListener('online', () => items.filter(item => item.state === 'lost' && item.file).forEach(wake));

  const save = async item => {
    const fields = Object.fromEntries(['visibility', 'info_class', 'note', 'folder'].filter(name => form.elements[name]).map(name => [name, form.elements[name].value]));
    if (form.elements.official?.checked) fields.official = 'on';
    if (item.again) fields.again = '1';
    if (!say.document) {
      const { title, kind } = fieldsOf(item);
      Object.assign(fields, { title: title.value, kind: kind.value });
    }
    show(item, 'saving', say.saving);
    const { status, told } = await ask(item, `${path(item)}/simpan`, pairs(fields));
    if (status === 200) {
      forgetFile(item.key);
      show(item, 'saved', say.saved);
      const link = document.createElement('a');
      link.href = told.path;
      link.textContent = told.title;
      $('b', item.row).replaceChildren(link);
      $('[data-size]', item.row).textContent = '';
    } else if (status === 409) twins(item, told.same, false);
    else if (status === 422 && told.errors.file) refused(item, told.errors);
    else {
      item.wanted = false;
      show(item, 'whole', status === 422 ? Object.values(told.errors).join(' ') : status === 401 ? say.session : say.lost);
    }
  };

  /* ---------------------------------------------------------------- rows */
  const add = async (file, { handle, name = file.name, title, key, size = file.size } = {}) => {
    key ??= await keyOf(file, name);
    const there = items.find(item => item.key === key && item.state !== 'saved' && item.state !== 'refused');
    if (there) {  // the same file, picked again
      if (there.file) return;
      there.file = file;
      return wake(there);
    }
    const row = part('upload-row'), item = { key, name, size, file, handle, row, received: 0, tries: 0 };
    $(`[data-waiting="${CSS.escape(key)}"]`)?.remove();
    const waiting = $('[data-unfinished]');
    if (waiting && !$('li', waiting)) waiting.remove();
    $('b', row).textContent = name.replace(/\.halaman$/, '.pdf');
    $('progress', row).ariaLabel = name;
    if (!say.document) {
      const { title: line, kind } = fieldsOf(item), note = storage(() => JSON.parse(localStorage.getItem(noteOf(key))));
      const noted = () => storage(() => localStorage.setItem(noteOf(item.key), JSON.stringify([line.value, kind.touched && kind.value])));
      kind.append(...[...form.elements.kind.options].map(option => option.cloneNode(true)));
      line.value = note?.[0] || title || '';
      if (note?.[1]) [kind.value, kind.touched] = [note[1], true];
      line.oninput = noted;
      kind.oninput = () => { kind.touched = true; noted(); };
    }
    $('[data-pause]', row).onclick = () => { show(item, 'paused', say.paused); item.asking?.abort(); };
    $('[data-go]', row).onclick = async () => {
      if (!item.file && item.handle) {
        try {
          if (await item.handle.requestPermission({ mode: 'read' }) === 'granted') item.file = await item.handle.getFile();
        } catch {}
        if (!item.file || await keyOf(item.file, item.name, item.tries) !== item.key) { item.file = item.handle = null; return show(item, 'lost', say.pick); }
      }
      wake(item);
    };
    $('[data-again]', row).onclick = () => { item.again = true; $('[data-twins]', row).replaceChildren(); if (item.early) wake(item); else save(item); };
    $('[data-drop]', row).onclick = () => {
      item.state = 'dropped';
      clearTimeout(item.timer);
      item.asking?.abort();
      items.splice(items.indexOf(item), 1);
      row.remove();
      forgetFile(item.key);
      list.hidden = !items.length;
      ask({}, `${path(item)}/batal`, '');
      input.focus();
    };
    list.append(row);
    items.push(item);
    if (size > Number(say.most)) return refused(item, { file: say.large });
    if (file) wake(item);
    else show(item, 'lost', handle ? say.partly : say.pick);
  };
  const take = async (files, handles = []) => {
    for (const [number, file] of [...files].slice(0, say.document ? 1 : undefined).entries()) await add(await shrink(file, 1920, 6e5), { handle: handles[number] });
  };

  input.multiple = !say.document;
  input.required = false;
  delete input.dataset.maxBytes;
  $('#file-hint').textContent = say.hint;
  input.addEventListener('change', () => {
    const files = [...input.files];
    input.value = '';
    take(files);
  });
  form.addEventListener('dragover', event => event.preventDefault());
  form.addEventListener('drop', async event => {
    event.preventDefault();
    const files = [...event.dataTransfer.files], asked = [...event.dataTransfer.items].map(one => one.getAsFileSystemHandle?.());
    const handles = await Promise.all(asked.map(one => one?.catch(() => null)));
    take(files, handles.every(one => one?.kind === 'file') ? handles : []);
  });
  form.addEventListener('submit', event => {
    if (!items.length) return;
    stop(event);
    items.filter(item => !/^(saved|refused|saving|twin)$/.test(item.state)).forEach(item => {
      item.wanted = true;
      if (item.state === 'whole') save(item);
    });
  });

  /* ---------------------------------------------------------------- photographed pages */
  const drawTray = () => {
    tray.hidden = !pages.length;
    $('ol', tray).replaceChildren(...pages.map((page, at) => {
      const line = part('page-row');
      $('img', line).src = page.address;
      $('img', line).alt = $('b', line).textContent = fill(say.page, at + 1);
      const move = (by, button) => {
        pages.splice(at + by, 0, ...pages.splice(at, 1));
        drawTray();
        $(button, $('ol', tray).children[at + by]).focus();
      };
      $('[data-up]', line).disabled = !at;
      $('[data-down]', line).disabled = at === pages.length - 1;
      $('[data-up]', line).onclick = () => move(-1, '[data-up]');
      $('[data-down]', line).onclick = () => move(1, '[data-down]');
      $('[data-off]', line).onclick = () => { URL.revokeObjectURL(page.address); pages.splice(at, 1); drawTray(); };
      return line;
    }));
  };
  const camera = $('[data-camera]', form);
  $('[data-photograph]', form)?.addEventListener('click', () => camera.click());
  camera?.addEventListener('change', async () => {
    const files = [...camera.files];
    camera.value = '';
    for (const file of files) {
      const small = await shrink(file, 1754, 3e5);
      pages.push({ file: small, address: URL.createObjectURL(small) });
    }
    drawTray();
  });
  if (tray) $('[data-bind]', tray).addEventListener('click', () => {
    const sheets = pages.splice(0).flatMap(page => {
      URL.revokeObjectURL(page.address);
      return [new Uint8Array(new Uint32Array([page.file.size]).buffer).reverse(), page.file];
    });
    drawTray();
    add(new Blob(['KIMHUB-HALAMAN 1\n', ...sheets]), { name: `${say.scan}.halaman`, title: say.scan });
  });

  /* ---------------------------------------------------------------- what was under way when this page was left */
  all('[data-plain]', form).forEach(part => { part.hidden = true; });
  $('.actions .btn.primary', form).lastChild.textContent = say.save;
  kept('readonly', store => store.getAll()).then(found => (found || []).forEach(one => {
    if (one.account !== words.account || one.at < Date.now() - 6e8) forgetFile(one.key);  // a borrowed phone; a week
    else if (one.place === say.send) add(one.file, one);
  }));
}
