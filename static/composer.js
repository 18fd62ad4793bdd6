/* Writing: names after @, files ahead of the form, drafts on the server, quotes, and what did not get through.
   Loaded only where people write. Its words come from data-* attributes; every form works without it. */
(() => {
  'use strict';
  const $ = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const on = (name, handler) => document.addEventListener(name, handler);
  const make = (tag, className, text = '') => Object.assign(document.createElement(tag), { className, textContent: text });
  const formOf = node => node?.closest?.('[data-compose]');
  const areaOf = form => $('textarea', form);
  const say = (form, text) => { $('[data-draft-status]', form).textContent = text; };
  const insert = (area, text, from, to) => {
    area.setRangeText(text, from, to, 'end');
    area.focus();
    area.dispatchEvent(new Event('input', { bubbles: true }));
  };

  /* Files. A photo is made smaller first: what the server keeps is smaller still. */
  const shrink = async file => {
    if (!/jpe?g|webp/.test(file.type) || file.size < 3e5) return file;
    try {
      const image = await createImageBitmap(file, { imageOrientation: 'from-image' });
      const scale = Math.min(1, 1440 / Math.max(image.width, image.height)), canvas = make('canvas', '');
      canvas.width = image.width * scale;
      canvas.height = image.height * scale;
      canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
      const small = await new Promise(done => canvas.toBlob(done, 'image/jpeg', .85));
      return small.size < file.size ? new File([small], file.name.replace(/\.\w+$/, '.jpg')) : file;
    } catch { return file; }  // the server can do it too
  };
  const upload = async (form, file) => {
    const list = $('[data-files]', form), line = make('li', 'row between'), words = make('span', 'grow', file.name);
    const bar = make('progress', ''), stop = make('button', 'btn quiet', list.dataset.stop), request = new XMLHttpRequest();
    bar.setAttribute('aria-label', file.name);
    stop.type = 'button';
    line.append(words, bar, stop);
    list.append(line);
    const end = () => {
      if (!line.parentNode) return;
      bar.remove();
      if (request.status === 200) line.outerHTML = request.responseText;
      else words.textContent += `: ${request.status === 422 ? request.responseText : list.dataset.failed}`;
      if ('waits' in form.dataset && !$('progress', form)) {
        delete form.dataset.waits;
        form.requestSubmit($('.primary', form));
      }
    };
    stop.onclick = () => { request.abort(); line.remove(); };
    request.onloadend = end;
    request.upload.onprogress = event => { bar.value = event.loaded / event.total; };
    const body = new FormData();
    body.append('files', await shrink(file));
    if (!line.parentNode) return;
    request.open('POST', '/forum/berkas');
    request.setRequestHeader('X-CSRFToken', form.elements._csrf_token.value);
    request.send(body);
  };
  on('change', event => {
    const field = event.target, form = formOf(field);
    if (!form || field.type !== 'file') return;
    [...field.files].forEach(file => upload(form, file));
    field.value = '';
  });
  /* Before app.js locks the form: a photo on its way is waited for. */
  addEventListener('submit', event => {
    const form = formOf(event.target);
    if (!form) return;
    clearTimeout(form.saving);
    form.sender = event.submitter;
    if (!$('progress', form)) return;
    form.dataset.waits = '';
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  /* Drafts: the phone keeps what the server does not have yet. */
  const store = async form => {
    const area = areaOf(form), text = area.value, body = new URLSearchParams();
    for (const name of ['_csrf_token', 'key', 'place', 'board', 'title', 'label', 'body'])
      if (form.elements[name]) body.set(name, form.elements[name].value);
    const answer = await fetch('/forum/draf', { method: 'POST', body, keepalive: true }).catch(() => ({}));
    if (!answer.ok || answer.redirected || area.value !== text || !text) return;
    say(form, $('.primary', form).dataset.saved);
    try {
      all('[data-draft]', form).forEach(field => localStorage.removeItem(`draft:${document.body.dataset.account}:${field.dataset.draft}`));
    } catch {}
  };

  /* Names after @: a list under the box; arrows and Enter, or a tap. */
  let menu, asking;
  const close = () => {
    if (!menu) return;
    menu.remove();
    ['controls', 'activedescendant'].forEach(name => menu.area.removeAttribute(`aria-${name}`));
    menu = null;
  };
  const typed = area => /(?:^|[\s(])@([\p{L}\d._-]{1,30})$/u.exec(area.value.slice(0, area.selectionStart))?.[1];
  const pick = step => {
    const options = [...menu.children], count = options.length;
    menu.at = (menu.at + step + count) % count;
    options.forEach((option, index) => option.setAttribute('aria-selected', index === menu.at));
    menu.area.setAttribute('aria-activedescendant', options[menu.at].id);
  };
  const choose = option => {
    const { area } = menu, end = area.selectionStart;
    insert(area, `${option.dataset.name} `, end - typed(area).length, end);
    close();
  };
  const ask = async (form, area) => {
    const words = typed(area), base = form.dataset.people || `/forum/p/${form.elements.board.value}/orang`;
    const answer = await fetch(`${base}?q=${encodeURIComponent(words)}`).catch(() => ({}));
    const html = answer.ok && !answer.redirected ? await answer.text() : '';
    if (typed(area) !== words) return;
    close();
    if (!html.includes('<li')) return;
    menu = make('ul', 'list sheet');
    Object.assign(menu, { id: 'people', area, at: 0, innerHTML: html });
    menu.setAttribute('role', 'listbox');
    menu.setAttribute('aria-label', area.dataset.people);
    area.closest('.composer').after(menu);
    area.setAttribute('aria-controls', 'people');
    menu.onpointerdown = event => event.preventDefault();
    menu.onclick = event => choose(event.target.closest('li'));
    all('.meta:first-child', menu).forEach(note => note.remove());
    pick(0);
  };
  addEventListener('keydown', event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], takes = /^(Enter|Tab)$/.test(event.key);
    if (!menu || !(step || takes || event.key === 'Escape')) return;
    event.preventDefault();
    event.stopPropagation();
    if (step) pick(step); else if (takes) choose(menu.children[menu.at]); else close();
  }, true);
  on('input', event => {
    const area = event.target, form = formOf(area);
    if (!form) return;
    clearTimeout(form.saving);
    form.saving = setTimeout(store, 2500, form);
    if (area !== areaOf(form)) return;
    clearTimeout(asking);
    if (typed(area)) asking = setTimeout(ask, 200, form, area); else close();
  });

  /* Quotes: the passage that is or just was selected (a tap takes the selection away), or else the whole post by the link. */
  let passage;
  on('selectionchange', event => {
    const chosen = getSelection();
    if (!chosen.isCollapsed) passage = { node: chosen.anchorNode, text: String(chosen).trim() };
    else if (passage) passage.gone ??= event.timeStamp;
  });
  on('click', event => {
    const drop = event.target.closest('[data-compose] [name=drop]'), link = event.target.closest('[data-quote]');
    const area = $('[data-compose] textarea');
    if (drop) {
      event.preventDefault();
      drop.closest('li').remove();
    } else if (link && area && passage && !(event.timeStamp - passage.gone > 1000) && $('.prose', link.closest('.post')).contains(passage.node)) {
      event.preventDefault();
      const end = area.value.length;
      insert(area, `${end ? '\n\n' : ''}${link.dataset.quote}\n> ${passage.text.replace(/\n+/g, '\n> ')}\n\n`, end, end);
    }
  });

  /* What did not get through keeps its text and its key, so that sending again makes no second post. */
  const unsent = event => {
    const form = formOf(event.detail.ctx?.sourceElement), button = form && $('.primary', form);
    if (!button || form.sender?.name || event.detail.ctx.response?.status === 422) return;
    say(form, button.dataset.unsent);
    button.lastElementChild.textContent = button.dataset.again;
    form.again = event.type === 'htmx:error';
  };
  on('htmx:error', unsent);
  on('htmx:response:error', unsent);
  addEventListener('online', () => all('[data-compose]').forEach(form => {
    if (!form.again) return;
    form.again = false;
    form.requestSubmit($('.primary', form));
  }));
})();
