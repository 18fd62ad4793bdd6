/* Writing a program. Each cell that was changed goes out by itself, with the version it began with; what could not go
   out waits on this device, survives a reload, and goes when the connection is back. Where somebody else wrote the
   same cell, the server answers with both, and a person decides. Without this file the same pages are plain forms. */
'use strict';
{
  const editor = $('#editor'), say = editor?.dataset, table = $('#lines');
  const home = draftKey(`program:${$('[data-program]').dataset.program}:`);
  const drafts = new Map(), sent = new Map(), held = new Set();
  const HTMX = { 'HX-Request': 'true', 'HX-Request-Type': 'partial', 'Content-Type': 'application/x-www-form-urlencoded' };
  let timer, running, again, failures = 0, made = 0;

  /* ---------------------------------------------------------------- what this device keeps */
  const keep = (map, key, value) => {
    if (value) map.set(key, value); else map.delete(key);
    const name = home + (map === sent ? `${key}|!` : key);
    storage(() => value ? localStorage.setItem(name, JSON.stringify(value)) : localStorage.removeItem(name));
  };
  storage(() => Object.keys(localStorage).filter(name => name.startsWith(home)).forEach(name => {
    const key = name.slice(home.length), value = JSON.parse(localStorage.getItem(name));
    if (key.endsWith('|!')) sent.set(key.slice(0, -2), value); else drafts.set(key, value);
  }));
  const refOf = key => key.slice(0, key.indexOf('|'));
  const mine = ref => [...drafts.keys()].filter(key => refOf(key) === ref);
  const waiting = () => new Set([...sent.keys(), ...[...drafts.keys()].map(refOf)]);

  if (!editor && waiting().size) $('[data-unsent-note]').hidden = false;
  else if (editor) {

  /* ---------------------------------------------------------------- lines and cells of the page */
  const uuid = () => {  // crypto.randomUUID asks for https; a hall's network may have none
    const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
    bytes[6] = bytes[6] & 15 | 64;
    bytes[8] = bytes[8] & 63 | 128;
    const hex = bytes.map(byte => byte.toString(16).padStart(2, '0')).join('');
    return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
  };
  const refFor = line => line.dataset.line || `new:${line.dataset.key}`;
  const lineOf = ref => all('[data-line]', editor).find(line => refFor(line) === ref);
  const cellsOf = line => all('[data-cell]', line);
  const cellOf = (line, name) => cellsOf(line).find(cell => cell.dataset.cell === name);
  const fields = cell => all('input, select, textarea', cell).filter(field => field.name);
  const ticks = field => /checkbox|radio/.test(field.type);
  const read = cell => {
    const said = new URLSearchParams();
    fields(cell).forEach(field => { if (!ticks(field) || field.checked) said.append(field.name, field.value); });
    return String(said);
  };
  const put = (cell, text) => {
    const said = new URLSearchParams(text), at = {};
    fields(cell).forEach(field => {
      const values = said.getAll(field.name);
      if (ticks(field)) field.checked = values.includes(field.value);
      else {
        const value = values[at[field.name] = (at[field.name] ?? -1) + 1];
        if (value !== undefined && value !== field.value) field.value = value;
      }
    });
  };
  const begin = (cell, version) => {
    cell.base = read(cell);
    cell.version = version;
    all('.months input', cell).forEach((box, n) => { box.tabIndex = n ? -1 : 0; });
  };
  const aside = line => all('.js-vh, [value=up], [value=down]', line).forEach(button => { button.tabIndex = -1; });  // keys do it
  const prepare = line => {
    if (table) aside(line);
    if (!line.dataset.line && !line.dataset.key) line.dataset.key = $('[name=key]', line).value;
    cellsOf(line).forEach(cell => begin(cell, +line.dataset.version));
  };
  const distinct = node => {  // rows come from one pattern: their labels must still find their own fields
    made += 1;
    all('[id], [for]', node).forEach(one => {
      if (one.id) one.id += `-${made}`;
      if (one.htmlFor) one.htmlFor += `-${made}`;
    });
    return node;
  };
  const show = (ref, state) => {
    const line = lineOf(ref);
    if (!line) return;
    line.dataset.state = state;
    all('[data-status]', line).forEach(place => { place.textContent = say[state]; });
    if (/clash|unsent|wrong/.test(state)) $('#announcer').textContent = say[state];
  };
  const addRow = (line, kind, name) => {
    const row = distinct($(`template[data-row=${kind}]`).content.firstElementChild.cloneNode(true));
    $(`[data-add=${kind}]`, line).before(row);
    if (name) rename(row, name);
    begin(row, +line.dataset.version);
    return row;
  };
  const rename = (cell, name) => {
    cell.dataset.cell = name;
    fields(cell)[0].value = name.split(':')[1];
  };
  const addLine = (after, key) => {
    const line = $('#new-line').content.firstElementChild.cloneNode(true);
    line.dataset.key = key || uuid();
    if (after) after.after(line); else table.append(line);
    $('[data-none]')?.remove();
    prepare(line);
    return line;
  };

  /* ---------------------------------------------------------------- typing */
  const later = wait => { clearTimeout(timer); timer = setTimeout(pump, wait); };
  const typed = event => {
    const cell = event.target.closest('[data-cell]'), line = event.target.closest('[data-line]');
    if (!cell || !line || 'dropped' in line.dataset) return;
    if (cell.dataset.cell.endsWith(':')) rename(cell, `${cell.dataset.cell}n${uuid().slice(0, 12)}`);
    const ref = refFor(line), key = `${ref}|${cell.dataset.cell}`, text = read(cell);
    const clash = $('[data-clash]', cell);
    if (text === cell.base && !sent.has(ref) && !clash) keep(drafts, key);
    else keep(drafts, key, { v: drafts.get(key)?.v ?? cell.version, q: text });
    if (clash && !$(':checked', clash)) held.add(key); else held.delete(key);
    if (line.dataset.state === 'saved') all('[data-status]', line).forEach(place => { place.textContent = ''; });
    later(900);
  };
  on('input', typed);
  on('change', typed);
  on('focusout', event => {
    const line = event.target.closest?.('[data-line]');
    if (line && !line.contains(event.relatedTarget)) later(50);
  });

  /* ---------------------------------------------------------------- sending */
  const pump = async () => {
    clearTimeout(timer);
    if (running) { again = true; return; }
    running = true;
    let through = true;
    do {
      again = false;
      for (const ref of waiting()) through = through && await send(ref);
      through = through && await sendOrder();
    } while (again && through);
    running = false;
    failures = through ? 0 : failures + 1;
    if (!through) later(Math.min(30000, 2500 * failures));
    all('[data-line]', editor).forEach(line => settled(line));
  };

  /* One save of one line; false when there is no way through. An unanswered one is repeated to the letter, with its
     key, so that it is done once. */
  const send = async ref => {
    let out = sent.get(ref);
    if (!out) {
      const ready = mine(ref).filter(key => !held.has(key)).map(key => [key, drafts.get(key)]);
      if (!ready.length) return true;
      const v = Math.min(...ready.map(([, draft]) => draft.v));
      const cells = ready.filter(([, draft]) => draft.v === v).map(([key, draft]) => [key.slice(ref.length + 1), draft.q]);
      keep(sent, ref, out = { key: uuid(), v, cells: Object.fromEntries(cells) });
    }
    const line = lineOf(ref), fresh = ref.startsWith('new:');
    const head = new URLSearchParams({
      _csrf_token: $('[name=_csrf_token]').value, key: fresh ? ref.slice(4) : out.key, version: out.v,
      look: table ? 'row' : 'form', after: line?.previousElementSibling?.dataset.line || '',
    });
    show(ref, 'saving');
    let answer, text;
    try {
      const body = [head, ...Object.values(out.cells)].join('&');
      answer = await fetch(`${say.path}/kegiatan/${fresh ? 'baru' : `${ref}/sunting`}`,
        { method: 'POST', headers: HTMX, body, keepalive: body.length < 6e4 });
      text = await answer.text();
    } catch {
      show(ref, 'unsent');
      return false;
    }
    const page = new DOMParser().parseFromString(text, 'text/html'), found = $('[data-line]', page);
    if (answer.redirected || answer.headers.has('hx-redirect')) { show(ref, 'signIn'); return false; }
    if (found && answer.ok) done(ref, out, line, found);
    else if (found && answer.status === 422) stuck(ref, out, line, found);
    else if (/^40[0-9]$|^413$/.test(answer.status)) {
      keep(sent, ref);
      mine(ref).forEach(key => held.add(key));
      show(ref, 'refused');
      return true;
    } else { show(ref, 'unsent'); return false; }
    const state = $('#state', page);
    if (state) {
      $('#state').replaceWith(state);
      if (table) $('[data-more]').hidden = !state.dataset.lines.split(' ').some(id => id && !lineOf(id));
    }
    return true;
  };

  const done = (ref, out, line, found) => {
    const { line: id, saved } = found.dataset;
    keep(sent, ref);
    Object.entries(out.cells).forEach(([name, text]) => {
      const key = `${ref}|${name}`, draft = drafts.get(key);
      if (draft) keep(drafts, key, draft.q === text ? null : { v: +saved, q: draft.q });
    });
    if (ref.startsWith('new:')) mine(ref).forEach(key => {
      keep(drafts, id + key.slice(ref.length), drafts.get(key));
      keep(drafts, key);
      if (held.delete(key)) held.add(id + key.slice(ref.length));
    });
    if (!line) return;
    if (!line.dataset.line) {
      line.dataset.line = id;
      if (table) line.id = found.id;
      else history.replaceState(null, '', `${say.path}/kegiatan/${id}/sunting`);
      $('form', line).action = $('form', found).getAttribute('action');
    }
    adopt(line, found, out);
    const left = mine(id);
    again ||= left.length > 0;
    show(id, !left.length ? 'saved' : $('.clash', line) ? 'clash' : left.some(key => held.has(key)) ? 'wrong' : 'saving');
  };

  /* What the server has is shown in every cell that was not changed here since. */
  const adopt = (line, found, out) => {
    const { version } = found.dataset, ref = refFor(line), names = cellsOf(found).map(cell => cell.dataset.cell);
    const dirty = cell => drafts.has(`${ref}|${cell.dataset.cell}`);
    const busy = cell => cell.contains(document.activeElement);
    line.dataset.version = $('[name=version]', line).value = version;
    cellsOf(found).forEach(fresh => {
      const name = fresh.dataset.cell, kind = name.split(':')[0];
      let live = cellOf(line, name);
      if (!live && table) live = cellsOf(line).find(cell => cell.dataset.cell.startsWith(`${kind}:`) && !names.includes(cell.dataset.cell));
      if (!live) {
        (cellOf(line, `${kind}:`) ?? $(`[data-add=${kind}]`, line)).before(distinct(fresh));
        begin(fresh, +version);
      } else if (dirty(live) || live.dataset.cell !== name && busy(live)) return;
      else if (busy(live)) {
        all('.field-error, .clash', live).forEach(one => one.remove());
        all('output', live).forEach((place, n) => { place.textContent = all('output', fresh)[n].textContent; });
        if (!(name in out.cells)) put(live, read(fresh));
        begin(live, +version);
      } else {
        live.replaceWith(table || !name.includes(':') ? fresh : distinct(fresh));
        begin(fresh, +version);
      }
    });
    cellsOf(line).forEach(cell => {
      if (!names.includes(cell.dataset.cell) && !dirty(cell) && !busy(cell)) cell.remove();
    });
    all('[data-amount]', line).forEach((place, n) => { place.textContent = all('[data-amount]', found)[n].textContent; });
    ['.plan-short', '.plan-end'].forEach(part => {
      const live = $(part, line);
      if (live && !busy(live)) live.replaceWith($(part, found));
    });
    if (table) aside(line);
  };

  const stuck = (ref, out, line, found) => {
    const { wrong, clashes, version, dropped } = found.dataset, list = text => text ? text.split(' ') : [];
    keep(sent, ref);
    const place = name => line && cellOf(line, name), stop = name => held.add(`${ref}|${name}`);
    list(wrong).forEach(name => {
      const live = place(name), error = cellOf(found, name) && $('.field-error', cellOf(found, name));
      stop(name);
      if (!live) return;
      $('.field-error', live)?.remove();
      if (error) live.prepend(error);
    });
    list(clashes).forEach(name => {
      const live = place(name), choice = cellOf(found, name) && $('.clash', cellOf(found, name));
      const text = `${drafts.get(`${ref}|${name}`)?.q ?? out.cells[name]}`;
      stop(name);
      if (live && choice) {
        $('.clash', live)?.remove();
        live.append(choice);
        live.closest('details')?.setAttribute('open', '');
      }
      keep(drafts, `${ref}|${name}`, { v: +version, q: live ? read(live) : `${text}&clash[]=${name}` });
    });
    if (dropped !== undefined || !wrong && !clashes) Object.keys(out.cells).forEach(stop);
    show(ref, dropped !== undefined ? 'gone' : clashes ? 'clash' : 'wrong');
    again = true;
  };

  /* ---------------------------------------------------------------- the order of the lines */
  const sendOrder = async () => {
    if (!table || !('moved' in table.dataset)) return true;
    const body = new URLSearchParams({ _csrf_token: $('[name=_csrf_token]').value });
    all('[data-line]', table).forEach(line => line.dataset.line && body.append('order[]', line.dataset.line));
    delete table.dataset.moved;
    try {
      if ((await fetch(`${say.path}/sunting`, { method: 'POST', headers: HTMX, body })).status < 500) return true;
    } catch {}
    table.dataset.moved = '';
    return false;
  };
  const move = (line, down) => {
    const other = down ? line.nextElementSibling : line.previousElementSibling, at = document.activeElement;
    if (!other) return;
    if (down) other.after(line); else other.before(line);
    at.focus();
    line.scrollIntoView({ block: 'nearest' });
    table.dataset.moved = '';
    later(600);
  };

  /* ---------------------------------------------------------------- keys and buttons */
  const next = (line, field, back) => {
    const same = one => all(`[name="${field.name}"]`, one).filter(each => !ticks(each) || each.value === field.value)[0];
    let to = back ? line.previousElementSibling : line.nextElementSibling;
    if (!to && !back) return $('[name=name]', addLine(line)).focus();
    to = to && same(to);
    to?.focus();
    to?.select?.();
  };
  addEventListener('keydown', event => {
    const field = event.target, line = field.closest?.('#lines [data-line]'), { key } = event;
    if (!line || event.isComposing) return;
    const step = { ArrowUp: -1, ArrowDown: 1 }[key];
    if (event.altKey && step) { stop(event); move(line, step > 0); return; }
    if (key === 'Enter' && (event.ctrlKey || event.metaKey)) { stop(event); $('[name=name]', addLine(line)).focus(); return; }
    if (key === 'Enter' && !event.altKey && field.matches('input, textarea, select')) { stop(event); next(line, field, event.shiftKey); return; }
    const jump = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -6, ArrowDown: 6 }[key], months = field.closest('.months');
    if (!jump || !months) return;
    stop(event);
    const boxes = all('input', months), to = boxes[boxes.indexOf(field) + jump];
    if (to) { boxes.forEach(box => { box.tabIndex = -1; }); to.tabIndex = 0; to.focus(); }
  }, true);
  on('click', event => {
    const button = event.target.closest('[data-add], [data-new], button[name=action]'), line = button?.closest('[data-line]');
    if (!button) return;
    if (button.dataset.add) fields(addRow(line, button.dataset.add))[1].focus();
    else if ('new' in button.dataset && matchMedia('(width >= 74rem)').matches) {
      event.preventDefault();
      $('[name=name]', addLine()).focus();
    } else if (line && table && /up|down/.test(button.value)) {
      event.preventDefault();
      move(line, button.value === 'down');
    }
  });

  /* A form that is sent as a whole waits until its cells are through; then nothing old can cover something new. */
  let leaving;
  const settled = line => {
    if (leaving?.line !== line || sent.has(refFor(line))) return;
    const { form, button } = leaving, left = mine(refFor(line));
    leaving = null;
    button?.removeAttribute('aria-busy');
    if (left.length) { $('[data-clash] input:not([type=hidden]), .field-error', line)?.focus(); return; }
    if (button?.name) {
      form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'action', value: button.value }));
      form.submit();
    } else if (!table) location = `${say.path}/sunting#k${line.dataset.line}`;
  };
  addEventListener('submit', event => {
    const form = event.target, line = form.closest('[data-line]');
    if (form.matches('[data-sign-out]') && waiting().size && !form.tried) {  // signing out empties this device
      stop(event);
      form.tried = true;
      pump().then(() => form.requestSubmit());
    }
    if (!line || 'dropped' in line.dataset) return;
    stop(event);
    event.submitter?.setAttribute('aria-busy', 'true');
    leaving = { line, form: event.target, button: event.submitter };
    mine(refFor(line)).filter(key => !$('[data-clash]', cellOf(line, key.slice(key.indexOf('|') + 1)) ?? line)).forEach(key => held.delete(key));
    pump();
  }, true);

  /* ---------------------------------------------------------------- beginning */
  all('[data-line]', editor).forEach(prepare);
  const lost = new Set();
  drafts.forEach((draft, key) => {
    const ref = refOf(key), name = key.slice(ref.length + 1), [kind, row] = name.split(':');
    let line = lineOf(ref);
    if (!line && table && ref.startsWith('new:')) line = addLine(null, ref.slice(4));
    if (!line) { if (table) lost.add(ref); return; }
    let cell = cellOf(line, name);
    if (!cell && row) {  // a row that was begun in an empty place
      cell = cellOf(line, `${kind}:`);
      if (cell) rename(cell, name); else if (!table) cell = addRow(line, kind, name);
    }
    if (!cell) return;
    if (draft.q === cell.base && !sent.has(ref)) { keep(drafts, key); return; }
    put(cell, draft.q);
    show(ref, 'unsent');
  });
  lost.forEach(ref => {
    if (ref.startsWith('new:')) return;
    const note = $('[data-unsent-note]'), link = document.createElement('a'), item = document.createElement('li');
    note.hidden = false;
    link.href = `${say.path}/kegiatan/${ref}/sunting`;
    link.textContent = new URLSearchParams(drafts.get(`${ref}|name`)?.q).get('name') || `${say.path.split('/').pop()} ${ref}`;
    item.append(link);
    $('ul', note).append(item);
  });
  addEventListener('online', () => later(0));
  on('visibilitychange', () => { if (document.hidden) pump(); });
  if (waiting().size) later(0);
}
}
