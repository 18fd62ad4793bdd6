/* Several photos at once: each is made smaller here, then sent by itself, so that one that is lost is tried again
   alone. What [data-bring] says is said by the server; the answer is a piece of the page, or a sentence that says
   what is wrong. Without this file the page is a plain form. The editor listens for `photo:added` and takes the
   piece itself (preventDefault). */
'use strict';
for (const box of document.querySelectorAll('[data-bring]')) {
  const say = box.dataset, input = box.querySelector('[type=file]'), form = input.form;
  const progress = box.querySelector('[data-progress]'), bar = progress.querySelector('progress');
  const status = progress.querySelector('[role=status]'), wrong = progress.querySelector('[data-wrong]');
  const queue = [];
  let running = false, done = 0, total = 0;

  const SIDE = 2160, SMALL = 500000;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const newKey = () => {
    const hex = [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
  };

  /* The server draws every photo anew; what it would throw away need not go over the air. */
  const shrink = async file => {
    if (!/^image\/(jpeg|png|webp|hei[cf])$/.test(file.type) || file.size < SMALL) return file;
    try {
      const image = await createImageBitmap(file, { imageOrientation: 'from-image' });
      const scale = Math.min(1, SIDE / Math.max(image.width, image.height)), canvas = document.createElement('canvas');
      canvas.width = Math.round(image.width * scale);
      canvas.height = Math.round(image.height * scale);
      const brush = canvas.getContext('2d');
      brush.fillStyle = '#fff';
      brush.fillRect(0, 0, canvas.width, canvas.height);
      brush.drawImage(image, 0, 0, canvas.width, canvas.height);
      image.close();
      const small = await new Promise(then => canvas.toBlob(then, 'image/jpeg', .85));
      return small && small.size < file.size ? new File([small], file.name.replace(/\.\w+$/, '') + '.jpg', { type: 'image/jpeg' }) : file;
    } catch { return file; }
  };

  const ask = item => new Promise(then => {
    const body = new FormData(), asking = new XMLHttpRequest();
    body.append('key', item.key);
    body.append('as', say.as);
    if (say.pilih) body.append('pilih', say.pilih);
    body.append('photos', item.small, item.small.name);
    asking.open('POST', say.bring);
    asking.setRequestHeader('X-CSRFToken', form.querySelector('[name=_csrf_token]').value);
    asking.timeout = 180000;
    asking.upload.onprogress = event => { bar.value = (done + .95 * event.loaded / event.total) / total; };
    asking.onloadend = () => then({ status: asking.responseURL && !asking.responseURL.endsWith(say.bring) ? 401 : asking.status, text: asking.responseText });
    asking.send(body);
  });

  const refuse = (item, text, again) => {
    const line = document.createElement('li');
    line.append(`${item.file.name}: ${text} `);
    if (again) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'btn';
      button.textContent = say.again;
      button.onclick = () => { line.remove(); total += 1; queue.push(item); run(); };
      line.append(button);
    }
    wrong.append(line);
  };

  const added = html => {
    const piece = document.createElement('template');
    piece.innerHTML = html;  // made by our server for this person
    if (!box.dispatchEvent(new CustomEvent('photo:added', { bubbles: true, cancelable: true, detail: piece.content }))) return;
    document.getElementById('none')?.remove();
    document.getElementById('fresh').prepend(piece.content);
  };

  const run = async () => {  // one after the other: two at once are both late
    if (running) return;
    running = true;
    progress.hidden = false;
    while (queue.length) {
      const item = queue.shift();
      status.textContent = fill(say.sending, { n: done + 1, total });
      item.small ??= await shrink(item.file);
      if (item.small.size > Number(say.most)) { refuse(item, say.large); done += 1; continue; }
      let answer = await ask(item), tries = 0;
      while ((!answer.status || answer.status === 502 || answer.status === 503) && tries++ < 4) {
        status.textContent = say.lost;
        await new Promise(then => setTimeout(then, 2000 * tries));
        answer = await ask(item);
      }
      done += 1;
      if (answer.status === 200) added(answer.text);
      else if (answer.status === 401 || answer.status === 403) refuse(item, say.signedOut);
      else if (answer.status === 422) refuse(item, answer.text);
      else refuse(item, say.lost, true);
      bar.value = done / total;
    }
    running = false;
    status.textContent = fill(say.done, { n: done - wrong.children.length });
    bar.hidden = true;
    form.removeAttribute('aria-busy');
  };

  const take = files => {
    if (!running) { done = total = 0; wrong.replaceChildren(); bar.hidden = false; bar.value = 0; }
    for (const file of files) { queue.push({ file, key: newKey() }); total += 1; }
    if (queue.length) run();
  };

  const hint = box.querySelector('.hint');
  if (hint) hint.textContent = say.hint;
  input.required = false;
  delete input.dataset.maxBytes;
  box.closest('form').querySelector('[data-plain]')?.remove();
  input.addEventListener('change', () => { take([...input.files]); input.value = ''; });
  addEventListener('beforeunload', event => { if (running) event.preventDefault(); });
}
