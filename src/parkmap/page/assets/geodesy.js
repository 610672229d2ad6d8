// Lengths and areas on the ellipsoid: Web Mercator's own are ten per cent too long at Jinjiang.

const WGS84_A = 6378137, WGS84_F = 1 / 298.257223563;
const MEAN_RADIUS_M = 6371008.8;
/** Edges of an area are followed in steps of this length, for they are curves on a flat sheet. */
const EDGE_STEP_M = 250;
const MOST_STEPS = 500;

/** @typedef {{lng: number, lat: number}} LngLat */

/**
 * Vincenty's inverse formula: exact to a millimetre but for points nearly opposite each other.
 * @param {LngLat} one
 * @param {LngLat} other
 * @returns {number} metres along the ellipsoid
 */
function distanceBetween(one, other) {
  const rad = Math.PI / 180, b = WGS84_A * (1 - WGS84_F);
  const u1 = Math.atan((1 - WGS84_F) * Math.tan(one.lat * rad)), u2 = Math.atan((1 - WGS84_F) * Math.tan(other.lat * rad));
  const along = (other.lng - one.lng) * rad;
  const sinU1 = Math.sin(u1), cosU1 = Math.cos(u1), sinU2 = Math.sin(u2), cosU2 = Math.cos(u2);
  let lambda = along;
  for (let turn = 0; turn < 100; turn += 1) {
    const sinL = Math.sin(lambda), cosL = Math.cos(lambda);
    const sinS = Math.hypot(cosU2 * sinL, cosU1 * sinU2 - sinU1 * cosU2 * cosL);
    if (sinS === 0) return 0;
    const cosS = sinU1 * sinU2 + cosU1 * cosU2 * cosL;
    const sigma = Math.atan2(sinS, cosS);
    const sinA = (cosU1 * cosU2 * sinL) / sinS, cos2A = 1 - sinA * sinA;
    const cosM = cos2A ? cosS - (2 * sinU1 * sinU2) / cos2A : 0;
    const c = (WGS84_F / 16) * cos2A * (4 + WGS84_F * (4 - 3 * cos2A));
    const before = lambda;
    lambda = along + (1 - c) * WGS84_F * sinA * (sigma + c * sinS * (cosM + c * cosS * (2 * cosM * cosM - 1)));
    if (Math.abs(lambda - before) > 1e-12) continue;
    const u = (cos2A * (WGS84_A * WGS84_A - b * b)) / (b * b);
    const k = 1 + (u / 16384) * (4096 + u * (u * (320 - 175 * u) - 768));
    const l = (u / 1024) * (256 + u * (u * (74 - 47 * u) - 128));
    const more = l * sinS * (cosM + (l / 4) * (cosS * (2 * cosM * cosM - 1) -
      (l / 6) * cosM * (4 * sinS * sinS - 3) * (4 * cosM * cosM - 3)));
    return b * k * (sigma - more);
  }
  return greatCircle(one, other);
}

/**
 * @param {LngLat} one
 * @param {LngLat} other
 */
function greatCircle(one, other) {
  const rad = Math.PI / 180;
  const up = Math.sin(((other.lat - one.lat) * rad) / 2), across = Math.sin(((other.lng - one.lng) * rad) / 2);
  const h = up * up + Math.cos(one.lat * rad) * Math.cos(other.lat * rad) * across * across;
  return 2 * MEAN_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/**
 * @param {LngLat[]} points
 * @returns {number} metres along the line
 */
function lengthOf(points) {
  return points.reduce((sum, point, at) => (at ? sum + distanceBetween(points[at - 1], point) : 0), 0);
}

/**
 * Shoelace formula in an equal-area projection of the ellipsoid.
 * @param {LngLat[]} points corners of a polygon, not closed
 * @returns {number} square metres
 */
function areaOf(points) {
  const rad = Math.PI / 180;
  const edge = points.flatMap((point, at) => stepsAlong(point, points[(at + 1) % points.length]));
  let sum = 0;
  edge.forEach((point, at) => {
    const next = edge[(at + 1) % edge.length];
    // Across the date line the shorter way is meant.
    const across = ((next.lng - point.lng + 540) % 360) - 180;
    sum += across * rad * (authalic(point.lat * rad) + authalic(next.lat * rad));
  });
  return Math.abs((sum * WGS84_A * WGS84_A) / 4);
}

/**
 * @param {number} lat in radians
 * @returns {number} what the area up to this parallel grows with
 */
function authalic(lat) {
  const e2 = WGS84_F * (2 - WGS84_F), e = Math.sqrt(e2), sin = Math.sin(lat);
  return (1 - e2) * (sin / (1 - e2 * sin * sin) + Math.atanh(e * sin) / e);
}

/**
 * @param {LngLat} from
 * @param {LngLat} to
 * @returns {LngLat[]} places along the great circle, the first included
 */
function stepsAlong(from, to) {
  const rad = Math.PI / 180;
  const count = Math.min(MOST_STEPS, Math.ceil(greatCircle(from, to) / EDGE_STEP_M));
  if (count < 2) return [from];
  const vector = (/** @type {LngLat} */ { lng, lat }) => [Math.cos(lat * rad) * Math.cos(lng * rad), Math.cos(lat * rad) * Math.sin(lng * rad), Math.sin(lat * rad)];
  const [one, other] = [vector(from), vector(to)];
  const angle = greatCircle(from, to) / MEAN_RADIUS_M;
  return Array.from({ length: count }, (_, step) => {
    const share = step / count;
    const [x, y, z] = one.map((value, at) => Math.sin((1 - share) * angle) * value + Math.sin(share * angle) * other[at]);
    return step ? { lng: Math.atan2(y, x) / rad, lat: Math.atan2(z, Math.hypot(x, y)) / rad } : from;
  });
}
