/* The box that searches everything: what is found while somebody types, as a combobox (WAI-ARIA 1.2). Comes
   once somebody goes there. Without it, and where it cannot connect, the form leads to /cari as ever. */
const WAIT = 120, LEAST = 2;

const attend = (field, number) => {
  const list = document.createElement('div'), form = field.form;
  list.id = `found-${number}`;
  list.className = 'found';
  list.role = 'listbox';
  list.ariaLabel = field.labels[0].textContent;
  list.hidden = true;
  field.after(list);
  Object.assign(field, { role: 'combobox', ariaAutoComplete: 'list', ariaExpanded: 'false' });
  field.setAttribute('aria-controls', list.id);

  let wait, request;
  const options = () => all('[role=option]', list);
  const chosen = () => $('[aria-selected=true]', list);
  const choose = option => {
    const before = chosen();
    if (before) before.ariaSelected = 'false';
    if (option) option.ariaSelected = 'true';
    if (option) field.setAttribute('aria-activedescendant', option.id);
    else field.removeAttribute('aria-activedescendant');
    option?.scrollIntoView({ block: 'nearest' });
  };
  const show = open => {
    list.hidden = !open;
    field.ariaExpanded = String(open);
    if (!open) choose();
  };
  const close = () => {
    clearTimeout(wait);
    request?.abort();
    show(false);
  };
  const ask = async () => {
    const text = field.value.trim();
    request?.abort();
    if (text.length < LEAST) return show(false);
    request = new AbortController();
    try {
      const answer = await fetch(`/cari/cepat?${new URLSearchParams({ q: text })}`, {
        headers: { 'HX-Request': 'true', 'HX-Request-Type': 'partial' }, signal: request.signal,
      });
      if (!answer.ok || answer.redirected) return show(false);
      list.innerHTML = await answer.text();
    } catch { return; }  // typed on meanwhile, or no connection
    options().forEach((option, place) => { option.id = `${list.id}-${place}`; });
    field.removeAttribute('aria-activedescendant');
    show(form.contains(document.activeElement));
    $('#announcer').textContent = list.firstElementChild.dataset.said;
  };

  field.addEventListener('input', () => {
    clearTimeout(wait);
    wait = setTimeout(ask, WAIT);
  });
  field.addEventListener('keydown', event => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Enter') {
      const option = !list.hidden && chosen();
      if (option) { event.preventDefault(); option.click(); } else close();
    } else if (event.key === 'Escape' && !list.hidden) {
      stop(event);
      close();
    } else if (step) {
      event.preventDefault();
      if (list.hidden) { ask(); return; }
      const some = options(), at = some.indexOf(chosen());
      // Before the first and after the last nothing is chosen: the text itself.
      choose(some[at < 0 ? (step > 0 ? 0 : some.length - 1) : at + step]);
    }
  });
  list.addEventListener('pointerdown', event => event.preventDefault());  // the field keeps the focus
  form.addEventListener('focusout', event => { if (!form.contains(event.relatedTarget)) close(); });
  form.addEventListener('submit', close);
  if (document.activeElement === field && field.value !== field.defaultValue) ask();  // typed while this came
};

const style = document.createElement('link');
Object.assign(style, { rel: 'stylesheet', href: $('[data-find]').dataset.style });
document.head.append(style);
all('[data-find]').forEach(attend);

/* Whoever dictates or uses a switch can turn the key off (WCAG 2.1.4). */
const key = $('[data-find-key]');
if (key) {
  key.checked = !storage(() => localStorage.findKey);
  key.addEventListener('change', () => storage(() => {
    if (key.checked) localStorage.removeItem('findKey'); else localStorage.findKey = 'off';
  }));
}
