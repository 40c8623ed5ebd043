/** Three short sounds, made here and fetched from nowhere, that are told apart without a look. */

/** @typedef {"success" | "wait" | "desk"} Outcome */

/** Notes in hertz, and when each begins, in seconds: up, level, down. */
/** @type {Record<Outcome, [number, number][]>} */
const NOTES = {
  success: [[523, 0], [784, 0.12]],
  wait: [[440, 0]],
  desk: [[392, 0], [262, 0.18]],
};
/** Seconds in which a note fades away. */
const FADES_IN = 0.25;
/** What is silence to an ear; an exponential ramp never reaches zero. */
const SILENCE = 0.0001;

const root = document.documentElement;
const speaker = "AudioContext" in window ? new AudioContext() : null;

// Most browsers are silent until somebody has touched the page once.
for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, wake);

/**
 * Play the sound of this outcome, as loud as the site wants it.
 * @param {Outcome} outcome
 */
export function play(outcome) {
  const volume = Number(root.dataset.volume) / 100;
  if (!speaker || !volume) return;
  // What a speaker that sleeps is given would be heard at the next touch, about something else.
  if (speaker.state !== "running") return wake();
  for (const [pitch, start] of NOTES[outcome]) sound(speaker, pitch, start, volume);
}

function wake() {
  if (speaker?.state === "suspended") speaker.resume().catch(() => {});
}

/**
 * @param {AudioContext} context
 * @param {number} pitch
 * @param {number} start
 * @param {number} volume from 0 to 1
 */
function sound(context, pitch, start, volume) {
  const from = context.currentTime + start;
  const tone = new OscillatorNode(context, { type: "triangle", frequency: pitch });
  const loudness = new GainNode(context, { gain: volume });
  loudness.gain.setValueAtTime(volume, from);
  loudness.gain.exponentialRampToValueAtTime(SILENCE, from + FADES_IN);
  tone.connect(loudness).connect(context.destination);
  tone.start(from);
  tone.stop(from + FADES_IN);
}
