// Delays updates while somebody moves or presses the pointer, so that nothing slides away under a
// finger.

// Milliseconds.
const RESTS_AFTER = 350;
const WAIT_AT_MOST = 2_000;
let isPressed = false;
let movedAt = -Infinity;

addEventListener("pointerdown", () => { isPressed = true; }, { passive: true });
addEventListener("pointermove", () => { movedAt = performance.now(); }, { passive: true });
for (const end of ["pointerup", "pointercancel"]) {
  addEventListener(end, () => { isPressed = false; }, { passive: true });
}

export async function pointerAtRest() {
  const startedAt = performance.now();
  const isMoving = () => isPressed || performance.now() - movedAt < RESTS_AFTER;
  while (isMoving() && performance.now() - startedAt < WAIT_AT_MOST) {
    await new Promise((done) => setTimeout(done, 50));
  }
}
