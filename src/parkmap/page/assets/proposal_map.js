// A proposal on the map: land that is served without the sites, what they add, what is left, and the sites as numbered pins.

/** Of a pin: its head, and how far that stands above the place. */
const PIN_RADIUS = 12, PIN_RISE = 20;
/** Half of the width of a mark: of a site whose pin would cover another, and of a site's alternative. */
const SMALL_SITE = 6, OTHER_SITE = 9;

/** @typedef {{at: number, x: number, y: number, isPin: boolean, rise: number}} PlacedSite in pixels of the view; a pin's head is above its place */

class ProposalMap {
  /**
   * @param {World} world
   * @param {State} state
   */
  constructor(world, state) {
    this.world = world;
    this.state = state;
    this.proposal = /** @type {Proposal} */ (world.proposal);
  }

  /** @returns {string} off, before or after: what the map shows of it, with all else that coverage draws */
  mode() {
    const { cover, tab } = this.state.now;
    return tab === 'coverage' || ['fill', 'shade', 'both'].includes(cover) ? this.proposal.mode(this.state.now) : 'off';
  }

  /** @returns {CoverView} */
  view() {
    return this.proposal.view(this.world, this.state.now, this.mode() === 'after');
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {Theme} theme
   */
  paintLand(context, view, theme) {
    const { land } = this.proposal;
    const isAfter = this.mode() === 'after';
    const paths = [new Path2D(), new Path2D(), new Path2D()];
    for (const row of land.pathsIn(view)) {
      const kind = land.numbers.land[row];
      land.trace(paths[kind === GAINED_LAND && !isAfter ? LEFT_LAND : kind], view, row);
    }
    context.fillStyle = hatchOf(context, theme.gap, view.density);
    context.fill(paths[LEFT_LAND]);
    context.globalAlpha = SERVED_ALPHA;
    context.fillStyle = theme.served;
    context.fill(paths[SERVED_LAND]);
    context.globalAlpha = GAIN_ALPHA;
    context.fillStyle = theme.gain;
    context.fill(paths[GAINED_LAND]);
    context.globalAlpha = 1;
  }

  /**
   * @param {View} view
   * @param {number} chosen -1 for none; while nothing is shown, this one is all the same
   * @returns {PlacedSite[]} the first ones last, for they lie on top
   */
  placed(view, chosen) {
    const isShown = this.mode() !== 'off';
    /** @type {PlacedSite[]} */
    const pins = [];
    this.proposal.sites.forEach((site, at) => {
      if (!isShown && at !== chosen) return;
      const { x, y } = pixelsOf(view, site);
      if (x < -PIN_RADIUS || y < -PIN_RADIUS || x > view.width + PIN_RADIUS || y > view.height + PIN_RADIUS + PIN_RISE) return;
      const isFree = pins.every((pin) => !pin.isPin || Math.hypot(pin.x - x, pin.y - y) > 1.6 * PIN_RADIUS);
      // A head that the edge of the map would cut hangs below.
      pins.push({ at, x, y, isPin: isFree || at === chosen, rise: y < PIN_RISE + PIN_RADIUS ? -PIN_RISE : PIN_RISE });
    });
    return pins.reverse();
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {Theme} theme
   * @param {number} chosen
   */
  paintSites(context, view, theme, chosen) {
    const placed = this.placed(view, chosen);
    const isBefore = this.mode() === 'before';
    for (const pin of placed.filter(({ at }) => at !== chosen)) paintSitePin(context, pin, theme, isBefore, false);
    const own = placed.find(({ at }) => at === chosen);
    if (!own) return;
    this.paintRadius(context, view, theme, own);
    this.proposal.sites[chosen].others.forEach((other, rank) => paintOtherSite(context, pixelsOf(view, other), theme, otherLetter(rank)));
    paintSitePin(context, own, theme, isBefore, true);
  }

  /**
   * Draw how far the chosen site serves by the straight line.
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {Theme} theme
   * @param {PlacedSite} pin
   */
  paintRadius(context, view, theme, { at, x, y }) {
    const { reach, rule } = this.proposal.head;
    if (rule.distance === 'network') return;
    const { across, up } = metresIn(view, unitsOf(this.proposal.sites[at]).y);
    context.beginPath();
    context.ellipse(x, y, reach * across, reach * up, 0, 0, 2 * Math.PI);
    context.setLineDash([7, 4]);
    context.lineWidth = 2;
    context.strokeStyle = theme.gain;
    context.stroke();
    context.setLineDash([]);
  }

  /**
   * @param {number} at
   * @param {View} view
   * @returns {Box} what the site serves by the straight line
   */
  boxOf(at, view) {
    const { x, y } = unitsOf(this.proposal.sites[at]);
    const reach = (metresIn(view, y).across * this.proposal.head.reach) / view.scale;
    return { west: x - reach, south: y - reach, east: x + reach, north: y + reach };
  }

  /**
   * Keep the names of things off the pins.
   * @param {View} view
   * @param {Occupied} occupied
   */
  occupy(view, occupied) {
    for (const { x, y, isPin, rise } of this.placed(view, -1)) {
      const [wide, middle] = isPin ? [PIN_RADIUS, y - rise] : [SMALL_SITE, y];
      occupied.add(x - wide, middle - wide, x + wide, middle + wide);
    }
  }

  /**
   * @param {View} view
   * @param {L.Point} point
   * @param {number} reach in pixels
   * @param {number} chosen
   * @returns {number} the site there, or -1
   */
  siteAt(view, point, reach, chosen) {
    const near = this.placed(view, chosen).map(({ at, x, y, isPin, rise }) => {
      const away = (/** @type {number} */ up) => Math.hypot(x - point.x, y - up - point.y);
      return { at, away: Math.min(away(0), isPin ? away(rise) : Infinity) };
    }).filter(({ away }) => away <= Math.max(reach, PIN_RADIUS)).sort((one, other) => one.away - other.away || one.at - other.at);
    return near.length ? near[0].at : -1;
  }

  /**
   * @param {Language} language
   * @param {{fill: boolean, shade: boolean}} look
   * @returns {{kind: string, text: string}[]} what is drawn, in words
   */
  keys(language, { fill, shade }) {
    const view = this.view();
    const layer = language.pick(this.world.scene.layers[view.rule.head.layer].title);
    const keys = [{ kind: 'site', text: language.t('sites.legend_site', { layer }) }];
    const { selection } = this.state.now;
    if (selection && selection.kind === 'site') keys.push({ kind: 'other', text: language.t('sites.legend_other') });
    if (fill) keys.push({ kind: 'shares', text: language.t('cover.legend_share', { what: shareName(language, view) }) }, { kind: 'fails', text: language.word('verdict', 'fail') });
    if (!shade) return keys;
    keys.push({ kind: 'served', text: language.t('sites.legend_served') });
    if (this.mode() === 'after') keys.push({ kind: 'gained', text: language.t('sites.legend_gained') });
    return [...keys, { kind: 'gap', text: language.t('cover.gap') }];
  }

  /** @param {Language} language */
  dayText(language) {
    return language.t('sites.day', { date: language.date(this.proposal.head.asOf) });
  }

  /**
   * @param {CanvasRenderingContext2D} context of a picture, whose legend it is
   * @param {string} kind site or other
   * @param {Theme} theme
   */
  paintKey(context, kind, theme) {
    context.save();
    context.translate(14, kind === 'other' ? 12 : 23);
    context.scale(0.7, 0.7);
    if (kind === 'other') paintOtherSite(context, { x: 0, y: 0 }, theme, 'a');
    else paintSitePin(context, { at: 0, x: 0, y: 0, isPin: true, rise: PIN_RISE }, theme, this.mode() === 'before', false);
    context.restore();
  }
}

/**
 * @param {View} view
 * @param {LngLat} place
 * @returns {Spot}
 */
function pixelsOf(view, place) {
  const { x, y } = unitsOf(place);
  return { x: x * view.scale + view.dx, y: view.dy - y * view.scale };
}

/**
 * A site stands out by its shape, which nothing else on the map has; one that is not built yet is hollow.
 * @param {CanvasRenderingContext2D} context
 * @param {PlacedSite} pin
 * @param {Theme} theme
 * @param {boolean} isHollow
 * @param {boolean} isChosen
 */
function paintSitePin(context, { at, x, y, isPin, rise }, theme, isHollow, isChosen) {
  const turn = Math.acos(PIN_RADIUS / PIN_RISE), down = (Math.PI / 2) * Math.sign(rise);
  context.beginPath();
  context.moveTo(x, isPin ? y : y - SMALL_SITE);
  if (isPin) context.arc(x, y - rise, PIN_RADIUS, down + turn, down - turn);
  else for (const [right, below] of [[1, 0], [0, 1], [-1, 0]]) context.lineTo(x + right * SMALL_SITE, y + below * SMALL_SITE);
  context.closePath();
  context.lineJoin = 'round';
  if (isChosen) strokeMark(context, theme.accent, 9);
  strokeMark(context, theme.land, 5);
  context.fillStyle = isHollow ? theme.land : theme.gain;
  context.fill();
  strokeMark(context, theme.gain, 2, isHollow ? [4, 2.5] : []);
  if (isPin) writeMark(context, String(at + 1), x, y - rise, isHollow ? theme.gain : theme.land, at < 99 ? 13 : 9.5);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Spot} spot
 * @param {Theme} theme
 * @param {string} letter
 */
function paintOtherSite(context, { x, y }, theme, letter) {
  context.beginPath();
  context.moveTo(x, y - OTHER_SITE * 1.2);
  for (const [right, down] of [[1.2, 0], [0, 1.2], [-1.2, 0]]) context.lineTo(x + right * OTHER_SITE, y + down * OTHER_SITE);
  context.closePath();
  context.lineJoin = 'round';
  strokeMark(context, theme.land, 4);
  context.fillStyle = theme.land;
  context.fill();
  strokeMark(context, theme.gain, 1.6);
  writeMark(context, letter, x, y - 0.5, theme.gain, 11);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} color
 * @param {number} width
 * @param {number[]} [dash]
 */
function strokeMark(context, color, width, dash) {
  context.setLineDash(dash || []);
  context.lineWidth = width;
  context.strokeStyle = color;
  context.stroke();
  context.setLineDash([]);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {string} color
 * @param {number} size
 */
function writeMark(context, text, x, y, color, size) {
  context.font = `700 ${size}px ${LABEL_FONT}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = color;
  context.fillText(text, x, y + 0.5);
}
