// Features of one layer, unpacked: where they are, and what shapes they have.

/**
 * @typedef {{west: number, south: number, east: number, north: number}} Box
 */

const DOT = 0, RING_KIND = 2;

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

  /** Find each row's paths, and the box around them. Most layers are points, which have none. */
  measurePaths() {
    const { pathRow, pathSize, pathX, pathY } = this.numbers;
    const pathed = distinct(pathRow);
    /** Where a row's paths and box are noted, -1 for a point. */
    this.places = pathed.length ? new Int32Array(this.size).fill(-1) : null;
    this.pathed = pathed;
    this.firstPath = new Uint32Array(pathed.length + 1);
    this.firstVertex = new Uint32Array(pathRow.length + 1);
    this.boxes = new Float64Array(4 * pathed.length);
    for (let path = 0; path < pathRow.length; path += 1) this.firstVertex[path + 1] = this.firstVertex[path] + pathSize[path];
    for (let place = 0, path = 0; place < pathed.length; place += 1) {
      /** @type {Int32Array} */ (this.places)[pathed[place]] = place;
      this.firstPath[place] = path;
      let west = Infinity, south = Infinity, east = -Infinity, north = -Infinity;
      for (; path < pathRow.length && pathRow[path] === pathed[place]; path += 1) {
        for (let vertex = this.firstVertex[path]; vertex < this.firstVertex[path + 1]; vertex += 1) {
          west = Math.min(west, pathX[vertex]);
          south = Math.min(south, pathY[vertex]);
          east = Math.max(east, pathX[vertex]);
          north = Math.max(north, pathY[vertex]);
        }
      }
      this.boxes.set([west, south, east, north], 4 * place);
    }
    this.firstPath[pathed.length] = pathRow.length;
  }

  get hasPaths() {
    return this.places !== null;
  }

  /** @param {number} row */
  placeOf(row) {
    return this.places ? this.places[row] : -1;
  }

  /**
   * @param {number} row
   * @returns {boolean} whether the row's shape is an area
   */
  isArea(row) {
    const place = this.placeOf(row);
    return place >= 0 && this.numbers.pathKind[/** @type {Uint32Array} */ (this.firstPath)[place + 1] - 1] === RING_KIND;
  }

  /**
   * @param {number} row
   * @returns {Box}
   */
  boxOf(row) {
    const place = this.placeOf(row);
    if (place < 0) return { west: this.x[row], south: this.y[row], east: this.x[row], north: this.y[row] };
    const [west, south, east, north] = /** @type {Float64Array} */ (this.boxes).subarray(4 * place, 4 * place + 4);
    return { west, south, east, north };
  }

  /**
   * @param {View} view
   * @returns {number[]} rows with paths whose box meets the view
   */
  pathsIn(view) {
    const boxes = /** @type {Float64Array} */ (this.boxes);
    const pathed = /** @type {Numbers} */ (this.pathed);
    const found = [];
    for (let place = 0, box = 0; place < pathed.length; place += 1, box += 4) {
      if (boxes[box] <= view.east && boxes[box + 2] >= view.west && boxes[box + 1] <= view.north && boxes[box + 3] >= view.south)
        found.push(pathed[place]);
    }
    return found;
  }

  /**
   * Add a row's shape to a path, with the vertices that this zoom needs (simplify.py).
   * @param {Path2D | CanvasRenderingContext2D} path
   * @param {View} view
   * @param {number} row
   */
  trace(path, view, row) {
    const { pathKind, pathX, pathY, pathZoom } = this.numbers;
    const place = this.placeOf(row);
    if (place < 0 || this.traceSpeck(path, view, 4 * place)) return;
    const firstPath = /** @type {Uint32Array} */ (this.firstPath);
    const firstVertex = /** @type {Uint32Array} */ (this.firstVertex);
    const { scale, dx, dy } = view;
    const zoom = Math.ceil(view.zoom + Math.log2(Math.max(1, view.density)));
    for (let at = firstPath[place]; at < firstPath[place + 1]; at += 1) {
      const first = firstVertex[at], end = firstVertex[at + 1];
      if (pathKind[at] === DOT) {
        path.rect(pathX[first] * scale + dx - 2, dy - pathY[first] * scale - 2, 4, 4);
        continue;
      }
      // A ring's last vertex is its first again: closePath would look through the whole path each time.
      path.moveTo(pathX[first] * scale + dx, dy - pathY[first] * scale);
      for (let vertex = first + 1; vertex < end; vertex += 1)
        if (pathZoom[vertex] <= zoom) path.lineTo(pathX[vertex] * scale + dx, dy - pathY[vertex] * scale);
    }
  }

  /**
   * Add a square where a shape would not be larger than a pixel.
   * @param {Path2D | CanvasRenderingContext2D} path
   * @param {View} view
   * @param {number} box
   * @returns {boolean} whether it was so small
   */
  traceSpeck(path, view, box) {
    const [west, south, east, north] = /** @type {Float64Array} */ (this.boxes).subarray(box, box + 4);
    const pixel = 1 / (view.scale * view.density);
    if (east === west || north === south || east - west > pixel || north - south > pixel) return false;
    path.rect(west * view.scale + view.dx, view.dy - north * view.scale, 1 / view.density, 1 / view.density);
    return true;
  }

  /**
   * @param {View} view
   * @param {number} margin in pixels
   * @returns {Uint32Array} rows whose symbol stands in the view
   */
  pointsIn(view, margin) {
    const more = margin / view.scale;
    return this.grid.within(view.west - more, view.south - more, view.east + more, view.north + more);
  }
}

/**
 * @param {Numbers} sorted
 * @returns {Numbers} each value once
 */
function distinct(sorted) {
  return sorted.filter((value, at) => at === 0 || value !== sorted[at - 1]);
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
    const inside = area ? probe.isPointInPath(path, point.x, point.y) : lines && probe.isPointInStroke(path, point.x, point.y);
    const box = features.boxOf(row);
    const size = area ? (box.east - box.west) * (box.north - box.south) : 0;
    if (inside && size < least) {
      least = size;
      best = row;
    }
  }
  return best;
}
