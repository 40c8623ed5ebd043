// Lets nothing slide away under a finger: while somebody points and presses, updates wait, two seconds at most.

const STILL = 350;
const LONGEST = 2_000;
let pressed = false;
let moved = -Infinity;

addEventListener("pointerdown", () => { pressed = true; }, { passive: true });
addEventListener("pointermove", () => { moved = performance.now(); }, { passive: true });
for (const end of ["pointerup", "pointercancel"]) {
  addEventListener(end, () => { pressed = false; }, { passive: true });
}

export async function calm() {
  const begun = performance.now();
  while ((pressed || performance.now() - moved < STILL) && performance.now() - begun < LONGEST) {
    await new Promise((done) => setTimeout(done, 50));
  }
}
