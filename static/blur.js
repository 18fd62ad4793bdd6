/* Faces covered with a finger: what is drawn is shown as it will look, and sent as "left,top,width,height" in
   thousandths. Without this file, or with the button for boxes, a grid is ticked instead. */
'use strict';
{
  const form = document.getElementById('blur'), say = form.dataset, image = form.querySelector('img');
  const grid = form.querySelector('.cover-grid'), said = form.querySelector('[data-said]');
  const undo = form.querySelector('[data-undo]'), boxes = form.querySelector('[data-boxes]'), how = form.querySelector('[data-how]');
  const canvas = document.createElement('canvas'), brush = canvas.getContext('2d'), areas = [];
  let start = null, now = null;

  const ACROSS = 5, FINEST = 45, LEAST = 12;
  const mosaic = ([left, top, width, height]) => {
    const square = Math.max(canvas.width / FINEST, Math.min(width, height) / ACROSS, 1);
    const few = document.createElement('canvas');
    few.width = Math.max(1, Math.floor(width / square));
    few.height = Math.max(1, Math.floor(height / square));
    const scale = image.naturalWidth / canvas.width;
    few.getContext('2d').drawImage(image, left * scale, top * scale, width * scale, height * scale, 0, 0, few.width, few.height);
    brush.imageSmoothingEnabled = false;
    brush.drawImage(few, 0, 0, few.width, few.height, left, top, width, height);
  };
  const box = () => [Math.min(start[0], now[0]), Math.min(start[1], now[1]), Math.abs(start[0] - now[0]), Math.abs(start[1] - now[1])];
  const draw = () => {
    brush.clearRect(0, 0, canvas.width, canvas.height);
    areas.forEach(mosaic);
    if (start) {
      brush.lineWidth = 3;
      for (const color of ['#fff', '#000']) {
        brush.strokeStyle = color;
        brush.setLineDash(color === '#000' ? [8, 8] : []);
        brush.strokeRect(...box());
      }
    }
  };
  const told = () => {
    said.textContent = areas.length ? say.count.replace('{n}', areas.length) : '';
    undo.disabled = !areas.length;
    form.querySelectorAll('[name=area]').forEach(field => field.remove());
    const part = (value, whole) => Math.round(1000 * value / whole);
    for (const [left, top, width, height] of areas) {
      const field = document.createElement('input');
      field.type = 'hidden';
      field.name = 'area';
      field.value = [part(left, canvas.width), part(top, canvas.height), part(width, canvas.width), part(height, canvas.height)].join();
      form.append(field);
    }
    draw();
  };
  const at = event => {
    const place = canvas.getBoundingClientRect(), within = (value, most) => Math.max(0, Math.min(most, value));
    return [within((event.clientX - place.left) / place.width, 1) * canvas.width, within((event.clientY - place.top) / place.height, 1) * canvas.height];
  };

  canvas.onpointerdown = event => { canvas.setPointerCapture(event.pointerId); start = now = at(event); };
  canvas.onpointermove = event => { if (start) { now = at(event); draw(); } };
  canvas.onpointerup = event => {
    if (!start) return;
    now = at(event);
    const drawn = box();
    start = null;
    if (Math.min(drawn[2], drawn[3]) < LEAST) {  // a tap: as much as a thumb covers
      const side = canvas.width / 8;
      drawn.splice(0, 4, Math.max(0, now[0] - side / 2), Math.max(0, now[1] - side / 2), side, side);
    }
    areas.push(drawn);
    told();
  };
  canvas.onpointercancel = () => { start = null; draw(); };
  undo.onclick = () => { areas.pop(); told(); };
  boxes.onclick = () => {
    areas.length = 0;
    told();
    canvas.remove();
    grid.hidden = false;
    boxes.hidden = undo.hidden = true;
    grid.querySelector('input').focus();
  };

  const ready = () => {
    canvas.width = image.naturalWidth;
    canvas.height = image.naturalHeight;
    image.after(canvas);
    grid.hidden = true;
    how.textContent = say.draw;
  };
  if (image.complete && image.naturalWidth) ready();
  else image.onload = ready;
}
