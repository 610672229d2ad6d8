// Facilities of one layer: how each looks, drawn by the many, and which is under the pointer.

const LARGEST_TILE = 22, SMALLEST_TILE = 14;
/** Sides of areas, in pixels, between which an area is drawn without a symbol. */
const SEEN_AREA = 3, ROOMY_AREA = 44;
let facilitiesMade = 0;

/** Facilities of one layer, with the look of each. */
class Facilities {
  /**
   * @param {Features} features
   * @param {string} symbol
   * @param {string} color
   */
  constructor(features, symbol, color) {
    this.features = features;
    this.symbol = symbol;
    this.color = color;
    this.id = facilitiesMade += 1;
    /** @type {Look[]} */
    this.looks = [];
    /** @type {Numbers} */
    this.lookOf = new Uint16Array(features.size);
    /** @type {number[]} */
    this.pixels = [];
    /** @type {Uint8Array | null} marks the rows that are shown; null shows all */
    this.only = null;
    /** Counts how often rows came or went. */
    this.shownVersion = 0;
    /** Counts how often anything was changed. */
    this.version = 0;
  }

  /**
   * @param {Look[]} looks
   * @param {Numbers} lookOf how each row looks from now on: its place among the looks
   */
  wear(looks, lookOf) {
    this.looks = looks;
    this.lookOf = lookOf;
    this.pixels = looks.map((look) => pixelOf(look.late ? WARNING : inkOf(look)));
    this.version += 1;
  }

  /** @param {number} row */
  passes(row) {
    return !this.only || this.only[row] === 1;
  }

  /** @param {Uint8Array | null} only 1 for each row that is shown from now on; null shows all */
  show(only) {
    this.only = only;
    this.shownVersion += 1;
    this.version += 1;
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   */
  drawShapes(context, view) {
    if (!this.features.hasPaths) return;
    /** @type {number[][][]} by look: rows of areas, and of lines */
    const byLook = this.looks.map(() => [[], []]);
    for (const row of this.features.pathsIn(view))
      if (this.passes(row)) byLook[this.lookOf[row]][this.features.isArea(row) ? 0 : 1].push(row);
    byLook.forEach(([areas, lines], look) => {
      if (areas.length) this.drawAlike(context, view, this.looks[look], areas, true);
      if (lines.length) this.drawAlike(context, view, this.looks[look], lines, false);
    });
  }

  /**
   * Draw shapes of one look with one call: thousands of calls would take longer than what they draw.
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {Look} look
   * @param {number[]} rows
   * @param {boolean} areas
   */
  drawAlike(context, view, look, rows, areas) {
    const ink = inkOf(look);
    const fill = fillOf(look);
    context.beginPath();
    for (const row of rows) this.features.trace(context, view, row);
    if (areas) {
      context.globalAlpha = { solid: 0.2, light: 0.2, half: 0.22, dotted: 0.08 }[fill] || 0.03;
      context.fillStyle = fill === 'half' ? '#d98324' : fill === 'light' ? '#4f9ad8' : ink;
      context.fill();
      context.globalAlpha = 1;
    }
    context.lineWidth = look.late ? 2.4 : 1.1;
    context.setLineDash({ dotted: [1.5, 4], asked: [6, 4], crossed: [2, 3] }[fill] || []);
    context.lineCap = fill === 'dotted' ? 'round' : 'butt';
    context.strokeStyle = look.late ? WARNING : ink;
    context.stroke();
    context.setLineDash([]);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {Sprites} sprites
   * @param {Uint32Array} rows
   * @param {number} size of a tile
   */
  drawSymbols(context, view, sprites, rows, size) {
    const drawn = this.looks.map((look) => sprites.tile(look.symbol || this.symbol, this.color, look, size, view.density));
    const { x, y } = this.features;
    for (const row of rows) {
      const sprite = drawn[this.lookOf[row]];
      const width = sprite.width / view.density;
      const left = x[row] * view.scale + view.dx - width / 2;
      const top = view.dy - y[row] * view.scale - width / 2;
      context.drawImage(sprite, left, top, width, width);
    }
  }

  /**
   * An area that is big enough to be seen but too small to hold a symbol speaks for itself.
   * @param {View} view
   * @returns {((row: number) => boolean) | null} tells which rows get a symbol; null if all do
   */
  standingTest(view) {
    const { features } = this;
    if (!features.hasPaths) return null;
    return (row) => {
      if (!features.isArea(row)) return true;
      const box = features.boxOf(row);
      const side = Math.min(box.east - box.west, box.north - box.south) * view.scale;
      return side < SEEN_AREA || side >= ROOMY_AREA;
    };
  }

  /**
   * @param {View} view
   * @param {L.Point} point in pixels of the view
   * @param {number} reach in pixels
   * @param {(features: Features, row: number) => boolean} isFree tells which symbols are drawn
   * @returns {{row: number, distance: number} | null} the nearest symbol, or else the area under the pointer
   */
  hit(view, point, reach, isFree) {
    const [nearest] = this.hits(view, point, reach, isFree);
    return nearest || this.hitShape(view, point);
  }

  /**
   * @param {View} view
   * @param {L.Point} point in pixels of the view
   * @param {number} reach in pixels
   * @param {(features: Features, row: number) => boolean} isFree tells which symbols are drawn
   * @returns {{row: number, distance: number}[]} the symbols within reach, the nearest first; of several at one place the last, which lies on top
   */
  hits(view, point, reach, isFree) {
    const x = (point.x - view.dx) / view.scale;
    const y = (view.dy - point.y) / view.scale;
    const far = reach / view.scale;
    return [...this.features.grid.within(x - far, y - far, x + far, y + far)]
      .filter((row) => this.passes(row) && isFree(this.features, row))
      .map((row) => ({ row, distance: Math.hypot(this.features.x[row] - x, this.features.y[row] - y) * view.scale }))
      .filter(({ distance }) => distance <= reach)
      .sort((one, other) => one.distance - other.distance || other.row - one.row);
  }

  /**
   * @param {View} view
   * @param {L.Point} point
   * @returns {{row: number, distance: number} | null}
   */
  hitShape(view, point) {
    if (!this.features.hasPaths) return null;
    const row = shapeAt(this.features, view, point, true, (other) => this.passes(other));
    return row < 0 ? null : { row, distance: LARGEST_TILE };
  }
}

/**
 * @param {View} view
 * @param {{features: Features, rows: Uint32Array}[]} standing
 * @returns {number} the size of tiles that fits the view
 */
function tileSize(view, standing) {
  let count = 0, west = Infinity, south = Infinity, east = -Infinity, north = -Infinity;
  for (const { features, rows } of standing) {
    for (const row of rows) {
      const x = features.x[row], y = features.y[row];
      if (x < view.west || x > view.east || y < view.south || y > view.north) continue;
      count += 1;
      west = Math.min(west, x);
      east = Math.max(east, x);
      south = Math.min(south, y);
      north = Math.max(north, y);
    }
  }
  if (count < 2) return LARGEST_TILE;
  const room = Math.sqrt(((east - west) * (north - south)) / count) * view.scale;
  return 2 * Math.round(Math.max(SMALLEST_TILE, Math.min(LARGEST_TILE, room * 0.5)) / 2);
}
