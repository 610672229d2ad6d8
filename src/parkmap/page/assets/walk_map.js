// Walks on the map: the land and the streets that are served, and the way from the chosen plot.

/** A served street is so wide on the ground, if that is neither too little to be seen nor too much, in pixels. */
const STREET_METRES = 8, LEAST_STREET = 1.4, MOST_STREET = 3.4;
const ROUTE_PIXELS = 4;
const PIECES_AT_ONCE = 16;
/** So many states are remembered: two days that are compared, and those that one comes back to. */
const STATES_KEPT = 8;

/** @typedef {{x: Float64Array, y: Float64Array}} Lines two ends a piece, in units of the payload */

class WalkMap {
  /** @param {World} world */
  constructor(world) {
    this.world = world;
    /** @type {Map<string, {strips: Lines, streets: Lines}>} by layer, radius and those that serve */
    this.known = new Map();
    /** @type {{sign: string, metres: number, route: Route | null}} */
    this.last = { sign: '', metres: 0, route: null };
    /** @type {HTMLCanvasElement[]} of the land that is served on two days: it is drawn once, and used several times */
    this.pictures = [];
  }

  /** @returns {Streets} which are there once a rule of walks is */
  get streets() {
    return /** @type {Streets} */ (this.world.coverage.streets);
  }

  /** @param {CoverRule} rule */
  layerOf(rule) {
    return this.world.scene.layers[rule.head.layer].key;
  }

  /**
   * @param {CoverRule} rule
   * @returns {number} metres to either side of a street that belong to it
   */
  widthOf({ head }) {
    return Math.min(this.streets.head.strip, /** @type {number} */ (head.radius) / 2);
  }

  /**
   * @param {CoverRule} rule
   * @param {number} state
   * @returns {{strips: Lines, streets: Lines}} streets that a walk reaches with the width of a strip to spare, and all that it reaches
   */
  lines(rule, state) {
    const { streets } = this;
    const doors = streets.doors[this.layerOf(rule)], rows = rule.serving(state), from = doors.of(rows);
    const sign = `${rule.head.layer} ${rule.head.radius} ${from.join()}`;
    const known = this.known.get(sign);
    if (known) return known;
    const limit = Math.round(100 * /** @type {number} */ (rule.head.radius));
    const flood = streets.flood(doors, from, limit);
    const near = streets.served(doors, from, flood, limit - Math.round(100 * this.widthOf(rule)));
    const found = { strips: this.ends(near), streets: this.ends(streets.served(doors, from, flood, limit)) };
    if (this.known.size >= STATES_KEPT) this.known.delete(/** @type {string} */ (this.known.keys().next().value));
    this.known.set(sign, found);
    return found;
  }

  /**
   * @param {Pieces} pieces
   * @returns {Lines}
   */
  ends({ arc, low, high }) {
    const x = new Float64Array(2 * arc.length), y = new Float64Array(2 * arc.length);
    for (let at = 0; at < arc.length; at += 1) {
      [low[at], high[at]].forEach((along, end) => {
        const spot = this.streets.spot(arc[at], along);
        x[2 * at + end] = spot.x;
        y[2 * at + end] = spot.y;
      });
    }
    return { x, y };
  }

  /**
   * @param {View} view
   * @param {CoverRule} rule
   * @param {number} state
   * @param {number} at which of the two pictures it becomes
   * @returns {Union} the land that is served
   */
  land(view, rule, state, at) {
    const { across } = metresIn(view, (view.south + view.north) / 2);
    const picture = (this.pictures[at] = this.pictures[at] || document.createElement('canvas'));
    cover(sheetOf(picture, view), unionOf(view, this.lines(rule, state).strips, 2 * this.widthOf(rule) * across), '#000');
    return { fills: [], strokes: [], wide: 0, picture };
  }

  /**
   * Draw the streets that are served; of two days that are compared, those of both, of the later and of the earlier alone.
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {Theme} theme
   * @param {CoverView} told
   * @param {CoverMap} map
   */
  paintStreets(context, view, theme, told, map) {
    const { across } = metresIn(view, (view.south + view.north) / 2);
    const wide = Math.max(LEAST_STREET, Math.min(MOST_STREET, across * STREET_METRES));
    const [before, after] = told.states.map((state) => unionOf(view, this.lines(told.rule, state).streets, wide));
    // What is taken away is a little wider, or a fringe would be left.
    const more = (/** @type {Union} */ union) => ({ ...union, wide: wide + 2 });
    if (!told.isCompared) return cover(context, before, theme.served);
    map.lay(context, view, 1, (sheet) => {
      cover(sheet, before, theme.served);
      keep(sheet, more(after), map.scratch(view));
    });
    for (const [some, others, color] of /** @type {[Union, Union, string][]} */ ([[after, before, theme.gain], [before, after, theme.gap]])) {
      map.lay(context, view, 1, (sheet) => {
        cover(sheet, some, color);
        cut(sheet, more(others));
      });
    }
  }

  /**
   * @param {CoverView} told
   * @param {Selected | null} chosen
   * @returns {{route: Route | null, metres: number} | null} the way from the plot that is chosen to the nearest facility that serves
   */
  routeOf(told, chosen) {
    const plot = told.rule.straight ? this.world.coverage.plotOf(chosen) : -1;
    if (plot < 0) return null;
    const { nearest, distance } = told.rule.reach(told.state, plot);
    const sign = `${told.rule.id} ${nearest} ${distance} ${plot}`;
    if (sign !== this.last.sign) this.last = { sign, metres: distance, route: nearest < 0 ? null : this.streets.route(plot, this.layerOf(told.rule), nearest, distance) };
    return this.last.route && this.last;
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {Theme} theme
   * @param {Spot[]} points of the route
   * @param {string} label how long it is
   */
  paintRoute(context, view, theme, points, label) {
    const places = points.map(({ x, y }) => ({ x: x * view.scale + view.dx, y: view.dy - y * view.scale }));
    const streets = new Path2D(), straight = new Path2D();
    places.forEach(({ x, y }, at) => {
      // The first and the last piece lead between a door and the street.
      if (at) (at === 1 || at === places.length - 1 ? straight : streets).lineTo(x, y);
      if (!at || at === 1 || at === places.length - 2) (at === 1 ? streets : straight).moveTo(x, y);
    });
    context.lineCap = context.lineJoin = 'round';
    for (const [path, dash] of /** @type {[Path2D, number[]][]} */ ([[straight, [1, 7]], [streets, []]])) {
      context.setLineDash([]);
      context.strokeStyle = theme.land;
      context.lineWidth = ROUTE_PIXELS + 4;
      context.stroke(path);
      context.setLineDash(dash);
      context.strokeStyle = theme.accent;
      context.lineWidth = ROUTE_PIXELS;
      context.stroke(path);
    }
    context.setLineDash([]);
    context.lineCap = 'butt';
    const end = places[places.length - 1];
    context.beginPath();
    context.arc(end.x, end.y, 2.5 * ROUTE_PIXELS, 0, 2 * Math.PI);
    context.lineWidth = 3;
    context.strokeStyle = theme.accent;
    context.stroke();
    const { x, y } = halfWayAlong(places);
    placeLabel(context, view, new Occupied(), { text: label, size: 13, bold: true, color: theme.accent, halo: theme.land }, [[x, y - 14]], Infinity);
  }
}

/**
 * @param {View} view
 * @param {Lines} lines
 * @param {number} wide pixels
 * @returns {Union} those in view, as wide as that
 */
function unionOf(view, { x, y }, wide) {
  /** @type {Path2D[]} few pieces each: a browser takes long for a path of many, and neighbours make a small one */
  const strokes = [];
  let count = 0;
  const more = wide / view.scale;
  const west = view.west - more, east = view.east + more, south = view.south - more, north = view.north + more;
  for (let at = 0; at < x.length; at += 2) {
    if (Math.max(x[at], x[at + 1]) < west || Math.min(x[at], x[at + 1]) > east || Math.max(y[at], y[at + 1]) < south || Math.min(y[at], y[at + 1]) > north) continue;
    if (count++ % PIECES_AT_ONCE === 0) strokes.push(new Path2D());
    const path = strokes[strokes.length - 1];
    path.moveTo(x[at] * view.scale + view.dx, view.dy - y[at] * view.scale);
    path.lineTo(x[at + 1] * view.scale + view.dx, view.dy - y[at + 1] * view.scale);
  }
  return { fills: [], strokes, wide };
}

/**
 * @param {{x: number, y: number}[]} places of a line
 * @returns {{x: number, y: number}} half way along it
 */
function halfWayAlong(places) {
  const steps = places.slice(1).map(({ x, y }, at) => Math.hypot(x - places[at].x, y - places[at].y));
  let left = steps.reduce((sum, step) => sum + step, 0) / 2;
  let at = 0;
  while (at + 1 < steps.length && left > steps[at]) left -= steps[at++];
  const [one, other] = places.slice(at, at + 2);
  const share = steps[at] ? left / steps[at] : 0;
  return { x: one.x + share * (other.x - one.x), y: one.y + share * (other.y - one.y) };
}
