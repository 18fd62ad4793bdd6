/* Reviewing without leaving the keyboard. Single keys, so they can be switched off (WCAG 2.1.4), never act while
   somebody types, and only press what is on the page anyway: without this file nothing is missing. */
'use strict';
{
  const page = $('#review'), keys = $('#keys'), use = $('[data-keys]'), decision = $('[data-decision]');
  const rows = () => all('[data-row]').filter(row => row.checkVisibility());
  const hereRow = () => document.activeElement.closest('[data-row]');
  const reach = target => {
    target?.focus();
    target?.scrollIntoView({ block: target.matches('[data-row]') && target.offsetHeight > innerHeight ? 'start' : 'nearest' });
  };

  /* From where the reader is to the next row that is different; from above the first it is the first. */
  const step = forward => {
    const list = rows(), at = list.indexOf(hereRow());
    if (at >= 0) return reach(list[at + (forward ? 1 : -1)] || list[at]);
    const from = document.activeElement, order = row => from.compareDocumentPosition(row);
    const after = from === document.body ? list : list.filter(row => order(row) & Node.DOCUMENT_POSITION_FOLLOWING);
    reach(forward ? after[0] || list.at(-1) : list.filter(row => !after.includes(row)).at(-1) || list[0]);
  };
  /* The form at the field that has the focus, else at the row; where nothing is different, the one for the whole
     program. Until it has come, what somebody types already is meant for it and is no key. */
  let coming = 0;
  const remark = () => {
    const field = document.activeElement.closest('.cells > li'), row = hereRow() || rows()[0];
    const ask = field ? $('[data-ask]', field) : row ? $(':scope > [data-ask]', row) || $('[data-ask]', row) : $('[data-ask]');
    if (!ask) return;
    coming = Date.now() + 5000;
    ask.click();
  };
  const choose = verdict => {
    const choice = decision && $(`[value=${verdict}]`, decision);
    if (!choice) return;
    choice.checked = true;
    choice.focus();
  };
  const acts = {
    j: () => step(true),
    k: () => step(false),
    c: remark,
    r: () => choose('return'),
    a: () => choose('approve'),
    d: () => reach(decision && $('textarea', decision)),
    n: () => $('[data-skip]')?.click(),
    '?': () => { keys.open = !keys.open; reach(keys.open ? $('summary', keys) : page); },
  };

  const off = storage(() => localStorage.getItem('review-keys')) === 'off';
  use.checked = !off;
  use.addEventListener('change', () => storage(() => localStorage.setItem('review-keys', use.checked ? 'on' : 'off')));

  /* Radios and boxes take no letters, so keys go on working there. */
  const typing = at => at.isContentEditable || at.matches('textarea, select, input:not([type=radio], [type=checkbox])');
  on('keydown', event => {
    const { key, target } = event;
    if (event.isComposing || event.defaultPrevented) return;
    if (typing(target)) coming = 0;
    if (Date.now() < coming) return;
    if (key === 'Escape') {
      const cancel = target.closest('[data-remark]') && $('[data-cancel]', target.closest('[data-remark]'));
      if (!cancel) return;
      const row = hereRow();
      cancel.click();
      reach(row);
      return;
    }
    if (key === 'Enter' && (event.ctrlKey || event.metaKey) && decision?.contains(target) && !target.matches('textarea')) {
      event.preventDefault();
      decision.requestSubmit($('.btn.primary', decision));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || !use.checked || typing(target) || !acts[key]) return;
    event.preventDefault();
    acts[key]();
  });

  /* How long the decision can still be taken back; then the button goes. */
  const until = $('[data-until]');
  if (until) setTimeout(() => until.closest('form').remove(), Math.max(0, new Date(until.dataset.until) - Date.now()));
}
