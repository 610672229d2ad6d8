// Land that is served, as shapes on a sheet: put together, taken away from each other, hatched.

/**
 * @typedef {{fills: Path2D[], strokes: Path2D[], wide: number, picture?: HTMLCanvasElement}} Union what is filled, and what is as wide as that,
 *   half of it on either side; or a picture of what takes long to be drawn
 */

/**
 * @param {HTMLCanvasElement} canvas
 * @param {View} view
 * @returns {CanvasRenderingContext2D} as large as the view, empty
 */
function sheetOf(canvas, { width, height, density }) {
  canvas.width = Math.round(width * density);
  canvas.height = Math.round(height * density);
  const sheet = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  sheet.setTransform(density, 0, 0, density, 0, 0);
  return sheet;
}

/**
 * @param {CanvasRenderingContext2D} sheet empty, if the union is a picture
 * @param {Union} union
 * @param {string | CanvasPattern} fill
 */
function cover(sheet, { fills, strokes, wide, picture }, fill) {
  sheet.fillStyle = sheet.strokeStyle = fill;
  sheet.lineWidth = wide;
  sheet.lineJoin = sheet.lineCap = 'round';
  for (const path of fills) sheet.fill(path);
  for (const path of strokes) sheet.stroke(path);
  if (!picture) return;
  stamp(sheet, picture);
  sheet.globalCompositeOperation = 'source-in';
  sheet.fillRect(0, 0, picture.width, picture.height);
  sheet.globalCompositeOperation = 'source-over';
}

/**
 * @param {CanvasRenderingContext2D} sheet
 * @param {HTMLCanvasElement} picture as large as the sheet
 */
function stamp(sheet, picture) {
  sheet.save();
  sheet.setTransform(1, 0, 0, 1, 0, 0);
  sheet.drawImage(picture, 0, 0);
  sheet.restore();
}

/**
 * @param {CanvasRenderingContext2D} sheet
 * @param {Union} union what is taken away
 */
function cut(sheet, union) {
  sheet.globalCompositeOperation = 'destination-out';
  if (union.picture) stamp(sheet, union.picture);
  else cover(sheet, union, '#000');
  sheet.globalCompositeOperation = 'source-over';
}

/**
 * @param {CanvasRenderingContext2D} sheet
 * @param {Union} union what alone is left
 * @param {CanvasRenderingContext2D} scratch
 */
function keep(sheet, union, scratch) {
  if (!union.picture) cover(scratch, union, '#000');
  sheet.globalCompositeOperation = 'destination-in';
  stamp(sheet, union.picture || scratch.canvas);
  sheet.globalCompositeOperation = 'source-over';
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} color
 * @param {number} density
 * @param {boolean} [crossed]
 * @returns {CanvasPattern} slanted lines
 */
function hatchOf(context, color, density, crossed) {
  const tile = document.createElement('canvas');
  const side = 8 * density;
  tile.width = tile.height = side;
  const pen = /** @type {CanvasRenderingContext2D} */ (tile.getContext('2d'));
  pen.fillStyle = pen.strokeStyle = color;
  pen.globalAlpha = 0.1;
  pen.fillRect(0, 0, side, side);
  pen.globalAlpha = 0.62;
  pen.lineWidth = 1.1 * density;
  for (const turn of crossed ? [1, -1] : [1]) {
    for (const away of [-side, 0, side]) {
      pen.moveTo(turn > 0 ? away - 1 : side - away + 1, side + 1);
      pen.lineTo(turn > 0 ? away + side + 1 : -away - 1, -1);
    }
  }
  pen.stroke();
  const pattern = /** @type {CanvasPattern} */ (context.createPattern(tile, 'repeat'));
  pattern.setTransform(new DOMMatrix([1 / density, 0, 0, 1 / density, 0, 0]));
  return pattern;
}

/**
 * A metre on the ellipsoid in pixels: Web Mercator stretches it with the latitude, and up a hair more than across.
 * @param {View} view
 * @param {number} y in units of the payload
 * @returns {{across: number, up: number}}
 */
function metresIn(view, y) {
  const phi = (latLngOf(0, y).lat * Math.PI) / 180;
  const e2 = WGS84_F * (2 - WGS84_F);
  const bent = 1 - e2 * Math.sin(phi) ** 2;
  const across = (10 * view.scale * Math.sqrt(bent)) / Math.cos(phi);
  return { across, up: (across * bent) / (1 - e2) };
}

/**
 * @param {View} view
 * @param {number} x
 * @param {number} y
 * @param {{across: number, up: number}} reach of a metre
 * @param {number} radius
 * @returns {boolean} whether a disk there may be seen
 */
function near(view, x, y, { across, up }, radius) {
  const more = (1.1 * radius * Math.max(across, up)) / view.scale;
  return x > view.west - more && x < view.east + more && y > view.south - more && y < view.north + more;
}

/**
 * @param {Spot[]} spots
 * @param {number} side
 * @returns {Spot[]} one in each square of that side
 */
function apart(spots, side) {
  const squares = new Map(spots.map((spot) => [`${Math.round(spot.x / side)} ${Math.round(spot.y / side)}`, spot]));
  return [...squares.values()];
}

/**
 * @param {CoverRule} rule
 * @returns {Map<number, Spot[]>} by row, where one goes in
 */
function doorsOf({ numbers }) {
  const { doorRow, doorX, doorY } = /** @type {Record<string, Numbers | undefined>} */ (numbers);
  /** @type {Map<number, Spot[]>} */
  const doors = new Map();
  if (!doorRow || !doorX || !doorY) return doors;
  doorRow.forEach((row, at) => doors.set(row, [...(doors.get(row) || []), { x: doorX[at], y: doorY[at] }]));
  return doors;
}

/**
 * @param {Features} features
 * @param {number} row
 * @returns {Spot[] | null} the points that a facility is; nothing for one of lines or areas
 */
function pointsOf(features, row) {
  const place = features.placeOf(row);
  if (place < 0) return [{ x: features.x[row], y: features.y[row] }];
  const { pathKind, pathX, pathY } = features.numbers;
  const firstPath = /** @type {Uint32Array} */ (features.firstPath), firstVertex = /** @type {Uint32Array} */ (features.firstVertex);
  const spots = [];
  for (let path = firstPath[place]; path < firstPath[place + 1]; path += 1) {
    if (pathKind[path] !== DOT) return null;
    spots.push({ x: pathX[firstVertex[path]], y: pathY[firstVertex[path]] });
  }
  return spots;
}
