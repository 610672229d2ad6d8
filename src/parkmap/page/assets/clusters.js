// Where symbols would lie on top of each other, one disc with their number stands for them: a ring by stage, red for
// what is late. Cells are squares of the world, so that nothing changes while the map is moved.

/**
 * @typedef {{
 *   x: number, y: number, count: number, late: number, fills: Map<string, number>, radius: number,
 *   parts: {facilities: Facilities, start: number, end: number}[],
 * }} Cluster its parts are runs of rows
 * @typedef {{
 *   clusters: Cluster[], singles: Uint32Array[], isFree: (features: Features, row: number) => boolean,
 * }} Arrangement
 */

/** The side of a cell, between 0.7 and 1.4 times this. */
const CELL_PIXELS = 112;
/** So few symbols in view are drawn each, however close they stand. */
const FEW = 150;
/** A cell holds one symbol for so many square pixels before it becomes a disc. */
const ROOM_PIXELS = 700;
/** From this zoom on each is drawn, unless they are so many that they must share a place. */
const EACH_FROM_ZOOM = 18.5;
const MOST_EACH = 1200;
/** At most so many dots of a cell and layer are drawn below its disc. */
const DOTS_PER_CELL = 400;
const CLUSTER_INK = '#1f2933';
/** From done to not begun. */
const RING_COLORS = {
  solid: '#174f8f', light: '#6aaee6', half: '#d98324', dotted: '#9a77bd', hollow: '#aab4bf', asked: '#cdd4db', crossed: '#cdd4db',
};

class Clusters {
  /** @param {(count: number) => string} write */
  constructor(write) {
    this.write = write;
    this.key = '';
    this.looks = '';
    /** @type {Arrangement} */
    this.now = { clusters: [], singles: [], isFree: () => true };
  }

  /**
   * @param {View} view
   * @param {Facilities[]} shown
   * @returns {Arrangement} what is drawn as a disc and what by itself, in the view and a little around it
   */
  arrange(view, shown) {
    const block = blockOf(view, shown);
    const shaped = shown.some(({ features }) => features.hasPaths);
    const key = [block.shift, block.left, block.bottom, block.columns, block.lines, shaped && view.scale,
      view.zoom >= EACH_FROM_ZOOM, ...shown.map(({ id, shownVersion }) => `${id}:${shownVersion}`)].join(' ');
    const looks = shown.map(({ version }) => version).join(' ');
    if (key !== this.key || !this.crowd) this.crowd = new Crowd(view, block, shown);
    // What only looks different stands where it stood.
    if (key !== this.key || looks !== this.looks) this.now = this.crowd.arrangement();
    this.key = key;
    this.looks = looks;
    return this.now;
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   */
  draw(context, view) {
    if (!this.now.clusters.length) return;
    this.drawDots(context, view);
    for (const cluster of this.now.clusters) this.drawDisc(context, view, cluster);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   */
  drawDots(context, view) {
    const { scale, dx, dy, density } = view;
    dotSheet.begin(view);
    for (const cluster of this.now.clusters) {
      for (const { facilities, start, end } of cluster.parts) {
        const { features: { x, y }, only } = facilities;
        const step = Math.ceil((end - start) / DOTS_PER_CELL);
        for (let row = start; row < end; row += step) {
          if (only && !only[row]) continue;
          dotSheet.put(facilities.pixels[facilities.lookOf[row]], (x[row] * scale + dx) * density, (dy - y[row] * scale) * density);
        }
      }
    }
    dotSheet.end(context, view);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {Cluster} cluster
   */
  drawDisc(context, view, cluster) {
    const x = cluster.x * view.scale + view.dx, y = view.dy - cluster.y * view.scale;
    const { radius } = cluster;
    const arc = (/** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ away, /** @type {number} */ width, /** @type {string} */ color) => {
      context.beginPath();
      context.arc(x, y, away, (from - 0.25) * 2 * Math.PI, (to - 0.25) * 2 * Math.PI);
      context.lineWidth = width;
      context.strokeStyle = color;
      context.stroke();
    };
    context.lineCap = 'butt';
    context.setLineDash([]);
    context.beginPath();
    context.arc(x, y, radius + (cluster.late ? 4.5 : 1.5), 0, 2 * Math.PI);
    context.fillStyle = PAPER;
    context.fill();
    let from = 0;
    for (const [fill, color] of Object.entries(RING_COLORS)) {
      const share = (cluster.fills.get(fill) || 0) / cluster.count;
      if (share) arc(from, from + share, radius - 2, 4, color);
      from += share;
    }
    // What is late must be seen, however small its share.
    if (cluster.late) arc(0, Math.max(0.08, cluster.late / cluster.count), radius + 2, 2.6, WARNING);
    context.font = '600 12px system-ui, "PingFang SC", "Microsoft YaHei", sans-serif';
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillStyle = CLUSTER_INK;
    context.fillText(this.write(cluster.count), x, y + 0.5);
  }

  /**
   * @param {View} view
   * @param {L.Point} point in pixels of the view
   * @returns {Cluster | null} the disc under the pointer
   */
  hit(view, point) {
    return this.now.clusters.find((cluster) =>
      Math.hypot(cluster.x * view.scale + view.dx - point.x, view.dy - cluster.y * view.scale - point.y) <= cluster.radius + 3) || null;
  }
}

/**
 * @typedef {{shift: number, left: number, bottom: number, columns: number, lines: number, west: number, south: number, east: number, north: number}} Block
 */

/**
 * @param {View} view
 * @param {Facilities[]} shown
 * @returns {Block} the cells of the view and some around it: four by four they come and go while the map is moved
 */
function blockOf(view, shown) {
  const shift = Math.max(0, Math.round(Math.log2(CELL_PIXELS / view.scale)));
  const grids = shown.map(({ features }) => features.grid);
  const low = (/** @type {number} */ edge, /** @type {number[]} */ ends) =>
    Math.max(cellOf(Math.max(edge, -WORLD_CORNER), shift) & ~3, Math.min(...ends.map((end) => cellOf(end, shift))));
  const high = (/** @type {number} */ edge, /** @type {number[]} */ ends) =>
    Math.min(cellOf(Math.min(edge, WORLD_CORNER), shift) | 3, Math.max(...ends.map((end) => cellOf(end, shift))));
  const filled = grids.filter((grid) => grid.columns);
  const left = low(view.west, filled.map((grid) => grid.west)), bottom = low(view.south, filled.map((grid) => grid.south));
  const columns = Math.max(0, high(view.east, filled.map((grid) => grid.east)) - left + 1) || 0;
  const lines = Math.max(0, high(view.north, filled.map((grid) => grid.north)) - bottom + 1) || 0;
  const side = 2 ** shift;
  return {
    shift, left, bottom, columns, lines, west: left * side - WORLD_CORNER, south: bottom * side - WORLD_CORNER,
    east: (left + columns) * side - WORLD_CORNER - 1, north: (bottom + lines) * side - WORLD_CORNER - 1,
  };
}

/** The symbols of a block, counted by cell. */
class Crowd {
  /**
   * @param {View} view
   * @param {Block} block
   * @param {Facilities[]} shown
   */
  constructor(view, block, shown) {
    this.view = view;
    this.block = block;
    this.shown = shown;
    this.cells = block.columns * block.lines;
    this.totals = new Uint32Array(this.cells);
    this.sumX = new Float64Array(this.cells);
    this.sumY = new Float64Array(this.cells);
    this.sum = 0;
    this.layers = this.cells ? shown.map((facilities) => this.count(facilities)) : [];
  }

  /**
   * Count a layer's symbols by cell. Along the curve a cell is one run of rows: its first and last tell all.
   * @param {Facilities} facilities
   */
  count(facilities) {
    const { features, only } = facilities;
    const { x, y } = features;
    const { shift, left, bottom, columns, lines } = this.block;
    const starts = new Uint32Array(this.cells), ends = new Uint32Array(this.cells);
    const stands = facilities.standingTest(this.view);
    const { west, south, east, north } = this.block;
    features.grid.eachRun(west, south, east, north, (first, end) => {
      for (let row = first; row < end; row += 1) {
        const column = ((x[row] + WORLD_CORNER) >> shift) - left, line = ((y[row] + WORLD_CORNER) >> shift) - bottom;
        if (column < 0 || line < 0 || column >= columns || line >= lines) continue;
        if ((only && !only[row]) || (stands && !stands(row))) continue;
        const cell = line * columns + column;
        if (!ends[cell]) starts[cell] = row;
        ends[cell] = row + 1;
        this.totals[cell] += 1;
        this.sumX[cell] += x[row];
        this.sumY[cell] += y[row];
        this.sum += 1;
      }
    });
    return { facilities, starts, ends, stands };
  }

  /** @returns {Arrangement} */
  arrangement() {
    const { totals, block } = this;
    const limit = this.limit();
    const crowded = Uint8Array.from(totals, (count) => (count > limit ? 1 : 0));
    const clusters = [];
    for (let cell = 0; cell < this.cells; cell += 1) if (crowded[cell]) clusters.push(this.cluster(cell));
    const { shift, left, bottom, columns, lines } = block;
    return {
      clusters,
      singles: this.layers.map((layer) => this.rowsBeside(layer, crowded)),
      isFree: ({ x, y }, row) => {
        const column = ((x[row] + WORLD_CORNER) >> shift) - left, line = ((y[row] + WORLD_CORNER) >> shift) - bottom;
        return column < 0 || line < 0 || column >= columns || line >= lines || !crowded[line * columns + column];
      },
    };
  }

  /** @returns {number} how many symbols a cell may hold as they are */
  limit() {
    if (this.sum <= FEW) return Infinity;
    if (this.view.zoom >= EACH_FROM_ZOOM && this.sum <= MOST_EACH) return Infinity;
    return (2 ** this.block.shift * this.view.scale) ** 2 / ROOM_PIXELS;
  }

  /**
   * @param {{facilities: Facilities, starts: Uint32Array, ends: Uint32Array, stands: ((row: number) => boolean) | null}} layer
   * @param {Uint8Array} crowded
   * @returns {Uint32Array} rows of the layer in the cells that are not crowded
   */
  rowsBeside({ facilities: { only }, starts, ends, stands }, crowded) {
    const rows = [];
    for (let cell = 0; cell < this.cells; cell += 1) {
      if (crowded[cell]) continue;
      for (let row = starts[cell]; row < ends[cell]; row += 1) if ((!only || only[row]) && (!stands || stands(row))) rows.push(row);
    }
    return Uint32Array.from(rows);
  }

  /**
   * @param {number} cell
   * @returns {Cluster}
   */
  cluster(cell) {
    const count = this.totals[cell];
    const fills = new Map();
    let late = 0;
    for (const { facilities, starts, ends, stands } of this.layers) {
      const { looks, lookOf, only } = facilities;
      const byLook = new Uint32Array(looks.length);
      for (let row = starts[cell]; row < ends[cell]; row += 1) if ((!only || only[row]) && (!stands || stands(row))) byLook[lookOf[row]] += 1;
      looks.forEach((look, at) => {
        const some = byLook[at];
        if (!some) return;
        fills.set(fillOf(look), (fills.get(fillOf(look)) || 0) + some);
        if (look.late) late += some;
      });
    }
    const radius = Math.min(28, 12 + 3.4 * Math.log10(count));
    const parts = this.layers.flatMap(({ facilities, starts, ends }) =>
      (ends[cell] ? [{ facilities, start: starts[cell], end: ends[cell] }] : []));
    return { ...this.middle(cell, radius), count, late, fills, radius, parts };
  }

  /**
   * @param {number} cell
   * @param {number} radius
   * @returns {{x: number, y: number}} the middle of what is in the cell, moved so that the disc stays in it
   */
  middle(cell, radius) {
    const side = 2 ** this.block.shift;
    const inset = Math.min(side / 2, (radius + 5) / this.view.scale);
    const west = (this.block.left + (cell % this.block.columns)) * side - WORLD_CORNER;
    const south = (this.block.bottom + Math.floor(cell / this.block.columns)) * side - WORLD_CORNER;
    const held = (/** @type {number} */ value, /** @type {number} */ edge) => Math.max(edge + inset, Math.min(edge + side - inset, value));
    return { x: held(this.sumX[cell] / this.totals[cell], west), y: held(this.sumY[cell] / this.totals[cell], south) };
  }
}

/** @type {Map<string | undefined, Intl.NumberFormat>} */
const compactFormats = new Map();

/**
 * @param {number} count
 * @param {string | undefined} locale
 * @returns {string} the number so short that it fits a disc
 */
function writeCompact(count, locale) {
  if (count < 10000) return String(count);
  let format = compactFormats.get(locale);
  if (!format) {
    // TypeScript's list of options for ES2020 lacks the notation.
    format = new Intl.NumberFormat(locale, /** @type {any} */ ({ notation: 'compact', maximumSignificantDigits: 3 }));
    compactFormats.set(locale, format);
  }
  return format.format(count);
}

/**
 * Zoom in until a cluster comes apart.
 * @param {L.Map} map
 * @param {Cluster} cluster
 */
function zoomInto(map, cluster) {
  let west = Infinity, south = Infinity, east = -Infinity, north = -Infinity;
  for (const { facilities: { features: { x, y }, only }, start, end } of cluster.parts) {
    for (let row = start; row < end; row += 1) {
      if (only && !only[row]) continue;
      west = Math.min(west, x[row]);
      south = Math.min(south, y[row]);
      east = Math.max(east, x[row]);
      north = Math.max(north, y[row]);
    }
  }
  const bounds = L.latLngBounds(latLngOf(west, south), latLngOf(east, north));
  const zoom = Math.min(map.getBoundsZoom(bounds, false, L.point(60, 60)), map.getZoom() + 4, 19);
  const animate = !window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  map.setView(bounds.getCenter(), Math.min(map.getMaxZoom(), Math.max(zoom, map.getZoom() + 1)), { animate });
}
