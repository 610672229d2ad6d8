// Labels that keep out of each other's way.

const LABEL_FONT = 'system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

/** Places of a view that something already covers. */
class Occupied {
  constructor() {
    /** @type {number[][]} */
    this.boxes = [];
  }

  /**
   * @param {number} left
   * @param {number} top
   * @param {number} right
   * @param {number} bottom
   */
  add(left, top, right, bottom) {
    this.boxes.push([left, top, right, bottom]);
  }

  /**
   * @param {number} left
   * @param {number} top
   * @param {number} right
   * @param {number} bottom
   * @returns {number} how much of the place is covered, in square pixels
   */
  covered(left, top, right, bottom) {
    let sum = 0;
    for (const box of this.boxes) {
      const width = Math.min(right, box[2]) - Math.max(left, box[0]);
      const height = Math.min(bottom, box[3]) - Math.max(top, box[1]);
      if (width > 0 && height > 0) sum += width * height;
    }
    return sum;
  }
}

/**
 * @typedef {{text: string, size: number, bold: boolean, color: string, halo: string, note?: string, slanted?: boolean}} LabelStyle
 *   a note is a second line
 */

/**
 * Write a label at the first of its places that is free.
 * @param {CanvasRenderingContext2D} context
 * @param {View} view
 * @param {Occupied} occupied
 * @param {LabelStyle} style
 * @param {number[][]} places middles of the label, best first
 * @param {number} most the share of it that may be covered; it is written where least of it is
 * @returns {boolean} whether it was written
 */
function placeLabel(context, view, occupied, style, places, most) {
  const font = `${style.bold ? 600 : 400} ${style.size}px ${LABEL_FONT}`;
  context.font = font;
  const text = style.text.length > 28 ? `${style.text.slice(0, 27)}…` : style.text;
  let across = context.measureText(text).width / 2 + 3, up = style.size * 0.68;
  const noteFont = `${style.slanted ? 'italic ' : ''}500 ${style.size - 2}px ${LABEL_FONT}`;
  if (style.note) {
    context.font = noteFont;
    across = Math.max(across, context.measureText(style.note).width / 2 + 3);
    up *= 2;
  }
  let best = null, least = Infinity;
  for (const [middle, y] of places) {
    // A label that would be cut by the edge of the view moves in, if it is not far.
    const x = Math.abs(middle - view.width / 2) > view.width / 2 ? middle : Math.max(across, Math.min(view.width - across, middle));
    const covered = occupied.covered(x - across, y - up, x + across, y + up);
    if (covered < least) {
      least = covered;
      best = [x, y];
      if (covered === 0) break;
    }
  }
  if (!best || least > most * 4 * across * up) return false;
  const [x, y] = best;
  occupied.add(x - across, y - up, x + across, y + up);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.lineWidth = 3.5;
  context.strokeStyle = style.halo;
  context.fillStyle = style.color;
  const lines = style.note ? [{ line: text, at: y - style.size * 0.62 }, { line: style.note, at: y + style.size * 0.62 }] : [{ line: text, at: y }];
  lines.forEach(({ line, at }, place) => {
    context.font = place ? noteFont : font;
    context.strokeText(line, x, at);
    context.fillText(line, x, at);
  });
  return true;
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number} height of the thing that is labelled, where there is room for its name
 * @returns {number[][]} the middle first, then further up and down
 */
function placesInside(x, y, height) {
  const places = [[x, y]];
  for (let step = 1; step <= 5; step += 1) {
    const away = (step * height) / 12;
    places.push([x, y - away], [x, y + away]);
  }
  return places;
}
