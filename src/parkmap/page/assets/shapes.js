// Features of one layer, unpacked: where they are, how they look, which one is under the pointer.

/**
 * @typedef {{west: number, south: number, east: number, north: number}} Box
 */

const DOT = 0, RING_KIND = 2;
/** More symbols than this in one view are drawn as dots. */
const MOST_TILES = 1200;
const LARGEST_TILE = 22, SMALLEST_TILE = 14;
/** Sides of areas, in pixels, between which an area is drawn without a symbol. */
const SEEN_AREA = 3, ROOMY_AREA = 44;

class Features {
  /**
   * @param {Pack} pack
   * @param {Record<string, Numbers>} numbers
   */
  constructor(pack, numbers) {
    this.size = pack.size;
    this.numbers = numbers;
    this.x = numbers.x;
    this.y = numbers.y;
    this.grid = new Grid(this.x, this.y);
    this.rows = new Rows(pack);
    this.measurePaths();
  }

  /**
   * @param {Pack} pack
   * @returns {Promise<Features>}
   */
  static async read(pack) {
    return new Features(pack, await readNumbers(pack));
  }

  /** Find where each row's paths begin, and the box around each row. */
  measurePaths() {
    const { pathRow, pathSize, pathX, pathY } = this.numbers;
    this.firstPath = new Uint32Array(this.size + 1);
    this.firstVertex = new Uint32Array(pathRow.length + 1);
    this.boxes = new Float64Array(4 * this.size);
    for (let row = 0; row < this.size; row += 1) {
      this.boxes.set([this.x[row], this.y[row], this.x[row], this.y[row]], 4 * row);
    }
    for (let path = 0; path < pathRow.length; path += 1) {
      const row = pathRow[path];
      this.firstPath[row + 1] += 1;
      this.firstVertex[path + 1] = this.firstVertex[path] + pathSize[path];
      for (let at = this.firstVertex[path]; at < this.firstVertex[path + 1]; at += 1) {
        const box = 4 * row;
        if (pathX[at] < this.boxes[box]) this.boxes[box] = pathX[at];
        if (pathY[at] < this.boxes[box + 1]) this.boxes[box + 1] = pathY[at];
        if (pathX[at] > this.boxes[box + 2]) this.boxes[box + 2] = pathX[at];
        if (pathY[at] > this.boxes[box + 3]) this.boxes[box + 3] = pathY[at];
      }
    }
    for (let row = 0; row < this.size; row += 1) this.firstPath[row + 1] += this.firstPath[row];
  }

  get hasPaths() {
    return this.numbers.pathRow.length > 0;
  }

  /**
   * @param {number} row
   * @returns {boolean} whether the row's shape is an area
   */
  isArea(row) {
    const first = /** @type {Uint32Array} */ (this.firstPath)[row];
    const last = /** @type {Uint32Array} */ (this.firstPath)[row + 1];
    return last > first && this.numbers.pathKind[last - 1] === RING_KIND;
  }

  /**
   * @param {number} row
   * @returns {Box}
   */
  boxOf(row) {
    const [west, south, east, north] = /** @type {Float64Array} */ (this.boxes).subarray(4 * row, 4 * row + 4);
    return { west, south, east, north };
  }

  /**
   * @param {View} view
   * @returns {number[]} rows with paths whose box meets the view
   */
  pathsIn(view) {
    const boxes = /** @type {Float64Array} */ (this.boxes);
    const first = /** @type {Uint32Array} */ (this.firstPath);
    const found = [];
    for (let row = 0; row < this.size; row += 1) {
      const box = 4 * row;
      if (first[row + 1] > first[row] && boxes[box] <= view.east && boxes[box + 2] >= view.west &&
          boxes[box + 1] <= view.north && boxes[box + 3] >= view.south) found.push(row);
    }
    return found;
  }

  /**
   * Add a row's shape to a path, leaving out vertices that would share a pixel.
   * @param {Path2D | CanvasRenderingContext2D} path
   * @param {View} view
   * @param {number} row
   */
  trace(path, view, row) {
    const { pathKind, pathX, pathY } = this.numbers;
    const firstPath = /** @type {Uint32Array} */ (this.firstPath);
    const firstVertex = /** @type {Uint32Array} */ (this.firstVertex);
    for (let at = firstPath[row]; at < firstPath[row + 1]; at += 1) {
      const last = firstVertex[at + 1] - 1;
      let oldX = pathX[firstVertex[at]] * view.scale + view.dx;
      let oldY = view.dy - pathY[firstVertex[at]] * view.scale;
      if (pathKind[at] === DOT) {
        path.rect(oldX - 2, oldY - 2, 4, 4);
        continue;
      }
      path.moveTo(oldX, oldY);
      for (let vertex = firstVertex[at] + 1; vertex <= last; vertex += 1) {
        const x = pathX[vertex] * view.scale + view.dx;
        const y = view.dy - pathY[vertex] * view.scale;
        if (vertex < last && Math.abs(x - oldX) + Math.abs(y - oldY) < 0.8) continue;
        path.lineTo(x, y);
        oldX = x;
        oldY = y;
      }
      if (pathKind[at] === RING_KIND) path.closePath();
    }
  }

  /** @returns {Uint32Array} every row */
  all() {
    this.every = this.every || Uint32Array.from({ length: this.size }, (_, row) => row);
    return this.every;
  }

  /**
   * @param {View} view
   * @param {number} margin in pixels
   * @returns {Uint32Array} rows whose symbol stands in the view
   */
  pointsIn(view, margin) {
    const more = margin / view.scale;
    if (view.west - more <= this.grid.west && view.south - more <= this.grid.south &&
        view.east + more >= this.grid.east && view.north + more >= this.grid.north) return this.all();
    return this.grid.within(view.west - more, view.south - more, view.east + more, view.north + more);
  }
}

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
    /** @type {Look[]} */
    this.looks = [];
    this.lookOf = new Uint16Array(features.size);
    /** @type {{kinds: Uint8Array, of: Uint32Array} | null} which kinds of rows filters let through; all without it */
    this.pass = null;
    this.assignLooks();
  }

  /** @param {number} row */
  passes(row) {
    return !this.pass || this.pass.kinds[this.pass.of[row]] === 1;
  }

  assignLooks() {
    const { stage, condition, lateness, daysLate, symbol } = this.features.numbers;
    /** @type {Map<number, number>} */
    const known = new Map();
    for (let row = 0; row < this.features.size; row += 1) {
      const late = lateness ? lateGrade(CODES.lateness[lateness[row]], daysLate[row]) : 0;
      const held = condition ? condition[row] : 0;
      const own = symbol ? symbol[row] : 0;
      const code = ((own * 16 + stage[row]) * 8 + held) * 8 + late;
      let look = known.get(code);
      if (look === undefined) {
        look = this.looks.length;
        known.set(code, look);
        this.looks.push({
          stage: CODES.stages[stage[row]],
          condition: CODES.conditions[held],
          late,
          symbol: symbol ? CODES.symbolNames[own] : this.symbol,
        });
      }
      this.lookOf[row] = look;
    }
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   */
  drawShapes(context, view) {
    if (!this.features.hasPaths) return;
    for (const row of this.features.pathsIn(view)) {
      if (!this.passes(row)) continue;
      const look = this.looks[this.lookOf[row]];
      const ink = inkOf(look);
      const fill = fillOf(look);
      context.beginPath();
      this.features.trace(context, view, row);
      if (this.features.isArea(row)) {
        context.globalAlpha = { solid: 0.2, light: 0.2, half: 0.22, dotted: 0.08 }[fill] || 0.03;
        context.fillStyle = fill === 'half' ? '#d98324' : fill === 'light' ? '#4f9ad8' : ink;
        context.fill('evenodd');
        context.globalAlpha = 1;
      }
      context.lineWidth = look.late ? 2.4 : 1.1;
      context.setLineDash({ dotted: [1.5, 4], asked: [6, 4], crossed: [2, 3] }[fill] || []);
      context.lineCap = fill === 'dotted' ? 'round' : 'butt';
      context.strokeStyle = look.late ? WARNING : ink;
      context.stroke();
      context.setLineDash([]);
    }
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {Sprites} sprites
   * @param {number} size of a tile; 0 draws dots
   */
  drawSymbols(context, view, sprites, size) {
    if (!size) {
      this.drawDots(context, view, sprites);
      return;
    }
    const drawn = this.looks.map((look) => sprites.tile(look.symbol || this.symbol, this.color, look, size, view.density));
    const { x, y } = this.features;
    for (const row of this.standing(view, LARGEST_TILE)) {
      const sprite = drawn[this.lookOf[row]];
      const width = sprite.width / view.density;
      const left = x[row] * view.scale + view.dx - width / 2;
      const top = view.dy - y[row] * view.scale - width / 2;
      context.drawImage(sprite, left, top, width, width);
    }
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {Sprites} sprites
   */
  drawDots(context, view, sprites) {
    const side = this.dotSize(view);
    const stamps = this.looks.map((look) => dotSheet.stampOf(sprites.dot(look, side, view.density)));
    const free = new Room(view, side * 0.7);
    const { x, y } = this.features;
    const rows = this.standing(view, side);
    dotSheet.begin(view);
    for (let at = 0; at < rows.length; at += 1) {
      const row = rows[at];
      const left = x[row] * view.scale + view.dx;
      const top = view.dy - y[row] * view.scale;
      if (free.take(left, top)) dotSheet.put(stamps[this.lookOf[row]], left * view.density, top * view.density);
    }
    dotSheet.end(context, view);
  }

  /**
   * @param {View} view
   * @param {number} margin in pixels
   * @returns {Uint32Array} rows in the view that get a symbol: an area that is big enough to be seen but too small to
   *   hold one speaks for itself
   */
  standing(view, margin) {
    const { features } = this;
    const inView = features.pointsIn(view, margin);
    const rows = this.pass ? inView.filter((row) => this.passes(row)) : inView;
    if (!features.hasPaths) return rows;
    return rows.filter((row) => {
      if (!features.isArea(row)) return true;
      const box = features.boxOf(row);
      const side = Math.min(box.east - box.west, box.north - box.south) * view.scale;
      return side < SEEN_AREA || side >= ROOMY_AREA;
    });
  }

  /** @param {View} view */
  dotSize(view) {
    return view.zoom >= 15 ? 8 : view.zoom >= 12 ? 6 : 5;
  }

  /**
   * @param {View} view
   * @param {L.Point} point in pixels of the view
   * @param {number} reach in pixels
   * @returns {{row: number, distance: number} | null} the nearest symbol, or else the area under the pointer
   */
  hit(view, point, reach) {
    const x = (point.x - view.dx) / view.scale;
    const y = (view.dy - point.y) / view.scale;
    const far = reach / view.scale;
    let best = -1, least = reach;
    for (const row of this.features.grid.within(x - far, y - far, x + far, y + far)) {
      const distance = Math.hypot(this.features.x[row] - x, this.features.y[row] - y) * view.scale;
      if (distance <= least && this.passes(row)) {
        least = distance;
        best = row;
      }
    }
    if (best >= 0) return { row: best, distance: least };
    return this.hitShape(view, point);
  }

  /**
   * @param {View} view
   * @param {L.Point} point
   * @returns {{row: number, distance: number} | null}
   */
  hitShape(view, point) {
    if (!this.features.hasPaths) return null;
    const row = shapeAt(this.features, view, point, true, (one) => this.passes(one));
    return row < 0 ? null : { row, distance: LARGEST_TILE };
  }
}

const probe = /** @type {CanvasRenderingContext2D} */ (document.createElement('canvas').getContext('2d'));

/**
 * @param {Features} features
 * @param {View} view
 * @param {L.Point} point
 * @param {boolean} lines whether lines count
 * @param {(row: number) => boolean} [counts] which rows count; all without it
 * @returns {number} the smallest area under the point, or a line there; -1 for none
 */
function shapeAt(features, view, point, lines, counts) {
  const x = (point.x - view.dx) / view.scale;
  const y = (view.dy - point.y) / view.scale;
  const near = 4 / view.scale;
  let best = -1, least = Infinity;
  probe.lineWidth = 8;
  for (const row of features.pathsIn({ ...view, west: x - near, east: x + near, south: y - near, north: y + near })) {
    if (counts && !counts(row)) continue;
    const path = new Path2D();
    features.trace(path, view, row);
    const area = features.isArea(row);
    const inside = area ? probe.isPointInPath(path, point.x, point.y, 'evenodd') : lines && probe.isPointInStroke(path, point.x, point.y);
    const box = features.boxOf(row);
    const size = area ? (box.east - box.west) * (box.north - box.south) : 0;
    if (inside && size < least) {
      least = size;
      best = row;
    }
  }
  return best;
}

/** Which places of a view are taken, so that dots on top of each other are drawn once. */
class Room {
  /**
   * @param {View} view
   * @param {number} cell in pixels
   */
  constructor(view, cell) {
    this.cell = Math.max(2, cell);
    this.columns = Math.ceil(view.width / this.cell) + 64;
    this.taken = new Uint8Array(this.columns * (Math.ceil(view.height / this.cell) + 64));
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  take(x, y) {
    const at = (Math.floor(y / this.cell) + 32) * this.columns + Math.floor(x / this.cell) + 32;
    if (this.taken[at]) return false;
    this.taken[at] = 1;
    return true;
  }
}

/**
 * @param {View} view
 * @param {Facilities[]} shown
 * @returns {number} the size of tiles that fits the view; 0 where only dots do
 */
function tileSize(view, shown) {
  let count = 0, west = Infinity, south = Infinity, east = -Infinity, north = -Infinity;
  for (const group of shown) {
    const { features } = group;
    const rows = group.standing(view, 0);
    count += rows.length;
    if (count > MOST_TILES) return 0;
    for (const row of rows) {
      west = Math.min(west, features.x[row]);
      east = Math.max(east, features.x[row]);
      south = Math.min(south, features.y[row]);
      north = Math.max(north, features.y[row]);
    }
  }
  if (count < 2) return LARGEST_TILE;
  const room = Math.sqrt(((east - west) * (north - south)) / count) * view.scale;
  return 2 * Math.round(Math.max(SMALLEST_TILE, Math.min(LARGEST_TILE, room * 0.5)) / 2);
}
