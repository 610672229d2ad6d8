// Parks on the map: how full they are, their edges by what is wrong, and their names.

/** A park this large on the screen tells beside its name how far it is. */
const NOTED_PARK = 110;
/** Symbols may cover so much of that. */
const COVERED_NOTE = 0.2;
/** So many parks in view are outlined finely. */
const MANY_PARKS = 400;

class ParkMap {
  /** @param {Atlas} atlas */
  constructor(atlas) {
    this.atlas = atlas;
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   */
  paint(context, view) {
    const rows = this.atlas.world.parks.pathsIn(view);
    this.paintFills(context, view, rows);
    this.paintEdges(context, view, rows);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {number[]} rows
   */
  paintEdges(context, view, rows) {
    const { parks, parkRow } = this.atlas.world;
    const chosen = new Set(this.atlas.marked.flatMap((thing) => (thing.kind === 'park' ? [parkRow[thing.park]] : [])));
    this.paintOutlines(context, view, rows.filter((row) => !chosen.has(row)), 2, this.atlas.theme.park);
    const { late } = progressOfParks(this.atlas);
    const isLate = (/** @type {number} */ row) => !this.atlas.cover.view() && late[parks.numbers.at[row]];
    this.paintOutlines(context, view, rows.filter((row) => !chosen.has(row) && isLate(row)), 2.6, this.atlas.theme.warn, [9, 4]);
    this.paintOutlines(context, view, rows.filter((row) => !chosen.has(row) && this.atlas.cover.isFailing(parks.numbers.at[row])), 3, this.atlas.theme.gap);
    this.paintOutlines(context, view, rows.filter((row) => chosen.has(row)), 4, this.atlas.theme.accent);
  }

  /**
   * Fill each park the fuller the more of it stands; one that nothing is promised for is quiet paper.
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {number[]} rows
   */
  paintFills(context, view, rows) {
    const { parks } = this.atlas.world;
    const progress = progressOfParks(this.atlas);
    const isQuiet = Boolean(this.atlas.cover.view());
    /** @type {number[][]} the last are those for which nothing is promised */
    const byClass = [...SHARE_ALPHAS, 0].map(() => []);
    for (const row of rows) byClass[((isQuiet ? -1 : shareClass(progress, parks.numbers.at[row])) + byClass.length) % byClass.length].push(row);
    byClass.forEach((alike, at) => {
      if (!alike.length) return;
      context.beginPath();
      for (const row of alike) parks.trace(context, view, row);
      context.globalAlpha = at < SHARE_ALPHAS.length ? SHARE_ALPHAS[at] : 1;
      context.fillStyle = at < SHARE_ALPHAS.length ? this.atlas.theme.park : this.atlas.theme.parkFill;
      context.fill();
      context.globalAlpha = 1;
    });
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {number[]} rows
   * @param {number} width
   * @param {string} color
   * @param {number[]} [dash]
   */
  paintOutlines(context, view, rows, width, color, dash) {
    if (!rows.length) return;
    context.beginPath();
    for (const row of rows) this.atlas.world.parks.trace(context, view, row);
    context.lineJoin = 'round';
    const wide = rows.length > MANY_PARKS ? Math.min(width, 1) : width;
    if (this.atlas.isOnTiles || dash) {
      context.lineWidth = wide + (this.atlas.isOnTiles ? 2.5 : 1);
      context.strokeStyle = this.atlas.theme.land;
      context.stroke();
    }
    context.setLineDash(dash || []);
    context.lineWidth = wide;
    context.strokeStyle = color;
    context.stroke();
    context.setLineDash([]);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {View} view
   * @param {Occupied} occupied
   */
  paintLabels(context, view, occupied) {
    const { parks, scene, when } = this.atlas.world;
    const progress = progressOfParks(this.atlas);
    const noteOf = (/** @type {number} */ park) => (this.atlas.cover.view() ? this.atlas.cover.noteOf(this.atlas.language, park) : progressText(this.atlas.language, progress, park));
    for (const row of parks.pathsIn(view)) {
      const box = parks.boxOf(row);
      const width = (box.east - box.west) * view.scale, height = (box.north - box.south) * view.scale;
      if (Math.max(width, height) < 34) continue;
      const text = this.atlas.world.parkName(this.atlas.language, parks.numbers.at[row]);
      const style = { text, size: scene.parks.ids.length > 40 || view.width < 500 ? 12 : 14, bold: true, color: this.atlas.theme.ink, halo: this.atlas.theme.land };
      const x = parks.x[row] * view.scale + view.dx, y = view.dy - parks.y[row] * view.scale;
      const note = Math.max(width, height) < NOTED_PARK ? '' : noteOf(parks.numbers.at[row]);
      const places = placesInside(x, y, height);
      const noted = note && placeLabel(context, view, occupied, { ...style, note, slanted: when.isPlan }, places, COVERED_NOTE);
      if (!noted) placeLabel(context, view, occupied, style, places, Infinity);
    }
  }
}
