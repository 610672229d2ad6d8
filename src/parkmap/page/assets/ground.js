// The ground that facilities stand on: quiet paper made of the zone's own roads, water and green.

/**
 * @typedef {{
 *   land: string, green: string, water: string, building: string, buildingEdge: string, road: string, roadEdge: string,
 *   footway: string, route: string, park: string, parkFill: string, ink: string, mute: string, accent: string, warn: string,
 *   cover: string, served: string, gap: string, gain: string,
 * }} Theme
 */

const ROAD_METRES = 14;
const AREA_GROUNDS = ['green', 'water', 'building'];

/** @returns {Theme} colours of the scheme that the reader's system asks for */
function readTheme() {
  const style = window.getComputedStyle(document.documentElement);
  const get = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
  return {
    land: get('land'), green: get('green'), water: get('water'), building: get('building'),
    buildingEdge: get('building-edge'), road: get('road'), roadEdge: get('road-edge'), footway: get('footway'),
    route: get('route'), park: get('park'), parkFill: get('park-fill'), ink: get('ink'), mute: get('mute'),
    accent: get('accent'), warn: get('warn'), cover: get('cover'), served: get('served'), gap: get('gap'), gain: get('gain'),
  };
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {View} view
 * @param {{head: LayerHead, features: Features}[]} grounds
 * @param {Theme} theme
 */
function drawGround(context, view, grounds, theme) {
  const of = (/** @type {string} */ kind) => grounds.filter(({ head }) => head.ground === kind);
  for (const kind of AREA_GROUNDS) for (const ground of of(kind)) drawAreas(context, view, ground.features, kind, theme);
  const roads = of('road').map(({ features }) => tracedAll(features, view));
  const width = roadWidth(view);
  context.lineJoin = 'round';
  context.lineCap = 'round';
  for (const path of roads) strokeWith(context, path, theme.roadEdge, width + Math.max(1, Math.min(2.4, width * 0.4)));
  for (const { features } of of('footway')) {
    context.setLineDash(width > 5 ? [4, 4] : []);
    strokeWith(context, tracedAll(features, view), theme.footway, width > 5 ? 1.4 : 0.9);
    context.setLineDash([]);
  }
  for (const path of roads) strokeWith(context, path, theme.road, width);
  for (const { features } of of('route')) {
    context.globalAlpha = 0.5;
    strokeWith(context, tracedAll(features, view), theme.route, Math.max(1.2, Math.min(2.4, width * 0.35)));
    context.globalAlpha = 1;
  }
}

/** @param {View} view */
function roadWidth(view) {
  return Math.max(1.1, Math.min(13, ROAD_METRES * 10 * view.scale));
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {View} view
 * @param {Features} features
 * @param {string} kind
 * @param {Theme} theme
 */
function drawAreas(context, view, features, kind, theme) {
  const areas = new Path2D(), lines = new Path2D();
  for (const row of features.pathsIn(view)) features.trace(features.isArea(row) ? areas : lines, view, row);
  const fill = kind === 'green' ? theme.green : kind === 'water' ? theme.water : theme.building;
  context.fillStyle = fill;
  context.fill(areas);
  if (kind === 'building') strokeWith(context, areas, theme.buildingEdge, 0.7);
  strokeWith(context, lines, fill, kind === 'water' ? Math.max(1.5, roadWidth(view) * 0.7) : 2);
}

/**
 * @param {Features} features
 * @param {View} view
 */
function tracedAll(features, view) {
  const path = new Path2D();
  for (const row of features.pathsIn(view)) features.trace(path, view, row);
  return path;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Path2D} path
 * @param {string} color
 * @param {number} width
 */
function strokeWith(context, path, color, width) {
  context.strokeStyle = color;
  context.lineWidth = width;
  context.stroke(path);
}
