/* New replies on an open topic: the server says that there are some, htmx fetches the line that offers them.
   Off to save data, asleep while nobody looks; where a stream is not to be had, once a minute. */
(() => {
  'use strict';
  const line = () => document.getElementById('live');
  const ask = () => line() && htmx.trigger(line(), 'live');
  let stream, timer;
  const listen = () => {
    stream = new EventSource(line().dataset.live);
    stream.onmessage = ask;
    stream.onerror = () => { if (stream.readyState === 2) timer ||= setInterval(() => document.hidden || ask(), 60000); };
  };
  if (!line() || navigator.connection?.saveData) return;
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) stream.close(); else if (!timer) listen();
  });
  if (!document.hidden) listen(); else stream = { close() {} };
})();
