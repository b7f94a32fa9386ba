// On a page with links rel="next" and rel="prev" in a [data-swipe], a finger that wipes sideways follows them: left goes
// on, right goes back. It is the same as pressing the link, so that what a page keeps on leaving is kept here, too. A
// finger from the very edge is the browser's, and so is one that scrolls, marks words, pinches or moves in a box.
(() => {
  const EDGE = 28;
  const FAR = 64;
  const STEEP = 2;
  const LONGEST_MS = 700;
  const place = document.querySelector("[data-swipe]");
  if (!place || !("ontouchstart" in window)) return;
  const hint = document.querySelector("[data-swipe-hint]");
  if (hint) hint.hidden = false;
  let begun = null;

  const isMarking = () => !(getSelection()?.isCollapsed ?? true);

  // A table or a picture that is wider than the screen moves under the finger itself.
  function scrollsSideways(element) {
    for (let each = element; each && each !== document.documentElement; each = each.parentElement) {
      if (each.scrollWidth > each.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(each).overflowX)) return true;
    }
    return false;
  }

  document.addEventListener("touchstart", (event) => {
    begun = null;
    const [touch] = event.touches;
    const isAtEdge = touch.clientX < EDGE || touch.clientX > window.innerWidth - EDGE;
    const isZoomed = (window.visualViewport?.scale ?? 1) > 1.05;
    const { target } = event;
    if (event.touches.length > 1 || isAtEdge || isZoomed || isMarking()) return;
    if (target.closest("input, textarea, select, [contenteditable], dialog") || scrollsSideways(target)) return;
    begun = { x: touch.clientX, y: touch.clientY, at: event.timeStamp };
  }, { passive: true });

  document.addEventListener("touchcancel", () => { begun = null; }, { passive: true });

  document.addEventListener("touchend", (event) => {
    if (!begun) return;
    const [touch] = event.changedTouches;
    const across = touch.clientX - begun.x;
    const down = Math.abs(touch.clientY - begun.y);
    const isWipe = Math.abs(across) >= FAR && Math.abs(across) > STEEP * down && event.timeStamp - begun.at < LONGEST_MS;
    begun = null;
    if (isWipe && !isMarking()) place.querySelector(across < 0 ? "[rel~=next]" : "[rel~=prev]")?.click();
  }, { passive: true });
})();
