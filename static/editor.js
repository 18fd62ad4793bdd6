/* Writing an article. The form saves itself a moment after each change; what the server does not have yet is kept on
   this phone, survives a reload, and goes when the connection is back. Where somebody else saved meanwhile, the server
   answers with both texts and a person decides. Without this file the same page is a plain form. */
'use strict';
{
  const form = $('#editor'), { dataset: say, elements: field } = form, blocks = $('#blocks');
  const HTMX = { 'HX-Request': 'true', 'HX-Request-Type': 'partial', 'Content-Type': 'application/x-www-form-urlencoded' };
  const status = text => { $('#status').textContent = text; };
  const within = text => new DOMParser().parseFromString(text, 'text/html');
  let kept = draftKey(form.dataset.draftName), last, timer, running, failures = 0, sent = '', apart = false, made = 0, since = 0, waits;

  /* ---------------------------------------------------------------- what this phone keeps */
  const read = () => {
    const said = new URLSearchParams(new FormData(form));
    ['_csrf_token', 'version', 'do'].forEach(name => said.delete(name));
    return String(said);
  };
  const held = () => !!$('#clash [data-version]', form);
  const isNew = text => text !== last;
  /* `sent` went out and was not answered: it goes again to the letter before anything newer does. */
  const keep = () => storage(() => {
    const now = read();
    if (sent || isNew(now)) localStorage.setItem(kept, JSON.stringify({ v: field.version.value, sent, now, apart }));
    else forget(kept);
  });

  /* ---------------------------------------------------------------- saving */
  const post = async (text, version, lose) => {
    const head = new URLSearchParams({ _csrf_token: field._csrf_token.value, version, do: lose ? 'apart' : '' });
    const body = `${head}&${text}`;
    const answer = await fetch(form.action, { method: 'POST', headers: HTMX, body, keepalive: body.length < 6e4 });
    return { answer, page: within(await answer.text()) };
  };
  const took = (page, text) => {
    const { version, action, article } = $('#saved', page).dataset;
    field.version.value = version;
    last = text;
    sent = '';
    if (form.getAttribute('action') !== action) {
      forget(kept);
      kept = draftKey(`article-${article}`);
      form.action = action;
      history.replaceState(null, '', action);
      all('[data-bring]', form).forEach(one => { one.dataset.pilih = article; });
    }
  };
  /* Everything there is, one request at a time; true once the server has it. */
  const save = () => running ??= (async () => {
    clearTimeout(timer);
    since = 0;
    let through = true;
    while (through && !held() && (sent || isNew(read()))) {
      const text = sent || read(), lose = apart;
      sent = text;
      apart = false;
      keep();
      status(say.saving);
      through = await send(text, lose);
      if (!through && sent) apart ||= lose;
    }
    keep();
    running = null;
    return through && !held();
  })();
  const send = async (text, lose) => {
    let answer, page;
    try {
      ({ answer, page } = await post(text, field.version.value, lose));
    } catch {
      status(say.kept);
      later(Math.min(30000, 2500 * ++failures));
      return false;
    }
    failures = 0;
    if (answer.redirected || answer.headers.has('hx-redirect')) { status(say.signedOut); return false; }
    if (answer.ok && $('#saved', page)) {
      took(page, text);
      $('#errors').replaceChildren();
      status($('#saved', page).textContent);
      return true;
    }
    if (answer.status >= 500) { status(say.kept); later(15000); return false; }
    sent = '';
    if (answer.status !== 422) { status(say.refused); return false; }
    ['#errors', '#clash'].forEach(part => { const one = $(part, page); if (one) $(part).replaceWith(one); });
    const other = $('#clash [data-version]');
    if (other) field.version.value = other.dataset.version;
    (other ?? $('#errors [data-focus]'))?.focus();
    status(other ? say.both : say.wrong);
    return false;
  };
  const later = (wait = 2500) => { clearTimeout(timer); timer = setTimeout(save, wait); };
  /* A pause is awaited, but no longer than ten seconds: photos that come one after the other leave none. */
  const changed = () => {
    keep();
    count();
    since ||= Date.now();
    if (!held()) later(failures ? 5000 : Math.max(0, Math.min(2500, since + 10000 - Date.now())));
  };
  addEventListener('online', () => later(200));
  on('visibilitychange', () => { if (document.hidden) save(); });
  addEventListener('pagehide', keep);

  /* A button of the form: first what is still to be saved, then what the button says. */
  addEventListener('submit', event => {
    if (event.target !== form) return;
    if (held() && event.submitter?.matches('#clash *')) { storage(() => sessionStorage.setItem('chosen', kept)); return; }
    if (!running && !sent && !isNew(read()) && !sending()) return;
    stop(event);
    waits = event.submitter;
    if (sending()) status(say.photosFirst); else go();
  }, true);
  const sending = () => $('[data-progress]:not([hidden]) progress:not([hidden])', form);
  const go = async () => {
    const button = waits;
    waits = null;
    if (await save()) form.requestSubmit(button);
  };
  new MutationObserver(() => { if (waits && !sending()) go(); }).observe($('[data-progress]', form), { attributes: true, subtree: true });

  /* ---------------------------------------------------------------- parts */
  const put = (node, before) => {
    made += 1;
    const ref = `n${Date.now().toString(36)}${made}`;
    [node, ...all('*', node)].forEach(one => [...one.attributes].forEach(at => {
      if (at.value.includes('REF')) one.setAttribute(at.name, at.value.replace('REF', ref));
    }));
    blocks.insertBefore(node, before);
    all('[data-table]', node).forEach(grid);
    all('[data-grow]', node).forEach(grow);
    return node;
  };
  const fresh = (type, before = null) => put($(`template[data-new=${type}]`).content.firstElementChild.cloneNode(true), before);
  const writeIn = node => $('textarea, input:not([type=hidden])', node);
  const isBlank = node => !node || node.matches('.ed-text') && !$('textarea', node).value.trim();
  const toast = (text, undo) => {
    const line = Object.assign(document.createElement('div'), { className: 'toast' });
    const words = Object.assign(document.createElement('p'), { textContent: text });
    const button = Object.assign(document.createElement('button'), { className: 'btn', type: 'button', textContent: say.undo });
    button.onclick = () => { undo(); line.remove(); };
    line.append(words, button);
    $('#toasts').append(line);
    setTimeout(() => line.remove(), 8000);
  };
  on('click', event => {
    const button = event.target.closest('button');
    if (!button) return;
    const [act, what] = (button.name === 'do' && button.form === form ? button.value : '').split(':');
    const node = button.closest('[data-block]'), { md, more } = button.dataset;
    if (act === 'add') writeIn(fresh(what)).focus();
    else if (act === 'up' && node?.previousElementSibling?.matches('[data-block]')) { node.previousElementSibling.before(node); button.focus(); }
    else if (act === 'down' && node?.nextElementSibling) { node.nextElementSibling.after(node); button.focus(); }
    else if (act === 'drop') {
      const next = node.nextElementSibling, cover = $('[name=cover]:checked', node);
      node.remove();
      apart ||= !isBlank(node);
      toast(say.dropped, () => { blocks.insertBefore(node, next?.isConnected ? next : null); if (cover) cover.checked = true; changed(); });
    } else if (md) mark($('textarea', node), md.split('|'));
    else if (more) widen(node, more);
    else if ('another' in button.dataset) another(button);
    else if (!/^(up|down)$/.test(act)) return;
    event.preventDefault();
    changed();
  });
  const mark = (area, [before, after]) => {
    const { selectionStart: from, selectionEnd: to, value } = area;
    area.setRangeText(before + value.slice(from, to) + after, from, to, from === to ? 'start' : 'end');
    if (from === to) area.selectionStart = area.selectionEnd = from + before.length;
    area.focus();
  };
  const another = button => {
    const old = button.previousElementSibling, node = old.cloneNode(true), next = all('.ed-evidence', form).length + 1;
    all('[id], [for]', node).forEach(one => {
      if (one.id) one.id = one.id.replace(/\d+$/, next);
      if (one.htmlFor) one.htmlFor = one.htmlFor.replace(/\d+$/, next);
    });
    const label = $('label', node);
    label.textContent = label.textContent.replace(/\d+$/, next);
    all('input, textarea', node).forEach(one => { one.value = ''; });
    old.after(node);
    writeIn(node).focus();
  };

  /* A photo that came: first in a text that has no words yet, else at the end. */
  on('photo:added', event => {
    const node = $('[data-block]', event.detail);
    if (!node) return;
    event.preventDefault();
    const every = all('[data-block]', blocks), rest = every.filter(one => !one.matches('.ed-photo'));
    put(document.adoptNode(node), rest.every(isBlank) ? rest[0] ?? null : null);
    if (!$('[name=cover]:checked', form)) $('[name=cover]', node).checked = true;
    changed();
  });

  /* ---------------------------------------------------------------- tables */
  const rowsOf = area => (area.value || ' | \n | ').split('\n').filter(line => line.trim()).map(line => line.split(line.includes('\t') ? '\t' : '|').map(cell => cell.trim()));
  function grid(area, focus) {
    const place = $('[data-grid]', area.closest('[data-block]')), rows = area.value.trim() ? rowsOf(area) : [['', ''], ['', '']];
    const wide = Math.max(...rows.map(row => row.length)), table = document.createElement('table');
    rows.forEach((row, r) => {
      const line = table.insertRow();
      for (let c = 0; c < wide; c += 1) {
        const cell = Object.assign(document.createElement('input'), { className: 'input', value: row[c] ?? '', autocomplete: 'off' });
        cell.ariaLabel = area.dataset.row.replace('{row}', r + 1).replace('{column}', c + 1);
        line.insertCell().append(cell);
      }
    });
    place.replaceChildren(table);
    if (focus) $('tr:last-child input', table).focus();
  }
  const lines = node => all('tr', node).map(row => all('input', row).map(cell => cell.value.replace(/[\t\n]/g, ' ')));
  const write = (area, rows) => { area.value = rows.map(row => row.join('\t')).join('\n'); };
  const widen = (node, what) => {
    const area = $('[data-table]', node);
    const table = $('table', node);
    if (what === 'row') {
      const copy = table.rows[table.rows.length - 1].cloneNode(true);
      all('input', copy).forEach((cell, c) => { cell.value = ''; cell.ariaLabel = area.dataset.row.replace('{row}', table.rows.length + 1).replace('{column}', c + 1); });
      table.tBodies[0].append(copy);
      $('input', copy).focus();
    } else all('tr', table).forEach((row, r) => {
      const cell = row.cells[0].cloneNode(true), input = $('input', cell);
      input.value = '';
      input.ariaLabel = area.dataset.row.replace('{row}', r + 1).replace('{column}', row.cells.length + 1);
      row.append(cell);
      if (!r) input.focus();
    });
    write(area, lines(node));
  };

  /* ---------------------------------------------------------------- typing */
  const grow = area => { if (CSS.supports('field-sizing', 'content')) return; area.style.height = 'auto'; area.style.height = `${area.scrollHeight + 4}px`; };
  const count = () => all('textarea[data-most]', form).forEach(area => {
    const left = area.dataset.most - area.value.trim().length;
    area.hint ??= area.parentElement.appendChild(Object.assign(document.createElement('span'), { className: 'hint' }));
    area.hint.textContent = left < 0 ? say.over.replace('{n}', -left) : left < 40 ? say.left.replace('{n}', left) : '';
  });
  on('input', event => {
    const at = event.target;
    if (at.form !== form && !at.closest('#editor')) return;
    if (at.matches('[data-grow]')) grow(at);
    if (at.matches('[data-grid] input')) write($('[data-table]', at.closest('[data-block]')), lines(at.closest('[data-grid]')));
    changed();
  });
  on('change', event => { if (event.target.closest('#editor')) changed(); });
  on('keydown', event => {
    const at = event.target;
    if (event.key !== 'Enter' || event.isComposing || !at.closest('#editor') || !at.matches('[data-one-line], input:not([type=submit])')) return;
    event.preventDefault();  // Enter in a line saves nothing and goes nowhere: it leads on
    const every = all('textarea, input:not([type=hidden])', form);
    every[every.indexOf(at) + 1]?.focus();
  });

  /* A long text that is pasted becomes parts: what looks like a heading, a list or a table is one. */
  const partsOf = text => text.replace(/\r/g, '').split(/\n\s*\n/).map(part => part.trim()).filter(Boolean).map((part, n, every) => {
    const rows = part.split('\n');
    if (rows.length > 1 && rows.every(row => row.includes('\t'))) return ['table', part];
    if (rows.length > 1 && rows.every(row => /^\s*([-*•·]|\d{1,3}[.)])\s/.test(row))) return ['list', part];
    if (rows.length === 1 && part.length < 70 && n < every.length - 1 && !/[.!?…:,;"”]$/.test(part)) return ['heading', part];
    return ['text', part];
  });
  on('paste', event => {
    const area = event.target, node = area.closest?.('.ed-text'), text = event.clipboardData?.getData('text/plain') ?? '';
    if (!node || !area.matches('textarea')) return;
    const parts = partsOf(text);
    if (parts.length < 2 || parts.length > 60) return;
    event.preventDefault();
    const before = area.value.slice(0, area.selectionStart).trim(), after = area.value.slice(area.selectionEnd).trim();
    if (before) area.value = before;
    else if (parts[0][0] === 'text') area.value = parts.shift()[1];
    let next = node.nextElementSibling;
    const added = [...parts, ...after ? [['text', after]] : []].map(([type, words]) => {
      const one = fresh(type, next);
      $('textarea, input:not([type=hidden])', one).value = words;
      all('[data-table]', one).forEach(each => grid(each));
      all('[data-grow]', one).forEach(grow);
      return one;
    });
    if (!before && !area.value.trim()) node.remove();
    grow(area);
    writeIn(added.at(-1) ?? node).focus();
    changed();
  });

  /* ---------------------------------------------------------------- beginning */
  const begin = () => {
    all('[data-table]', form).forEach(area => grid(area));
    all('[data-grow]', form).forEach(grow);
    last = read();
    count();
  };
  /* What did not get through before the page was left: the server gets it first, then shows it. */
  const restore = async () => {
    const left = storage(() => JSON.parse(localStorage.getItem(kept)));
    const chosen = storage(() => sessionStorage.getItem('chosen')) === kept && $('.flash');
    storage(() => sessionStorage.removeItem('chosen'));
    if (chosen) return forget(kept);
    if (!left || held() || $('#errors *')) return;
    if (!left.sent && left.now === last) return forget(kept);
    form.inert = true;
    status(say.saving);
    try {
      let version = left.v;
      for (const text of new Set([left.sent, left.now])) {
        if (!text) continue;
        const { answer, page } = await post(text, version, left.apart);
        const saved = $('#saved', page);
        if (answer.redirected || answer.status >= 500) throw answer;
        if (!answer.ok || !saved) return resend(text, version);
        version = saved.dataset.version;
        form.action = saved.dataset.action;
      }
      forget(kept);
      storage(() => sessionStorage.setItem('article', say.restored));
      location.replace(form.action);
    } catch {
      form.inert = false;
      status(say.kept);
      addEventListener('online', () => location.reload(), { once: true });
    }
  };
  /* Both texts have to be seen: the server draws the page with them. */
  const resend = (text, version) => {
    const again = Object.assign(document.createElement('form'), { method: 'post', action: form.action, hidden: true });
    const add = (name, value) => again.append(Object.assign(document.createElement('textarea'), { name, value }));
    new URLSearchParams(text).forEach((value, name) => add(name, value));
    add('_csrf_token', field._csrf_token.value);
    add('version', version);
    document.body.append(again);
    forget(kept);
    again.submit();
  };
  begin();
  storage(() => { const text = sessionStorage.getItem('article'); if (text) status(text); sessionStorage.removeItem('article'); });
  restore();
  addEventListener('pageshow', event => { if (event.persisted && !isNew(read())) location.reload(); });
}
