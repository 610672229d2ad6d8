// Tiles in GCJ-02 under data in WGS 84: the tiles move, the data stay.

/**
 * The displacement changes by up to 8 m a kilometre in China, some pixels over a screen, so each tile is laid on its
 * own: its edges go where their middles belong. Neighbours share an edge, so there are no gaps. What is left is how an
 * edge would slant, below a pixel, and the rounding to whole pixels.
 * @param {{x: number, y: number, z: number}} coords of a tile
 * @param {L.Point} size of tiles
 * @returns {L.Bounds} where it belongs, in pixels of the world at its zoom
 */
function alignedBox({ x, y, z }, size) {
  const crs = L.CRS.EPSG3857;
  const at = (/** @type {number} */ column, /** @type {number} */ row) => {
    const { lng, lat } = crs.pointToLatLng(L.point(column * size.x, row * size.y), z);
    const place = fromGcj02(lng, lat);
    return crs.latLngToPoint(L.latLng(place.lat, place.lng), z).round();
  };
  return L.bounds([at(x, y + 0.5).x, at(x + 0.5, y).y], [at(x + 1, y + 0.5).x, at(x + 0.5, y + 1).y]);
}

/**
 * @param {L.LatLng} place in WGS 84
 * @returns {L.LatLng} in GCJ-02
 */
function movedToGcj02({ lng, lat }) {
  const moved = toGcj02(lng, lat);
  return L.latLng(moved.lat, moved.lng);
}
