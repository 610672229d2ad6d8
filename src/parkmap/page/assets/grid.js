// A grid over points, so that a view or a pointer asks only its neighbourhood.

/**
 * Points are stored along a Z-order curve (shapes.py): the points of a square cell whose side is a power of two,
 * counted from the corner of the world, are an unbroken run of rows. So a cell is two numbers, and nothing is sorted here.
 */
class Grid {
  /**
   * @param {Numbers} x
   * @param {Numbers} y
   */
  constructor(x, y) {
    this.x = x;
    this.y = y;
    let west = Infinity, south = Infinity, east = -Infinity, north = -Infinity;
    for (let at = 0; at < x.length; at += 1) {
      if (x[at] < west) west = x[at];
      if (x[at] > east) east = x[at];
      if (y[at] < south) south = y[at];
      if (y[at] > north) north = y[at];
    }
    this.west = west;
    this.south = south;
    this.east = east;
    this.north = north;
    const side = Math.max(1, Math.min(512, Math.ceil(Math.sqrt(x.length / 4))));
    this.shift = x.length ? Math.ceil(Math.log2(Math.max(1, east - west, north - south) / side)) : 0;
    this.left = cellOf(west, this.shift);
    this.bottom = cellOf(south, this.shift);
    this.columns = x.length ? cellOf(east, this.shift) - this.left + 1 : 0;
    this.lines = x.length ? cellOf(north, this.shift) - this.bottom + 1 : 0;
    this.fill();
  }

  /** Note where the run of each cell begins and ends. */
  fill() {
    const { x, y, shift, left, bottom, columns } = this;
    this.starts = new Uint32Array(columns * this.lines);
    this.ends = new Uint32Array(columns * this.lines);
    let before = -1;
    for (let at = 0; at < x.length; at += 1) {
      const cell = (((y[at] + WORLD_CORNER) >> shift) - bottom) * columns + ((x[at] + WORLD_CORNER) >> shift) - left;
      if (cell !== before) this.starts[cell] = at;
      this.ends[cell] = at + 1;
      before = cell;
    }
  }

  /**
   * @param {number} west
   * @param {number} south
   * @param {number} east
   * @param {number} north
   * @param {(first: number, end: number) => void} visit is called with each run of rows that may lie inside
   */
  eachRun(west, south, east, north, visit) {
    if (!(west <= this.east && east >= this.west && south <= this.north && north >= this.south)) return;
    const starts = /** @type {Uint32Array} */ (this.starts), ends = /** @type {Uint32Array} */ (this.ends);
    const within = (/** @type {number} */ value, /** @type {number} */ least, /** @type {number} */ most) =>
      cellOf(Math.max(least, Math.min(most, value)), this.shift);
    const left = within(west, this.west, this.east) - this.left, right = within(east, this.west, this.east) - this.left;
    const bottom = within(south, this.south, this.north) - this.bottom, top = within(north, this.south, this.north) - this.bottom;
    for (let line = bottom; line <= top; line += 1) {
      for (let cell = line * this.columns + left; cell <= line * this.columns + right; cell += 1) {
        if (ends[cell]) visit(starts[cell], ends[cell]);
      }
    }
  }

  /**
   * @param {number} west
   * @param {number} south
   * @param {number} east
   * @param {number} north
   * @returns {Uint32Array} the points inside, in no order that means anything
   */
  within(west, south, east, north) {
    const { x, y } = this;
    let most = 0, count = 0;
    this.eachRun(west, south, east, north, (first, end) => (most += end - first));
    const found = new Uint32Array(most);
    this.eachRun(west, south, east, north, (first, end) => {
      for (let at = first; at < end; at += 1) {
        if (x[at] >= west && x[at] <= east && y[at] >= south && y[at] <= north) {
          found[count] = at;
          count += 1;
        }
      }
    });
    return found.subarray(0, count);
  }
}

/** What is added to a coordinate so that the world begins at 0; shapes.py adds the same. */
const WORLD_CORNER = Math.ceil(Math.PI * 6378137 * 10);

/**
 * @param {number} value coordinate in units of the payload
 * @param {number} shift a cell's side is 2 to this power
 */
function cellOf(value, shift) {
  return Math.floor(value + WORLD_CORNER) >> shift;
}
