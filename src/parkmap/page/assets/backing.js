// What lies below the symbols, kept as a picture while the map is panned: thousands of shapes take too long to be
// drawn for every step.

/** So much around the view is drawn with it, in pixels. */
const BACKING_MARGIN = 160;
/** Fewer shapes in view are as quick to draw as to keep. */
const WORTH_KEEPING = 500;

class Backing {
  constructor() {
    this.canvas = document.createElement('canvas');
    /** @type {View | null} what the picture shows; null if there is none */
    this.kept = null;
    this.key = '';
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {string} key whatever the drawing depends on besides the view
   * @param {(context: CanvasRenderingContext2D, view: View) => void} paint
   */
  draw(context, view, key, paint) {
    const whole = `${key} ${view.zoom} ${view.density}`;
    const pans = whole === this.key;
    this.key = whole;
    if (!pans) {
      this.kept = null;
      paint(context, view);
      return;
    }
    const kept = this.kept && isWithin(view, this.kept) ? this.kept : this.keep(view, paint);
    context.drawImage(this.canvas, view.dx - kept.dx, view.dy - kept.dy, kept.width, kept.height);
  }

  /** Forget the picture. */
  drop() {
    this.kept = null;
    this.key = '';
  }

  /**
   * @param {View} view
   * @param {(context: CanvasRenderingContext2D, view: View) => void} paint
   * @returns {View} what the picture shows from now on: the view, and some around it
   */
  keep(view, paint) {
    const more = BACKING_MARGIN / view.scale;
    const kept = {
      ...view, dx: view.dx + BACKING_MARGIN, dy: view.dy + BACKING_MARGIN,
      width: view.width + 2 * BACKING_MARGIN, height: view.height + 2 * BACKING_MARGIN,
      west: view.west - more, south: view.south - more, east: view.east + more, north: view.north + more,
    };
    this.canvas.width = Math.round(kept.width * view.density);
    this.canvas.height = Math.round(kept.height * view.density);
    const own = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext('2d'));
    own.setTransform(view.density, 0, 0, view.density, 0, 0);
    paint(own, kept);
    this.kept = kept;
    return kept;
  }
}

/**
 * @param {View} view
 * @param {View} other
 */
function isWithin(view, other) {
  return view.west >= other.west && view.east <= other.east && view.south >= other.south && view.north <= other.north;
}
