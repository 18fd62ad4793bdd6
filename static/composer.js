/* Writing: names after @, files ahead of the form, drafts on the server, quotes, and what did not get through.
   Loaded only where people write. Its words come from data-* attributes; every form works without it. */
'use strict';
{
  const formOf = node => node?.closest?.('[data-compose]');
  const areaOf = form => $('textarea', form);
  const ask = (address, options) => fetch(address, options)
    .then(answer => answer.ok && !answer.redirected ? answer : null, () => null);
  const insert = (area, text, from, to) => {
    area.setRangeText(text, from, to, 'end');
    area.focus();
    area.dispatchEvent(new Event('input', { bubbles: true }));
  };

  /* The toolbar: data-md="**|**" wraps the selection, "- |" marks its lines. */
  const mark = (area, [before, after]) => {
    let { selectionStart: start, selectionEnd: end, value } = area;
    if (/^(- |> )$/.test(before)) {
      start = value.lastIndexOf('\n', start - 1) + 1;
      insert(area, value.slice(start, end).replace(/^/gm, before), start, end);
    } else {
      insert(area, before + value.slice(start, end) + after, start, end);
      if (start === end) area.selectionStart = area.selectionEnd = start + before.length;
    }
  };
  on('keydown', event => {
    const bar = event.target.closest('[role=toolbar]'), step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!bar || !step) return;
    const keys = all('button', bar);
    keys.at((keys.indexOf(event.target) + step) % keys.length).focus();
  });

  /* Files. A photo is made smaller first: what the server keeps is smaller still. */
  const shrink = async file => {
    if (!/jpe?g|webp/.test(file.type) || file.size < 3e5) return file;
    try {
      const image = await createImageBitmap(file, { imageOrientation: 'from-image' });
      const scale = Math.min(1, 1440 / Math.max(image.width, image.height)), canvas = document.createElement('canvas');
      canvas.width = image.width * scale;
      canvas.height = image.height * scale;
      canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
      const small = await new Promise(done => canvas.toBlob(done, 'image/jpeg', .85));
      return small.size < file.size ? new File([small], file.name.replace(/\.\w+$/, '.jpg')) : file;
    } catch { return file; }  // the server can do it too
  };
  const changed = form => {
    clearTimeout(form.saving);
    form.saving = setTimeout(store, 2500, form);
  };
  const upload = async (form, file) => {
    const list = $('[data-files]', form), request = new XMLHttpRequest();
    list.append($('template', form).content.cloneNode(true));
    const line = list.lastElementChild, words = $('span', line), bar = $('progress', line);
    words.textContent = bar.ariaLabel = file.name;
    $('button', line).onclick = () => { request.abort(); line.remove(); };
    request.onloadend = () => {
      if (!line.parentNode) return;
      bar.remove();
      if (request.status === 200) { line.outerHTML = request.responseText; changed(form); }
      else words.textContent += `: ${request.status === 422 ? request.responseText : list.dataset.failed}`;
      if (form.waits && !$('progress', form)) {
        form.waits = false;
        form.requestSubmit($('.primary', form));
      }
    };
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
    form.waits = $('progress', form);
    if (form.waits) stop(event);
  }, true);

  /* Drafts: the phone keeps what the server does not have yet. */
  const store = async form => {
    const area = areaOf(form), text = area.value, body = new FormData(form);
    if (!await ask('/forum/draf', { method: 'POST', body, keepalive: true }) || area.value !== text || !text) return;
    say(form, $('.primary', form).dataset.saved);
    all('[data-draft]', form).forEach(field => forget(draftKey(field.dataset.draft)));
  };

  /* Names after @: a list under the box; arrows and Enter, or a tap. */
  let menu, area, at, asking;
  const close = () => {
    if (!menu) return;
    area.removeAttribute('aria-activedescendant');
    menu.hidden = true;
    menu = null;
  };
  const typed = area => /(?:^|[\s(])@([\p{L}\d._-]{1,30})$/u.exec(area.value.slice(0, area.selectionStart))?.[1];
  const pick = step => {
    const options = all('li', menu), count = options.length;
    at = (at + step + count) % count;
    options.forEach((option, index) => option.setAttribute('aria-selected', index === at));
    area.setAttribute('aria-activedescendant', options[at].id);
  };
  const choose = option => {
    const end = area.selectionStart;
    insert(area, `${option.dataset.name} `, end - typed(area).length, end);
    close();
  };
  const offer = async (form, box) => {
    const words = typed(box), base = form.dataset.people || `/forum/p/${form.elements.board.value}/orang`;
    const html = await (await ask(`${base}?q=${encodeURIComponent(words)}`))?.text();
    if (typed(box) !== words) return;
    close();
    if (!html?.includes('<li')) return;
    area = box;
    at = 0;
    menu = $('#people', form);
    menu.role = 'listbox';
    menu.innerHTML = html;
    menu.hidden = false;
    pick(0);
  };
  on('pointerdown', event => event.target.closest('[role=option]') && event.preventDefault());
  addEventListener('keydown', event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], takes = /^(Enter|Tab)$/.test(event.key);
    if (!menu || !(step || takes || event.key === 'Escape')) return;
    stop(event);
    if (step) pick(step); else if (takes) choose($('[aria-selected=true]', menu)); else close();
  }, true);
  on('input', event => {
    const area = event.target, form = formOf(area);
    if (!form) return;
    changed(form);
    if (area !== areaOf(form)) return;
    clearTimeout(asking);
    if (typed(area)) asking = setTimeout(offer, 200, form, area); else close();
  });

  /* Quotes: the passage that is or just was selected (a tap takes the selection away), or else the whole post by the link. */
  let passage;
  on('selectionchange', event => {
    const chosen = getSelection();
    if (!chosen.isCollapsed) passage = { node: chosen.anchorNode, text: String(chosen).trim() };
    else if (passage) passage.gone ??= event.timeStamp;
  });
  on('click', event => {
    const it = event.target.closest('[data-md], [role=option], [data-compose] [name=drop], [data-quote]');
    if (!it) return;
    const { md, name, quote } = it.dataset, box = $('[data-compose] textarea');
    if (md) mark($('textarea', it.closest('.composer')), md.split('|'));
    else if (name) choose(it);
    else if (!quote) {
      event.preventDefault();
      changed(formOf(it));
      it.closest('li').remove();
    } else if (box && passage && !(event.timeStamp - passage.gone > 1000) && $('.prose', it.closest('.post')).contains(passage.node)) {
      event.preventDefault();
      const end = box.value.length;
      insert(box, `${end ? '\n\n' : ''}${quote}\n> ${passage.text.replace(/\n+/g, '\n> ')}\n\n`, end, end);
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
}
