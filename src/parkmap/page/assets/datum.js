// WGS 84, GCJ-02 and the CGCS2000 grid, one into the other, as intake/datum.py and PROJ have them.

const GCJ_A = 6378245, GCJ_E2 = 0.00669342162296594323;
const CHINA = { west: 72.004, south: 0.8293, east: 137.8347, north: 55.8271 };
const GRID_A = 6378137, GRID_F = 1 / 298.257222101;
const FALSE_EAST = 500000;
/** Three-degree zones of the grid in China. */
const FIRST_ZONE = 25, LAST_ZONE = 45;

/**
 * @param {number} lng
 * @param {number} lat
 * @returns {boolean} whether GCJ-02 displaces here
 */
function inChina(lng, lat) {
  return lng >= CHINA.west && lng <= CHINA.east && lat >= CHINA.south && lat <= CHINA.north;
}

/**
 * @param {number} lng
 * @param {number} lat
 * @returns {LngLat} in GCJ-02
 */
function toGcj02(lng, lat) {
  return inChina(lng, lat) ? displaced(lng, lat) : { lng, lat };
}

/**
 * @param {number} lng
 * @param {number} lat
 * @returns {LngLat} in WGS 84, exact to a micrometre
 */
function fromGcj02(lng, lat) {
  if (!inChina(lng, lat)) return { lng, lat };
  let x = lng, y = lat;
  for (let step = 0; step < 12; step += 1) {
    const moved = toGcj02(x, y);
    x += lng - moved.lng;
    y += lat - moved.lat;
  }
  return { lng: x, lat: y };
}

/**
 * @param {number} lng
 * @param {number} lat
 * @returns {LngLat}
 */
function displaced(lng, lat) {
  const { PI, sin, cos, sqrt, abs } = Math;
  const x = lng - 105, y = lat - 35;
  const waves = (/** @type {number} */ value, /** @type {number[][]} */ terms) =>
    (terms.reduce((sum, [height, frequency]) => sum + height * sin(value * frequency * PI), 0) * 2) / 3;
  const both = waves(x, [[20, 6], [20, 2]]) , root = sqrt(abs(x));
  const up = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + both + waves(y, [[20, 1], [40, 1 / 3], [160, 1 / 12], [320, 1 / 30]]);
  const across = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + both + waves(x, [[20, 1], [40, 1 / 3], [150, 1 / 12], [300, 1 / 30]]);
  const phi = (lat * PI) / 180;
  const w2 = 1 - GCJ_E2 * sin(phi) ** 2;
  return {
    lng: lng + ((across / ((GCJ_A / sqrt(w2)) * cos(phi))) * 180) / PI,
    lat: lat + ((up / ((GCJ_A * (1 - GCJ_E2)) / (w2 * sqrt(w2)))) * 180) / PI,
  };
}

/** Coefficients of Krueger's series to the sixth order (Karney 2011, equations 35 and 36). */
const KRUEGER = (() => {
  const n = GRID_F / (2 - GRID_F);
  const sum = (/** @type {number[]} */ ...terms) => terms.reduceRight((value, term) => (value + term) * n, 0);
  return {
    radius: (GRID_A / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64 + n ** 6 / 256),
    forward: [
      sum(1 / 2, -2 / 3, 5 / 16, 41 / 180, -127 / 288, 7891 / 37800),
      sum(0, 13 / 48, -3 / 5, 557 / 1440, 281 / 630, -1983433 / 1935360),
      sum(0, 0, 61 / 240, -103 / 140, 15061 / 26880, 167603 / 181440),
      sum(0, 0, 0, 49561 / 161280, -179 / 168, 6601661 / 7257600),
      sum(0, 0, 0, 0, 34729 / 80640, -3418889 / 1995840),
      sum(0, 0, 0, 0, 0, 212378941 / 319334400),
    ],
    inverse: [
      sum(1 / 2, -2 / 3, 37 / 96, -1 / 360, -81 / 512, 96199 / 604800),
      sum(0, 1 / 48, 1 / 15, -437 / 1440, 46 / 105, -1118711 / 3870720),
      sum(0, 0, 17 / 480, -37 / 840, -209 / 4480, 5569 / 90720),
      sum(0, 0, 0, 4397 / 161280, -11 / 504, -830251 / 7257600),
      sum(0, 0, 0, 0, 4583 / 161280, -108847 / 3991680),
      sum(0, 0, 0, 0, 0, 20648693 / 638668800),
    ],
  };
})();

/**
 * @param {number} tau tangent of the latitude
 * @returns {number} tangent of the conformal latitude
 */
function conformal(tau) {
  const e = Math.sqrt(GRID_F * (2 - GRID_F));
  const sigma = Math.sinh(e * Math.atanh((e * tau) / Math.hypot(1, tau)));
  return tau * Math.hypot(1, sigma) - sigma * Math.hypot(1, tau);
}

/** @param {number} lng */
function gridZone(lng) {
  return Math.round(lng / 3);
}

/**
 * @param {number} lng in CGCS2000, that is WGS 84
 * @param {number} lat
 * @param {number} [zone] three-degree zone; the nearest without it
 * @returns {{zone: number, east: number, north: number}} metres; east without the zone before it
 */
function toGrid(lng, lat, zone = gridZone(lng)) {
  const lambda = ((lng - 3 * zone) * Math.PI) / 180;
  const tau = conformal(Math.tan((lat * Math.PI) / 180));
  const xi = Math.atan2(tau, Math.cos(lambda));
  const eta = Math.asinh(Math.sin(lambda) / Math.hypot(tau, Math.cos(lambda)));
  let north = xi, east = eta;
  KRUEGER.forward.forEach((factor, at) => {
    const j = 2 * (at + 1);
    north += factor * Math.sin(j * xi) * Math.cosh(j * eta);
    east += factor * Math.cos(j * xi) * Math.sinh(j * eta);
  });
  return { zone, east: KRUEGER.radius * east + FALSE_EAST, north: KRUEGER.radius * north };
}

/**
 * @param {number} zone three-degree zone
 * @param {number} east metres, without the zone before it
 * @param {number} north metres
 * @returns {LngLat}
 */
function fromGrid(zone, east, north) {
  const xi = north / KRUEGER.radius, eta = (east - FALSE_EAST) / KRUEGER.radius;
  let up = xi, across = eta;
  KRUEGER.inverse.forEach((factor, at) => {
    const j = 2 * (at + 1);
    up -= factor * Math.sin(j * xi) * Math.cosh(j * eta);
    across -= factor * Math.cos(j * xi) * Math.sinh(j * eta);
  });
  const wanted = Math.sin(up) / Math.hypot(Math.sinh(across), Math.cos(up));
  const e2 = GRID_F * (2 - GRID_F);
  let tau = wanted;
  for (let step = 0; step < 5; step += 1) {
    const told = conformal(tau);
    tau += (((wanted - told) / Math.hypot(1, told)) * (1 + (1 - e2) * tau * tau)) / ((1 - e2) * Math.hypot(1, tau));
  }
  return {
    lng: 3 * zone + (Math.atan2(Math.sinh(across), Math.cos(up)) * 180) / Math.PI,
    lat: (Math.atan(tau) * 180) / Math.PI,
  };
}
