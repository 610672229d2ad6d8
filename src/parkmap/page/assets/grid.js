// A grid over points, so that a view or a pointer asks only its neighbourhood.

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
    this.side = Math.max(1, Math.min(512, Math.ceil(Math.sqrt(x.length / 4))));
    this.cell = Math.max(1, east - west, north - south) / this.side;
    this.fill();
  }

  /** Sort the points into cells by counting. */
  fill() {
    const { x, y } = this;
    const cells = this.side * this.side;
    const cellOf = new Uint32Array(x.length);
    this.starts = new Uint32Array(cells + 1);
    for (let at = 0; at < x.length; at += 1) {
      const cell = this.row(y[at]) * this.side + this.column(x[at]);
      cellOf[at] = cell;
      this.starts[cell + 1] += 1;
    }
    for (let cell = 0; cell < cells; cell += 1) this.starts[cell + 1] += this.starts[cell];
    const next = this.starts.slice();
    this.points = new Uint32Array(x.length);
    for (let at = 0; at < x.length; at += 1) this.points[next[cellOf[at]]++] = at;
  }

  /** @param {number} x */
  column(x) {
    return Math.max(0, Math.min(this.side - 1, Math.floor((x - this.west) / this.cell)));
  }

  /** @param {number} y */
  row(y) {
    return Math.max(0, Math.min(this.side - 1, Math.floor((y - this.south) / this.cell)));
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
    const starts = /** @type {Uint32Array} */ (this.starts);
    const points = /** @type {Uint32Array} */ (this.points);
    const found = new Uint32Array(x.length);
    let count = 0;
    const left = this.column(west), right = this.column(east);
    for (let row = this.row(south); row <= this.row(north); row += 1) {
      const last = starts[row * this.side + right + 1];
      for (let at = starts[row * this.side + left]; at < last; at += 1) {
        const point = points[at];
        if (x[point] >= west && x[point] <= east && y[point] >= south && y[point] <= north) {
          found[count] = point;
          count += 1;
        }
      }
    }
    return found.subarray(0, count);
  }
}
