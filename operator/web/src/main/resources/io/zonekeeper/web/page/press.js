/**
 * Nothing that can be clicked is replaced while a pointer is down: a click goes to what was there when it was pressed
 * and when it was released, and is lost where that is not the same element.
 */
const LONGEST_MILLIS = 1000;
const waiting = new Set();
let timer = null;

/** Draws now, or once the pointer is up again; each drawing once. */
export function whenReleased(draw) {
  if (timer === null) {
    draw();
  } else {
    waiting.add(draw);
  }
}

function release() {
  clearTimeout(timer);
  timer = null;
  const drawings = [...waiting];
  waiting.clear();
  drawings.forEach(draw => draw());
}

// One that leaves the window may never be reported as up.
document.addEventListener('pointerdown', event => {
  if (event.target.closest?.('button, th, td')) {
    clearTimeout(timer);
    timer = setTimeout(release, LONGEST_MILLIS);
  }
}, true);
// The click comes first.
['pointerup', 'pointercancel'].forEach(end => document.addEventListener(end, () => setTimeout(release), true));
