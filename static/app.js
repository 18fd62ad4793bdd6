/* KIMHub: small improvements. Every page works without this file.
   htmx 4 only. No eval and no inline styles, so a strict policy holds. It has no words of its own:
   what it says comes from data-* attributes that templates/base.html writes in the reader's language.
   What stands outside the braces is there for the scripts that come after this one. */
'use strict';
const words = document.body.dataset;
const $ = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const on = (name, handler, capture) => document.addEventListener(name, handler, capture);
const stop = event => { event.preventDefault(); event.stopImmediatePropagation(); };

/* Drafts stay on the phone, under the account's number: whoever borrows the phone never sees them.
   Storage may be full or forbidden; then there is simply no draft. */
const storage = work => { try { return work(); } catch {} };
const draftKey = name => `draft:${words.account}:${name}`;
const forget = wanted => storage(() => Object.keys(localStorage)
  .forEach(key => { if (wanted ? key === wanted : key.startsWith('draft:')) localStorage.removeItem(key); }));
const say = (form, text) => { const line = form && $('[data-draft-status]', form); if (line) line.textContent = text; };
{
  const root = document.documentElement;
  root.classList.add('js');

  /* Short words for screen readers; the pause makes the same words count as new. */
  const announce = text => {
    const line = $('#announcer');
    line.textContent = '';
    setTimeout(() => { line.textContent = text; }, 60);
  };

  /* Theme: shown at once; the form tells the server, which writes data-theme on every next page. */
  const themes = ['', 'light', 'dark'];
  on('submit', event => {
    const button = event.target.matches('[data-theme-form]') && $('button', event.target);
    if (!button) return;
    const theme = button.value;
    if (theme) root.dataset.theme = theme; else delete root.dataset.theme;
    setTimeout(() => {  // after the form was read
      button.value = themes[(themes.indexOf(theme) + 1) % 3];
      $('span', button).textContent = button.dataset[theme || 'auto'];
    });
  });

  /* The part that is open is in sight, however many stand before it. */
  all('.subnav, .chips').forEach(row => {
    const open = $('[aria-current]', row);
    if (open) row.scrollLeft = open.offsetLeft - row.clientWidth / 3;
  });

  /* The box that searches everything: "/" leads to it, and what it can do comes once somebody goes there. */
  const find = $('[data-find]');
  find?.addEventListener('focus', () => import(find.dataset.find), { once: true });

  const copy = async text => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {  // no clipboard on plain http
      const area = document.body.appendChild(document.createElement('textarea'));
      area.value = text;
      area.select();
      document.execCommand('copy');
      area.remove();
    }
    announce(words.copied);
  };

  on('click', event => {
    all('.small-menu[open]').forEach(menu => { menu.open = menu.contains(event.target); });
    const button = event.target.closest('[data-copy],[data-print],[data-close],[data-photo]');
    if (!button) return;
    const data = button.dataset;
    if (data.copy) copy(data.copy);
    else if (data.photo) {
      event.preventDefault();
      button.replaceWith(Object.assign(new Image(), { src: button.href, alt: data.photo }));
    }
    else if ('print' in data) print();
    else button.closest('.toast').remove();
  });

  on('keydown', event => {
    const at = event.target;
    if (event.key === '/' && find && !event.ctrlKey && !at.closest('input, textarea, select') && !storage(() => localStorage.findKey)) {
      stop(event);
      find.focus();
    }
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && at.matches('textarea'))
      at.form?.requestSubmit($('.btn.primary:not([type=button])', at.form));
    if (event.key === 'Escape') {
      const menu = at.closest('.small-menu[open]');
      if (menu) { menu.open = false; $('summary', menu).focus(); } else $('.toasts .toast')?.remove();
    }
  });

  const unsaved = new Set();
  let pause;
  const save = () => {
    unsaved.forEach(area => storage(() => {
      const key = draftKey(area.dataset.draft);
      if (area.value) localStorage.setItem(key, area.value); else forget(key);
      say(area.form, area.value ? words.draftSaved : '');
    }));
    unsaved.clear();
  };
  const restore = () => all('[data-draft]').forEach(area => {
    // What the phone has is newer than what the server wrote into the page, unless that is a quote to answer under.
    const text = storage(() => localStorage.getItem(draftKey(area.dataset.draft))), given = area.value.trim();
    if (!text || text.trim() === given) return;
    area.value = /[?&](kutip|balas)=/.test(location.search) && !text.includes(given) ? `${text}\n\n${given}\n\n` : text;
    say(area.form, words.draftRestored);
  });
  on('input', event => {
    if (!event.target.dataset?.draft) return;
    unsaved.add(event.target);
    clearTimeout(pause);
    pause = setTimeout(save, 800);
  });
  on('visibilitychange', () => { if (document.hidden) save(); });
  /* The server answers HX-Trigger: {"draft:clear": {"target": "body", "value": "topic-128"}} once it is stored. */
  on('draft:clear', event => {
    const name = event.detail?.value;
    unsaved.clear();
    if (!name) return forget();
    [name, `${name}-title`].forEach(one => forget(draftKey(one)));
    all(`[data-draft="${CSS.escape(name)}"]`).forEach(area => { area.value = ''; say(area.form, ''); });
  });
  /* A form sent without htmx: its draft goes when the page it led to is neither the form again nor an error. */
  const settleSent = () => storage(() => {
    const sent = JSON.parse(sessionStorage.getItem('sent'));
    sessionStorage.removeItem('sent');
    if (words.account && sent?.from === document.referrer && !$('#error:not(:empty)'))
      sent.names.forEach(name => $(`[data-draft="${CSS.escape(name)}"]`) || forget(draftKey(name)));
  });

  /* A form takes no second tap while it is on its way. */
  const going = new Set();
  const busy = (what, starts) => {
    going[starts ? 'add' : 'delete'](what);
    root.classList.toggle('busy', going.size > 0);
  };
  const release = form => {
    clearTimeout(form.unlock);
    delete form.dataset.sending;
    all('[aria-busy]', form).forEach(button => button.removeAttribute('aria-busy'));
    busy(form);
  };
  on('submit', event => {
    const form = event.target;
    if (form.method !== 'post' || event.submitter?.formTarget) return; // a download leaves the page as it is
    const tooLarge = () => all('[data-max-bytes]', form).some(field => field.validity.customError && !field.reportValidity());
    if ('sending' in form.dataset || tooLarge()) { stop(event); return; }
    save();
    if (form.matches('[data-sign-out]')) forget();
    form.dataset.sending = '';
    event.submitter?.setAttribute('aria-busy', 'true');
    form.unlock = setTimeout(release, 30000, form);
    if (form.hasAttribute('hx-post') && window.htmx) return;
    busy(form, true);
    const names = all('[data-draft]', form).map(area => area.dataset.draft);
    if (names[0]) storage(() => sessionStorage.setItem('sent', JSON.stringify({ from: location.href.split('#')[0], names })));
  }, true);
  addEventListener('pageshow', event => {
    if (!event.persisted) return;
    storage(() => sessionStorage.removeItem('sent'));
    all('form[data-sending]').forEach(release);
  });

  /* A file that is too large is refused before it costs anybody's data. */
  on('change', event => {
    const field = event.target, most = field.dataset.maxBytes;
    if (most) {
      field.setCustomValidity([...field.files].some(file => file.size > most) ? field.dataset.tooLarge : '');
      field.reportValidity();
    }
  });

  /* htmx: say that something is under way, then put the focus where the server asked for it. */
  on('htmx:before:request', event => {
    const { ctx } = event.detail, { target } = ctx;
    // A small choice (theme, thanks) outlives the page it was made on. Browsers allow 64 KB for this, so no writing.
    if (ctx.sourceElement?.matches?.('[data-theme-form]')) ctx.request.keepalive = true;
    target?.setAttribute?.('aria-busy', 'true');
    busy(ctx, true);
    trouble('');
  });
  on('htmx:finally:request', event => {
    const { ctx } = event.detail, source = ctx.sourceElement;
    ctx.target?.removeAttribute?.('aria-busy');
    busy(ctx);
    if (ctx.request.method !== 'GET')
      all('form[data-sending]').forEach(form => form.contains(source) && release(form));
  });
  /* An answer that is an error lands in #error and leaves the form as it was typed. A wrong form (422) is no error:
     it replaces itself. A page that is not ours (a proxy's 502) is never shown inside our page. */
  on('htmx:response:error', event => {
    const { ctx } = event.detail;
    if (/\sid="error"/.test(ctx.text)) {
      ctx.hx.retarget = '#error';
      ctx.hx.reswap = 'outerHTML';
      ctx.hx.reselect = '#error';
    } else if (ctx.response.status !== 422) {
      ctx.hx.reswap = 'none';
      trouble(words.trouble);
    }
  });
  on('htmx:error', event => { if (event.detail.ctx) trouble(words.failed); });

  /* Toasts without a form or link leave after 8 seconds; while touched or focused they wait. */
  const leave = toast => {
    if (toast.matches(':hover, :focus-within')) setTimeout(leave, 4000, toast); else toast.remove();
  };
  const toasts = () => all('.toasts .toast:not([data-seen])').forEach(toast => {
    toast.dataset.seen = '';
    if (!$('form, a', toast)) setTimeout(leave, 8000, toast);
  });

  const arrive = () => {
    const wanted = $('[data-focus]');
    if (wanted) {
      wanted.removeAttribute('data-focus');
      if (!wanted.matches('a, button, input, select, textarea, summary, [tabindex]')) wanted.tabIndex = -1;
      wanted.focus();
    }
    restore();
    toasts();
  };
  on('htmx:after:settle', arrive);

  /* Connection: one bar for "offline" and for "that did not get through". */
  function trouble(text) {
    const bar = $('#offline');
    $('span', bar).textContent = text || words.offline;
    bar.hidden = !text && navigator.onLine;
  }
  addEventListener('online', () => trouble(''));
  addEventListener('offline', () => trouble(''));

  /* New replies on an open topic: the server says that there are some, htmx fetches the line that offers them.
     Off to save data, asleep while nobody looks; where a stream is not to be had, once a minute. */
  const ask = () => document.hidden || $('#live') && htmx.trigger('#live', 'live');
  let stream, timer;
  const listen = () => {
    stream?.close();
    if (document.hidden || timer || !$('#live') || navigator.connection?.saveData || /\bhemat=1/.test(document.cookie)) return;
    stream = new EventSource($('#live').dataset.live);
    stream.onmessage = ask;
    stream.onerror = () => { if (stream.readyState === 2) timer ||= setInterval(ask, 60000); };
  };
  on('visibilitychange', listen);

  settleSent();
  arrive();
  trouble('');
  listen();
}
