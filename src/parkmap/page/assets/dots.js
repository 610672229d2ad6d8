// Dots by the ten thousand: written into pixels, because a canvas call for each would take too long.

class DotSheet {
  constructor() {
    this.canvas = document.createElement('canvas');
    /** @type {ImageData | null} */
    this.image = null;
    this.width = 0;
    this.height = 0;
    this.side = 2;
    this.pixels = new Uint32Array(0);
  }

  /**
   * Begin an empty sheet as large as the view.
   * @param {View} view
   */
  begin(view) {
    const width = Math.round(view.width * view.density), height = Math.round(view.height * view.density);
    this.side = Math.max(2, Math.round(1.6 * view.density));
    if (this.image && this.width === width && this.height === height) {
      this.pixels.fill(0);
      return;
    }
    this.width = this.canvas.width = width;
    this.height = this.canvas.height = height;
    this.image = new ImageData(width, height);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  /**
   * @param {number} color
   * @param {number} x middle of the dot, in device pixels
   * @param {number} y
   */
  put(color, x, y) {
    const { width, height, side, pixels } = this;
    const left = Math.round(x - side / 2), top = Math.round(y - side / 2);
    if (left < 0 || top < 0 || left + side > width || top + side > height) return;
    for (let row = top * width + left, end = row + side * width; row < end; row += width)
      for (let at = row; at < row + side; at += 1) pixels[at] = color;
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   */
  end(context, view) {
    const own = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext('2d'));
    own.putImageData(/** @type {ImageData} */ (this.image), 0, 0);
    context.globalAlpha = 0.45;
    context.drawImage(this.canvas, 0, 0, view.width, view.height);
    context.globalAlpha = 1;
  }
}

const dotSheet = new DotSheet();

/**
 * @param {string} color as #rrggbb
 * @returns {number} the colour as a pixel of an image, on the little-endian machines that browsers run on
 */
function pixelOf(color) {
  const value = parseInt(color.slice(1), 16);
  return (0xff000000 | ((value & 0xff) << 16) | (value & 0xff00) | (value >> 16)) >>> 0;
}
