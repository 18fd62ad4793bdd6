/* Reading QR codes with the phone's camera: by the browser where it can, else by a decoder that is loaded now. */
const EVERY = 150, SIDE = 640;

const reader = async decoder => {
  try {
    if ((await BarcodeDetector.getSupportedFormats()).includes('qr_code')) {
      const detector = new BarcodeDetector({ formats: ['qr_code'] });
      return async video => (await detector.detect(video))[0]?.rawValue;
    }
  } catch {}
  const { default: decode } = await import(decoder);
  const canvas = document.createElement('canvas'), paper = canvas.getContext('2d', { willReadFrequently: true });
  return async video => {
    const scale = Math.min(1, SIDE / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = video.videoWidth * scale;
    canvas.height = video.videoHeight * scale;
    paper.drawImage(video, 0, 0, canvas.width, canvas.height);
    try { return decode(paper.getImageData(0, 0, canvas.width, canvas.height)); } catch { return ''; }
  };
};

/* Starts the camera and tells each code that comes before it; returns what ends it. Throws when there is no camera. */
export const scan = async (video, decoder, tell) => {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } } });
  let running = true;
  const stop = () => {
    running = false;
    stream.getTracks().forEach(track => track.stop());
    video.srcObject = null;
  };
  try {
    const read = await reader(decoder);
    video.srcObject = stream;
    await video.play();
    const look = async () => {
      if (!running) return;
      const text = video.videoWidth ? await read(video).catch(() => '') : '';
      if (text) tell(text);
      setTimeout(look, EVERY);
    };
    look();
  } catch (trouble) {
    stop();
    throw trouble;
  }
  return stop;
};
