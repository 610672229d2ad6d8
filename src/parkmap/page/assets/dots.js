// Dots by the hundred thousand: stamped into pixels, because a canvas call for each would take too long.

const OPAQUE = 200;

class DotSheet {
  constructor() {
    this.canvas = document.createElement('canvas');
    /** @type {Map<HTMLCanvasElement, {side: number, pixels: Uint32Array}>} */
    this.stamps = new Map();
    this.width = 0;
    this.height = 0;
    this.pixels = new Uint32Array(0);
  }

  /**
   * Begin an empty sheet as large as the view.
   * @param {View} view
   */
  begin(view) {
    this.width = this.canvas.width = Math.round(view.width * view.density);
    this.height = this.canvas.height = Math.round(view.height * view.density);
    this.image = new ImageData(this.width, this.height);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  /**
   * @param {HTMLCanvasElement} sprite
   * @returns {{side: number, pixels: Uint32Array}}
   */
  stampOf(sprite) {
    let stamp = this.stamps.get(sprite);
    if (!stamp) {
      const context = /** @type {CanvasRenderingContext2D} */ (sprite.getContext('2d'));
      const { data } = context.getImageData(0, 0, sprite.width, sprite.height);
      stamp = { side: sprite.width, pixels: new Uint32Array(data.buffer) };
      this.stamps.set(sprite, stamp);
    }
    return stamp;
  }

  /**
   * @param {{side: number, pixels: Uint32Array}} stamp
   * @param {number} x middle of the dot, in device pixels
   * @param {number} y
   */
  put(stamp, x, y) {
    const { side, pixels } = stamp;
    const left = Math.round(x - side / 2), top = Math.round(y - side / 2);
    for (let row = Math.max(0, -top); row < side && top + row < this.height; row += 1) {
      let to = (top + row) * this.width + left;
      for (let column = 0; column < side; column += 1, to += 1) {
        if (left + column < 0 || left + column >= this.width) continue;
        const pixel = pixels[row * side + column];
        const alpha = pixel >>> 24;
        // The soft edge of a dot may not eat into the dot below.
        if (alpha > OPAQUE || (alpha && !this.pixels[to])) this.pixels[to] = pixel;
      }
    }
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   */
  end(context, view) {
    const own = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext('2d'));
    own.putImageData(/** @type {ImageData} */ (this.image), 0, 0);
    context.drawImage(this.canvas, 0, 0, view.width, view.height);
  }
}

const dotSheet = new DotSheet();
