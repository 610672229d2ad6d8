// The map of the page: draws the world with what is chosen, and tells what is under the pointer.

/** Names of facilities are written where at most this many are in view. */
const MOST_NAMES = 120;
const NAMES_FROM_ZOOM = 15.5;
/** Facilities in view that the keyboard walks through, even those in clusters. */
const MOST_WALKED = 1200;
/** The card and the room around it. */
const CARD_PIXELS = 360;

/**
 * @typedef {{kind: 'facility', group: FacilityGroup, row: number} | {kind: 'park', park: number}} Thing
 * @typedef {{kind: 'cluster', cluster: Cluster}} Many
 * @typedef {Thing | {kind: 'site', site: number}} Marked
 */

class Atlas {
  /**
   * @param {L.Map} map
   * @param {World} world
   * @param {Language} language
   * @param {State} state
   * @param {Filters} filters
   */
  constructor(map, world, language, state, filters) {
    this.map = map;
    this.world = world;
    this.language = language;
    this.state = state;
    this.filters = filters;
    this.sprites = new Sprites();
    this.clusters = new Clusters((count) => writeCompact(count, language.locale));
    this.backing = new Backing();
    this.cover = new CoverMap(world, state);
    this.parks = new ParkMap(this);
    this.theme = readTheme();
    /** Whether tiles lie under the map; the ground of the zone's own files rests then, but for its routes. */
    this.isOnTiles = false;
    /** @type {Marked[]} what is selected on the map, ringed */
    this.marked = [];
    this.canvas = new MapCanvas((context, view) => this.paint(context, view));
    window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      this.useTheme();
      this.canvas.ask();
    });
    this.canvas.addTo(map);
  }

  /** Draw from now on in the colours that hold now. */
  useTheme() {
    this.theme = readTheme();
    this.backing.drop();
  }

  /** @param {boolean} isOnTiles */
  lieOnTiles(isOnTiles) {
    this.isOnTiles = isOnTiles;
    this.backing.drop();
    this.canvas.ask();
  }

  /** @returns {FacilityGroup[]} what is shown, bottom first */
  shown() {
    const shown = this.world.groups.filter((group) => !this.state.now.hidden.includes(group.key));
    return [...shown.filter((group) => group.features.hasPaths), ...shown.filter((group) => !group.features.hasPaths)];
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   */
  paint(context, view) {
    const shown = this.shown();
    if (this.isHeavy(view, shown)) this.backing.draw(context, view, this.backingKey(shown), (own, whole) => this.paintShapes(own, whole, shown));
    else this.paintShapes(context, view, shown);
    this.paintCover(context, view);
    const { singles } = this.clusters.arrange(view, shown.map((group) => group.facilities));
    this.clusters.draw(context, view);
    const standing = shown.map((group, at) => ({ group, features: group.features, rows: singles[at] || new Uint32Array(0) }));
    const size = tileSize(view, standing);
    for (const { group, rows } of standing) group.facilities.drawSymbols(context, view, this.sprites, rows, size);
    this.paintMarks(context, view, size);
    this.paintLabels(context, view, standing, size);
    if (this.cover.proposal) this.cover.proposal.paintSites(context, view, this.theme, this.markedSite());
    document.documentElement.dataset.drawn = String(Math.round(performance.now()));
  }

  /** @returns {number} the proposed site that is selected, or -1 */
  markedSite() {
    const [thing] = this.marked;
    return thing && thing.kind === 'site' ? thing.site : -1;
  }

  /**
   * Draw everything that has a shape: ground, parks, and facilities that are areas or lines.
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {FacilityGroup[]} shown
   */
  paintShapes(context, view, shown) {
    const { hidden } = this.state.now;
    drawGround(context, view, this.world.grounds.filter(({ head }) => !hidden.includes(head.key) && (!this.isOnTiles || head.ground === 'route')), this.theme);
    this.parks.paint(context, view);
    for (const group of shown) group.facilities.drawShapes(context, view);
  }

  /**
   * @param {View} view
   * @param {FacilityGroup[]} shown
   * @returns {boolean} whether so many shapes are in view that a picture of them is worth keeping
   */
  isHeavy(view, shown) {
    const layers = [this.world.parks, ...this.world.grounds.map(({ features }) => features), ...shown.map(({ features }) => features)];
    return layers.reduce((sum, features) => sum + features.pathsIn(view).length, 0) > WORTH_KEEPING;
  }

  /**
   * @param {FacilityGroup[]} shown
   * @returns {string} what shapes depend on, besides the view and the theme
   */
  backingKey(shown) {
    const parks = this.marked.map((thing) => (thing.kind === 'park' ? thing.park : ''));
    // What filters leave of a park fills it, even where the facilities that are drawn stay the same.
    return [this.state.now.hidden, JSON.stringify(this.state.now.filters), parks, this.world.version, this.cover.view() ? 'cover' : '', ...shown.map(({ facilities }) => facilities.version)].join(' ');
  }

  /**
   * Lay coverage over shapes and under symbols; edges of parks stay on top.
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   */
  paintCover(context, view) {
    if (!this.cover.view()) return;
    this.cover.paint(context, view, this.theme);
    this.parks.paintEdges(context, view, this.world.parks.pathsIn(view));
    this.cover.paintRoute(context, view, this.theme, this.language);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {number} size of tiles
   */
  paintMarks(context, view, size) {
    for (const thing of this.marked) {
      if (thing.kind !== 'facility') continue;
      const { features, facilities } = thing.group;
      const x = features.x[thing.row] * view.scale + view.dx;
      const y = view.dy - features.y[thing.row] * view.scale;
      const side = Math.max(size, 16);
      context.beginPath();
      context.arc(x, y, side * 0.86, 0, 2 * Math.PI);
      context.lineWidth = 5;
      context.strokeStyle = PAPER;
      context.stroke();
      context.lineWidth = 3;
      context.strokeStyle = this.theme.accent;
      context.stroke();
      const sprite = this.sprites.tile(thing.group.symbolOf(thing.row), facilities.color, thing.group.look(thing.row), side, view.density);
      const width = sprite.width / view.density;
      context.drawImage(sprite, x - width / 2, y - width / 2, width, width);
    }
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {{group: FacilityGroup, rows: Uint32Array}[]} standing
   * @param {number} size of tiles
   */
  paintLabels(context, view, standing, size) {
    const occupied = new Occupied();
    const half = size / 2;
    const inView = standing.map(({ group, rows }) => ({ group, rows: rows.filter((row) => isInside(view, group.features, row)) }));
    for (const { group, rows } of inView) {
      for (const row of rows) {
        const x = group.features.x[row] * view.scale + view.dx;
        const y = view.dy - group.features.y[row] * view.scale;
        occupied.add(x - half, y - half, x + half, y + half);
      }
    }
    for (const { x, y, radius } of this.clusters.now.clusters) {
      const left = x * view.scale + view.dx, top = view.dy - y * view.scale;
      occupied.add(left - radius, top - radius, left + radius, top + radius);
    }
    if (this.cover.proposal) this.cover.proposal.occupy(view, occupied);
    this.parks.paintLabels(context, view, occupied);
    const count = inView.reduce((sum, { rows }) => sum + rows.length, 0);
    if (view.zoom < NAMES_FROM_ZOOM || count > MOST_NAMES) return;
    for (const { group, rows } of inView) this.paintNames(context, view, occupied, group, rows, half);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {Occupied} occupied
   * @param {FacilityGroup} group
   * @param {Uint32Array} rows
   * @param {number} half of a tile
   */
  paintNames(context, view, occupied, group, rows, half) {
    for (const row of rows) {
      const values = group.features.rows.peek(row);
      if (!values) {
        void group.features.rows.read(row).then(() => this.canvas.ask());
        return;
      }
      const text = this.language.name(values.slice(1, FIRST_PROPERTY), '');
      if (!text) continue;
      const x = group.features.x[row] * view.scale + view.dx;
      const y = view.dy - group.features.y[row] * view.scale;
      const style = { text, size: 12, bold: false, color: this.theme.ink, halo: this.theme.land };
      placeLabel(context, view, occupied, style, [[x, y + half + 10], [x, y - half - 9]], 0);
    }
  }

  /**
   * @param {L.Point} point in the map's container
   * @param {number} reach in pixels
   * @param {Selected | null} [after] what is chosen; of several at one place the next is wanted
   * @returns {Marked | Many | null}
   */
  thingAt(point, reach, after) {
    const view = viewOf(this.map);
    const site = this.cover.proposal ? this.cover.proposal.siteAt(view, point, reach, this.markedSite()) : -1;
    if (site >= 0) return { kind: 'site', site };
    const cluster = this.clusters.hit(view, point);
    if (cluster) return { kind: 'cluster', cluster };
    /** @type {{distance: number, group: FacilityGroup, row: number}[]} */
    const near = [];
    let shape = null, least = Infinity;
    for (const group of this.shown()) {
      const hits = group.facilities.hits(view, point, reach, this.clusters.now.isFree);
      near.push(...hits.map((hit) => ({ group, ...hit })));
      const found = hits.length ? null : group.facilities.hitShape(view, point);
      if (found && found.distance <= least) {
        least = found.distance;
        shape = { group, row: found.row };
      }
    }
    const best = near.length ? topmost(near, after || null) : shape;
    if (best) return { kind: 'facility', group: best.group, row: best.row };
    const row = shapeAt(this.world.parks, view, point, false);
    return row < 0 ? null : { kind: 'park', park: this.world.parks.numbers.at[row] };
  }

  /** @param {Marked | Many} thing */
  async nameOf(thing) {
    if (thing.kind === 'cluster') {
      const { count, late } = thing.cluster;
      const told = late ? this.language.t('cluster.late', { count, late }) : this.language.t('cluster.all', { count });
      return `${told}${this.language.t('semicolon')}${this.language.t('cluster.hint')}`;
    }
    if (thing.kind === 'site') return siteName(this.language, thing.site);
    if (thing.kind === 'park')
      return [this.world.parkName(this.language, thing.park), progressText(this.language, progressOfParks(this), thing.park)].filter(Boolean).join(' · ');
    const values = await thing.group.features.rows.read(thing.row);
    return this.language.name(values.slice(1, FIRST_PROPERTY), asText(values[0]));
  }

  /** @returns {{group: FacilityGroup, row: number}[]} facilities in view, as one reads: from the top, then from the left */
  inReadingOrder() {
    const view = viewOf(this.map);
    const line = 40;
    const { isFree } = this.clusters.now;
    const shown = this.shown().map((group) => ({ group, rows: group.features.pointsIn(view, 0) }));
    const many = shown.reduce((sum, { rows }) => sum + rows.length, 0) > MOST_WALKED;
    return shown
      .flatMap(({ group, rows }) => {
        const walked = rows.filter((row) => group.facilities.passes(row) && (!many || isFree(group.features, row)));
        return [...walked].map((row) => ({
          group, row, x: group.features.x[row], y: Math.round((view.dy - group.features.y[row] * view.scale) / line),
        }));
      })
      .sort((one, other) => one.y - other.y || one.x - other.x);
  }

  /** Show the whole zone. */
  fitZone() {
    const [west, south, east, north] = this.world.scene.bounds;
    const room = Math.min(28, this.map.getSize().x / 24);
    this.map.fitBounds([[south, west], [north, east]], { padding: [room, room], animate: false });
  }

  /**
   * @param {Box} box what to bring into view, beside the card, if it is not there already
   * @param {boolean} [isNear] whether it is to fill the view, so that what lies close together comes apart
   */
  show(box, isNear) {
    const bounds = L.latLngBounds(latLngOf(box.west, box.south), latLngOf(box.east, box.north));
    const size = this.map.getSize();
    const wide = size.x > 700;
    const free = L.bounds([40, 40], [wide ? size.x - CARD_PIXELS : size.x - 40, size.y - 40]);
    const corners = [bounds.getNorthWest(), bounds.getSouthEast()].map((corner) => this.map.latLngToContainerPoint(corner));
    if (!isNear && this.map.getZoom() >= 13 && corners.every((corner) => free.contains(corner))) return;
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.map.fitBounds(bounds, {
      paddingTopLeft: wide ? [70, 70] : [30, 30],
      paddingBottomRight: wide ? [CARD_PIXELS, 70] : [30, 30],
      maxZoom: 17,
      animate: !still,
    });
  }
}

/**
 * @param {View} view
 * @param {Features} features
 * @param {number} row
 * @returns {boolean} whether the row's symbol stands in the view
 */
function isInside(view, { x, y }, row) {
  return x[row] >= view.west && x[row] <= view.east && y[row] >= view.south && y[row] <= view.north;
}

/**
 * @param {{distance: number, group: FacilityGroup, row: number}[]} near symbols under the pointer, in the order of the layers
 * @param {Selected | null} after
 * @returns {{group: FacilityGroup, row: number}} the nearest; of several at its place the one below `after`, else the topmost
 */
function topmost(near, after) {
  const least = Math.min(...near.map((one) => one.distance));
  const layers = [...new Set(near.map((one) => one.group))];
  const pile = near
    .filter((one) => one.distance <= least + 0.5)
    .sort((one, other) => layers.indexOf(other.group) - layers.indexOf(one.group) || other.row - one.row);
  const at = pile.findIndex((one) => after && after.kind === 'facility' && after.group === one.group && after.row === one.row);
  return pile[(at + 1) % pile.length];
}
