// Streets that are walked along (streets.py): how far a walk reaches, which of them are served, and the way from a plot.

/**
 * @typedef {{plan: Plan[], numbers: string}} PackedNumbers
 * @typedef {{
 *   numbers: PackedNumbers, doors: Record<string, PackedNumbers>, plots: PackedNumbers, off: number[], strip: number, snap: number, speed: number,
 * }} StreetsHead `off`: plots without a door; strip and snap in metres, speed in metres a second
 * @typedef {{reach: Int32Array, before: Int32Array, source: Int32Array}} Flood by vertex: centimetres from the nearest door, the vertex
 *   before it (-1: the door itself), and the door
 * @typedef {{arc: Int32Array, low: Int32Array, high: Int32Array}} Pieces of arcs, in centimetres from their first vertex
 * @typedef {{points: Spot[], length: number}} Route from the plot to the facility; metres
 */

/** Beyond every walk, in centimetres. */
const FAR = 2 ** 30;
/** A route is as long as Python says; rounding of its arcs adds less than this, in centimetres. */
const ROUTE_SLACK = 1000;

/** Where things of one kind meet the streets. */
class StreetDoors {
  /** @param {Record<string, Numbers>} numbers by door: whose it is (rising), on which arc, centimetres along it, and to it */
  constructor({ row, arc, along, gap, x, y }) {
    this.row = row;
    this.arc = arc;
    this.along = along;
    this.gap = gap;
    this.x = x;
    this.y = y;
  }

  /**
   * @param {number[]} rows
   * @returns {number[]} their doors
   */
  of(rows) {
    const asked = new Set(rows);
    const found = [];
    for (let door = 0; door < this.row.length; door += 1) if (asked.has(this.row[door])) found.push(door);
    return found;
  }
}

class Streets {
  /**
   * @param {StreetsHead} head
   * @param {Record<string, Numbers>} numbers
   * @param {Record<string, StreetDoors>} doors by layer
   * @param {StreetDoors} plots
   */
  constructor(head, numbers, doors, plots) {
    this.head = head;
    const { x, y, first, span, length } = numbers;
    this.x = x;
    this.y = y;
    this.first = first;
    this.last = Int32Array.from(first, (vertex, arc) => vertex + span[arc]);
    this.length = length;
    this.doors = doors;
    this.plots = plots;
    this.off = new Set(head.off);
    this.link();
  }

  /**
   * @param {StreetsHead} head
   * @returns {Promise<Streets>}
   */
  static async read(head) {
    const keys = Object.keys(head.doors);
    const [numbers, plots, ...doors] = await Promise.all([head.numbers, head.plots, ...keys.map((key) => head.doors[key])].map(readNumbers));
    return new Streets(head, numbers, Object.fromEntries(keys.map((key, at) => [key, new StreetDoors(doors[at])])), new StreetDoors(plots));
  }

  /** Note at each vertex which arcs end there. */
  link() {
    const { first, last, x } = this;
    this.begin = new Int32Array(x.length + 1);
    for (const ends of [first, last]) for (const vertex of ends) this.begin[vertex + 1] += 1;
    for (let vertex = 0; vertex < x.length; vertex += 1) this.begin[vertex + 1] += this.begin[vertex];
    const next = this.begin.slice();
    this.arcs = new Int32Array(2 * first.length);
    for (let arc = 0; arc < first.length; arc += 1) {
      this.arcs[next[first[arc]]++] = arc;
      this.arcs[next[last[arc]]++] = arc;
    }
  }

  /**
   * Walk from all doors at once, as far as a limit.
   * @param {StreetDoors} doors
   * @param {number[]} from which of them
   * @param {number} limit in centimetres
   * @returns {Flood}
   */
  flood(doors, from, limit) {
    const { first, last, length } = this;
    const begin = /** @type {Int32Array} */ (this.begin), arcs = /** @type {Int32Array} */ (this.arcs);
    const count = this.x.length;
    const reach = new Int32Array(count).fill(FAR), before = new Int32Array(count).fill(-1), source = new Int32Array(count).fill(-1);
    const heap = new Heap();
    const visit = (/** @type {number} */ vertex, /** @type {number} */ far, /** @type {number} */ by, /** @type {number} */ door) => {
      if (far > limit || far >= reach[vertex]) return;
      reach[vertex] = far;
      before[vertex] = by;
      source[vertex] = door;
      heap.push(far, vertex);
    };
    for (const door of from) {
      const arc = doors.arc[door], gap = doors.gap[door], along = doors.along[door];
      visit(first[arc], gap + along, -1, door);
      visit(last[arc], gap + length[arc] - along, -1, door);
    }
    while (heap.size) {
      const { far, item: vertex } = heap.pop();
      if (far > reach[vertex]) continue;
      for (let at = begin[vertex]; at < begin[vertex + 1]; at += 1) {
        const arc = arcs[at];
        visit(first[arc] + last[arc] - vertex, far + length[arc], vertex, source[vertex]);
      }
    }
    return { reach, before, source };
  }

  /**
   * @param {StreetDoors} doors
   * @param {number[]} from which of them
   * @param {Flood} flood from these, at least as far
   * @param {number} limit in centimetres
   * @returns {Pieces} the streets within the limit, cut where the walk ends; none overlaps another
   */
  served(doors, from, { reach }, limit) {
    const { first, last, length } = this;
    /** @type {Map<number, number[][]>} */
    const around = new Map();
    for (const door of from) {
      const left = limit - doors.gap[door], arc = doors.arc[door], along = doors.along[door];
      if (left >= 0) around.set(arc, [...(around.get(arc) || []), [along - left, along + left]]);
    }
    /** @type {number[][]} */
    const found = [[], [], []];
    for (let arc = 0; arc < first.length; arc += 1) {
      const ahead = limit - reach[first[arc]], back = limit - reach[last[arc]];
      if (ahead < 0 && back < 0 && !around.has(arc)) continue;
      const parts = [[0, ahead], [length[arc] - back, length[arc]], ...(around.get(arc) || [])]
        .map(([low, high]) => [Math.max(0, low), Math.min(length[arc], high)]).filter(([low, high]) => high > low).sort(([one], [other]) => one - other);
      let open = -1, end = -1;
      for (const [low, high] of [...parts, [FAR, FAR]]) {
        if (low <= end) {
          end = Math.max(end, high);
          continue;
        }
        if (end > open) [arc, open, end].forEach((value, at) => found[at].push(value));
        open = low;
        end = high;
      }
    }
    const [arc, low, high] = found.map((values) => Int32Array.from(values));
    return { arc, low, high };
  }

  /**
   * @param {number} plot
   * @param {string} layer
   * @param {number} row of the facility to which the walk leads
   * @param {number} metres how long it is
   * @returns {Route | null} the walk; nothing if the streets hold none of that length
   */
  route(plot, layer, row, metres) {
    const { first, last, length, plots } = this;
    const doors = this.doors[layer], to = doors.of([row]);
    const { reach, before, source } = this.flood(doors, to, Math.ceil(100 * metres) + ROUTE_SLACK);
    /** @type {{far: number, door: number, vertex: number, goal: number}[]} */
    const ways = [];
    for (const door of plots.of([plot])) {
      const arc = plots.arc[door], along = plots.along[door], gap = plots.gap[door];
      for (const [vertex, more] of [[first[arc], along], [last[arc], length[arc] - along]])
        if (reach[vertex] < FAR) ways.push({ far: reach[vertex] + more + gap, door, vertex, goal: source[vertex] });
      for (const goal of to)
        if (doors.arc[goal] === arc) ways.push({ far: gap + Math.abs(along - doors.along[goal]) + doors.gap[goal], door, vertex: -1, goal });
    }
    if (!ways.length) return null;
    const way = ways.reduce((one, other) => (other.far < one.far ? other : one));
    const points = [{ x: plots.x[way.door], y: plots.y[way.door] }, this.foot(plots, way.door)];
    for (let { vertex } = way; vertex >= 0; vertex = before[vertex]) points.push({ x: this.x[vertex], y: this.y[vertex] });
    points.push(this.foot(doors, way.goal), { x: doors.x[way.goal], y: doors.y[way.goal] });
    return { points, length: way.far / 100 };
  }

  /**
   * @param {StreetDoors} doors
   * @param {number} door
   * @returns {Spot} where it meets the street
   */
  foot(doors, door) {
    return this.spot(doors.arc[door], doors.along[door]);
  }

  /**
   * @param {number} arc
   * @param {number} along in centimetres
   * @returns {Spot}
   */
  spot(arc, along) {
    const { x, y, first, last, length } = this;
    const share = length[arc] ? along / length[arc] : 0;
    return { x: x[first[arc]] + share * (x[last[arc]] - x[first[arc]]), y: y[first[arc]] + share * (y[last[arc]] - y[first[arc]]) };
  }
}

/** What is nearest comes out first. */
class Heap {
  constructor() {
    /** @type {number[]} */
    this.far = [];
    /** @type {number[]} */
    this.items = [];
  }

  get size() {
    return this.far.length;
  }

  /**
   * @param {number} far
   * @param {number} item
   */
  push(far, item) {
    const { items } = this;
    let at = this.far.length;
    for (; at > 0; ) {
      const above = (at - 1) >> 1;
      if (this.far[above] <= far) break;
      this.far[at] = this.far[above];
      items[at] = items[above];
      at = above;
    }
    this.far[at] = far;
    items[at] = item;
  }

  /** @returns {{far: number, item: number}} */
  pop() {
    const { far, items } = this;
    const top = { far: far[0], item: items[0] };
    const lastFar = /** @type {number} */ (far.pop()), lastItem = /** @type {number} */ (items.pop());
    const count = far.length;
    if (!count) return top;
    let at = 0;
    for (let below = 1; below < count; below = 2 * at + 1) {
      if (below + 1 < count && far[below + 1] < far[below]) below += 1;
      if (far[below] >= lastFar) break;
      far[at] = far[below];
      items[at] = items[below];
      at = below;
    }
    far[at] = lastFar;
    items[at] = lastItem;
    return top;
  }
}
