// Coverage on the map: parks filled by their share, what is served, and the gaps, with the radius that holds on the ground.

/** @typedef {{x: number, y: number}} Spot in units of the payload */

/** So many facilities in view are drawn each; of more, those that stand on top of each other once. */
const MOST_DISKS = 3000;
/** Of the radius: nearer than this they stand on top of each other then. */
const SAME_DISK = 1 / 16;
const SERVED_ALPHA = 0.34, GAIN_ALPHA = 0.44;

class CoverMap {
  /**
   * @param {World} world
   * @param {State} state
   */
  constructor(world, state) {
    this.world = world;
    this.state = state;
    this.proposal = world.proposal && new ProposalMap(world, state);
    /** @type {HTMLCanvasElement | null} where unions of disks are put together */
    this.sheet = null;
    /** @type {{choice: Choice | null, when: When | null, told: CoverView | null}} what was drawn last */
    this.known = { choice: null, when: null, told: null };
    /** @type {HTMLCanvasElement | null} another one, for what is common to two unions */
    this.scrap = null;
    /** @type {Selected | null} */
    this.chosen = null;
    /** @type {WalkMap | null} made when walks are shown */
    this.walkMap = null;
    this.backing = new Backing();
  }

  /** @returns {{fill: boolean, shade: boolean}} what is to be drawn: unless a reader says so, the shading while its tab is open */
  look() {
    const { cover, tab } = this.state.now;
    if (!this.world.coverage.isThere && !this.proposal) return { fill: false, shade: false };
    return cover ? { fill: ['fill', 'both'].includes(cover), shade: ['shade', 'both'].includes(cover) } : { fill: false, shade: tab === 'coverage' };
  }

  /** @returns {CoverView | null} what is drawn; nothing while it is not there */
  view() {
    const { fill, shade } = this.look();
    const proposed = this.proposal && this.proposal.mode() !== 'off' ? this.proposal : null;
    if (!fill && !shade && !proposed) return null;
    const { choice, told, when } = this.known;
    // It is asked for again and again while one picture is drawn.
    if (!told || choice !== this.state.now || when !== this.world.when)
      this.known = { choice: this.state.now, when: this.world.when, told: proposed ? proposed.view() : coverView(this.world, this.state.now) };
    return this.known.told;
  }

  /** @returns {WalkMap} */
  get walks() {
    this.walkMap = this.walkMap || new WalkMap(this.world);
    return this.walkMap;
  }

  /** @param {CoverRule} rule */
  titleOf(rule) {
    return this.world.scene.layers[rule.head.layer].title;
  }

  /**
   * @param {Language} language
   * @param {number} park
   * @returns {string} what stands below the name of a park
   */
  noteOf(language, park) {
    const view = /** @type {CoverView} */ (this.view());
    const figures = view.figures(park);
    const { verdict } = view.judged(figures);
    return `${figureText(language, view, figures)}${insteadText(language, view, figures)} ${language.word('verdict', verdict)}`;
  }

  /**
   * @param {number} park
   * @returns {boolean} whether its edge is to say that it fails: a fill by share does not
   */
  isFailing(park) {
    const view = this.look().fill ? this.view() : null;
    return view !== null && view.hasShares && view.judged(view.figures(park)).verdict === 'fail';
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {Theme} theme
   */
  paint(context, view, theme) {
    const told = this.view();
    if (!told) return;
    const { fill, shade } = this.look();
    if (fill) this.paintFills(context, view, theme, told, shade ? 0.5 : 1);
    if (shade && this.proposal && this.proposal.mode() !== 'off') this.proposal.paintLand(context, view, theme);
    else if (shade && told.rule.straight) this.paintWalks(context, view, theme, told);
    else if (shade && told.isRound) this.paintShade(context, view, theme, told);
  }

  /**
   * Shade along streets; the picture is kept while the map is panned, for it may be of many thousands of pieces.
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {Theme} theme
   * @param {CoverView} told
   */
  paintWalks(context, view, theme, told) {
    const key = [told.rule.id, ...told.states, told.isCompared, theme.served, theme.land].join(' ');
    this.backing.draw(context, view, key, (own, whole) => {
      this.paintShade(own, whole, theme, told);
      this.walks.paintStreets(own, whole, theme, told, this);
    });
  }

  /** @returns {{route: Route | null, metres: number} | null} from the plot that is chosen */
  route() {
    const told = this.view();
    return told && told.rule.straight && this.walks.routeOf(told, this.chosen);
  }

  /**
   * @param {Selected} selected
   * @returns {Box | null} around the way from a plot
   */
  routeBox(selected) {
    const view = this.view();
    const told = view && view.rule.straight && this.walks.routeOf(view, selected);
    return told && told.route && joinBoxes(told.route.points.map(({ x, y }) => ({ west: x, south: y, east: x, north: y })));
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {Theme} theme
   * @param {Language} language
   */
  paintRoute(context, view, theme, language) {
    const told = this.route();
    if (told && told.route) this.walks.paintRoute(context, view, theme, told.route.points, `${language.number(Math.round(told.metres))} m`);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {Theme} theme
   * @param {CoverView} told
   * @param {number} strength
   */
  paintFills(context, view, theme, told, strength) {
    const { parks } = this.world;
    for (const row of parks.pathsIn(view)) {
      const figures = told.figures(parks.numbers.at[row]);
      const kind = coverClass(told, figures);
      if (kind === null) continue;
      context.beginPath();
      parks.trace(context, view, row);
      context.globalAlpha = strength * (kind === 'gap' ? 1 : COVER_ALPHAS[Number(kind)]);
      context.fillStyle = kind === 'gap' ? hatchOf(context, theme.gap, view.density) : theme.cover;
      context.fill();
      context.globalAlpha = 1;
    }
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {Theme} theme
   * @param {CoverView} told
   */
  paintShade(context, view, theme, told) {
    const { parks } = this.world;
    const [before, after] = this.unions(view, told);
    const gap = hatchOf(context, theme.gap, view.density);
    context.save();
    context.beginPath();
    for (const row of parks.pathsIn(view)) parks.trace(context, view, row);
    context.clip();
    this.lay(context, view, 1, (sheet) => {
      sheet.fillStyle = gap;
      sheet.fillRect(0, 0, view.width, view.height);
      for (const union of new Set([before, after])) cut(sheet, union);
    });
    this.lay(context, view, SERVED_ALPHA, (sheet) => {
      cover(sheet, before, theme.served);
      if (told.isCompared) keep(sheet, after, this.scratch(view));
    });
    if (told.isCompared) {
      this.lay(context, view, GAIN_ALPHA, (sheet) => {
        cover(sheet, after, theme.gain);
        cut(sheet, before);
      });
      this.lay(context, view, 0.8, (sheet) => {
        cover(sheet, before, hatchOf(context, theme.gap, view.density, true));
        cut(sheet, after);
      });
    }
    context.restore();
  }

  /**
   * Draw something apart, and lay it over the map.
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {number} alpha
   * @param {(sheet: CanvasRenderingContext2D) => void} draw
   */
  lay(context, view, alpha, draw) {
    this.sheet = this.sheet || document.createElement('canvas');
    const sheet = sheetOf(this.sheet, view);
    draw(sheet);
    context.globalAlpha = alpha;
    context.drawImage(this.sheet, 0, 0, view.width, view.height);
    context.globalAlpha = 1;
  }

  /**
   * @param {View} view
   * @returns {CanvasRenderingContext2D} another sheet, empty
   */
  scratch(view) {
    this.scrap = this.scrap || document.createElement('canvas');
    return sheetOf(this.scrap, view);
  }

  /**
   * @param {View} view
   * @param {CoverView} told
   * @returns {Union[]} what is served on the earlier day and on the later one
   */
  unions(view, { rule, states: [before, after] }) {
    const union = (/** @type {number} */ state, /** @type {number} */ at) => (rule.straight ? this.walks.land(view, rule, state, at) : this.union(view, rule, state));
    const first = union(before, 0);
    return [first, after === before ? first : union(after, 1)];
  }

  /**
   * @param {View} view
   * @param {CoverRule} rule
   * @param {number} state
   * @returns {Union} what lies within the radius of those that serve
   */
  union(view, rule, state) {
    const { features } = /** @type {FacilityGroup} */ (this.world.groupAt(rule.head.layer));
    const radius = /** @type {number} */ (rule.head.radius);
    const disks = new Path2D(), shapes = new Path2D();
    const doors = doorsOf(rule);
    /** @type {Spot[]} */
    const spots = [];
    for (const row of rule.serving(state)) {
      const of = doors.get(row) || pointsOf(features, row);
      if (of) spots.push(...of);
      else features.trace(shapes, view, row);
    }
    const reach = metresIn(view, (view.south + view.north) / 2);
    const seen = spots.filter(({ x, y }) => near(view, x, y, reach, radius));
    for (const { x, y } of seen.length > MOST_DISKS ? apart(seen, (radius * SAME_DISK * reach.across) / view.scale) : seen) {
      const { across, up } = metresIn(view, y);
      const left = x * view.scale + view.dx, top = view.dy - y * view.scale;
      disks.moveTo(left + radius * across, top);
      disks.ellipse(left, top, radius * across, radius * up, 0, 0, 2 * Math.PI);
    }
    return { fills: [disks, shapes], strokes: [shapes], wide: 2 * radius * reach.across };
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {string} kind of a key in the legend of a picture
   * @param {Theme} theme
   */
  paintKey(context, kind, theme) {
    if (this.proposal && (kind === 'site' || kind === 'other')) return this.proposal.paintKey(context, kind, theme);
    if (kind === 'street' || kind === 'route') {
      context.fillStyle = kind === 'street' ? theme.served : theme.accent;
      context.fillRect(0, 10, 28, kind === 'street' ? 3 : 5);
      return;
    }
    const wide = kind === 'shares' ? 12 : 28;
    (kind === 'shares' ? COVER_ALPHAS : [1]).forEach((alpha, at) => {
      const fills = { gap: hatchOf(context, theme.gap, 1), lost: hatchOf(context, theme.gap, 1, true), served: theme.served, gained: theme.gain };
      context.globalAlpha = kind === 'shares' ? alpha : { served: SERVED_ALPHA, gained: GAIN_ALPHA, met: COVER_ALPHAS[4], fails: 0.01 }[kind] || 1;
      context.fillStyle = fills[/** @type {keyof typeof fills} */ (kind)] || theme.cover;
      context.fillRect(wide * at, 5, wide, 14);
      context.globalAlpha = 1;
    });
    context.strokeStyle = kind === 'fails' ? theme.gap : theme.mute;
    context.lineWidth = kind === 'fails' ? 3 : 1;
    return context.strokeRect(0.5, 5, kind === 'shares' ? 60 : 28, 14);
  }
}

/**
 * @param {World} world
 * @param {Choice} choice
 * @returns {CoverView | null} nothing while the rule is not there
 */
function coverView(world, choice) {
  const rule = world.coverage.isThere ? world.coverage.chosen(choice) : null;
  return rule && new CoverView(world, choice, rule);
}

/**
 * @param {CoverView} told
 * @param {Figures} figures
 * @returns {string | null} the class of its share; without shares, how it is judged
 */
function coverClass(told, figures) {
  if (!told.hasShares) return { pass: '4', fail: 'gap' }[told.judged(figures).verdict] || null;
  const share = told.share(figures);
  return share === null ? null : String(Math.min(COVER_ALPHAS.length - 1, Math.floor(share * COVER_ALPHAS.length + 1e-9)));
}
