// Coordinates as people write them: read from what is typed, written in each of the usual forms.

/** @typedef {{form: 'wgs84' | 'gcj02' | 'grid', lng: number, lat: number, first: number, second: number, zone: number}} Place in WGS 84, and as it was typed */

const SEPARATOR = '[\\s,;、/]+';
const DEGREES = '([NSEW北南东西])?\\s*([+-]?\\d+(?:\\.\\d+)?)(?:\\s*[°度](?:\\s*(\\d+(?:\\.\\d+)?)\\s*[\'分])?(?:\\s*(\\d+(?:\\.\\d+)?)\\s*["秒])?)?\\s*([NSEW北南东西])?';
const PAIR = new RegExp(`^\\s*${DEGREES}${SEPARATOR}${DEGREES}\\s*$`, 'i');
const LABELS = /[XYEN]\s*[=:]/gi;
/** Northings in China have seven digits, eastings six, or eight with the zone before them. */
const SMALLEST_GRID = 100000, SMALLEST_NORTH = 1000000, SMALLEST_ZONED = 25000000;

/**
 * @param {string} text
 * @param {number[]} bounds of the zone: what may be read in two ways is read as the place that is nearer to it
 * @returns {Place[]} what is meant, likeliest first; nothing where it is no coordinate
 */
function placesFrom(text, bounds) {
  const plain = text.replace(/[″”“]/g, '"').replace(/[′’‘]/g, "'").normalize('NFKC').replace(/,/g, ',').replace(LABELS, '');
  const found = PAIR.exec(plain);
  if (!found) return [];
  const parts = [found.slice(1, 6), found.slice(6, 11)].map(([before, degrees, minutes, seconds, after]) => {
    const letter = (before || after || '').toUpperCase();
    const size = Math.abs(Number(degrees)) + Number(minutes || 0) / 60 + Number(seconds || 0) / 3600;
    const negative = degrees.startsWith('-') || /[SW南西]/.test(letter);
    return { value: negative ? -size : size, axis: /[NS北南]/.test(letter) ? 'lat' : letter ? 'lng' : '', exact: /[.]/.test(degrees) || Boolean(minutes) };
  });
  const [one, other] = parts;
  if (one.value >= SMALLEST_GRID && other.value >= SMALLEST_GRID) return gridPlaces(one.value, other.value, bounds);
  // Two whole numbers are more likely a number and a number.
  if (!one.exact && !other.exact && !one.axis && !/[°度]/.test(plain)) return [];
  const swap = one.axis ? one.axis === 'lat' : other.axis ? other.axis === 'lng' : latitudeFirst(one.value, other.value, bounds);
  const [lng, lat] = swap ? [other.value, one.value] : [one.value, other.value];
  if (Math.abs(lng) > 180 || Math.abs(lat) > MOST_LATITUDE) return [];
  /** @type {Place[]} */
  const places = [{ form: 'wgs84', lng, lat, first: lng, second: lat, zone: 0 }];
  if (inChina(lng, lat)) places.push({ form: 'gcj02', ...fromGcj02(lng, lat), first: lng, second: lat, zone: 0 });
  return places;
}

/**
 * @param {number} one
 * @param {number} other
 * @param {number[]} bounds
 */
function latitudeFirst(one, other, bounds) {
  if (Math.abs(one) > 90) return false;
  if (Math.abs(other) > 90) return true;
  const [lng, lat] = middleOf(bounds);
  return Math.hypot(other - lng, one - lat) < Math.hypot(one - lng, other - lat);
}

/**
 * @param {number} one
 * @param {number} other
 * @param {number[]} bounds
 * @returns {Place[]}
 */
function gridPlaces(one, other, bounds) {
  const northFirst = other >= SMALLEST_ZONED || (one >= SMALLEST_NORTH && one < SMALLEST_ZONED);
  const [east, north] = northFirst ? [other, one] : [one, other];
  const zoned = east >= SMALLEST_ZONED;
  const zone = zoned ? Math.floor(east / 1e6) : gridZone(middleOf(bounds)[0]);
  const plain = zoned ? east % 1e6 : east;
  if (zone < FIRST_ZONE || zone > LAST_ZONE || north > 6.7e6 || plain < SMALLEST_GRID || plain >= 1e6) return [];
  return [{ form: 'grid', ...fromGrid(zone, plain, north), first: east, second: north, zone }];
}

/** @param {number[]} bounds */
function middleOf([west, south, east, north]) {
  return [(west + east) / 2, (south + north) / 2];
}

/**
 * @param {Language} language
 * @param {Place} place
 */
function placeKind(language, place) {
  return place.form === 'grid' ? language.t('place.zone', { zone: String(place.zone) }) : language.word('datum', place.form);
}

/**
 * @param {Language} language
 * @param {Place} place
 */
function placeText(language, place) {
  return place.form === 'grid' ? `${place.first.toFixed(2)}, ${place.second.toFixed(2)}` : degreesText(place.first, place.second);
}

/**
 * @param {number} lng
 * @param {number} lat
 * @returns {string} to a decimetre
 */
function degreesText(lng, lat) {
  return `${lng.toFixed(6)}, ${lat.toFixed(6)}`;
}

/**
 * @param {Language} language
 * @param {number} lng in WGS 84
 * @param {number} lat
 * @returns {[string, string][]} each form of the coordinate that the place has: what it is called, and the numbers
 */
function formsOf(language, lng, lat) {
  /** @type {[string, string][]} */
  const forms = [[language.word('datum', 'wgs84'), degreesText(lng, lat)]];
  if (!inChina(lng, lat)) return forms;
  const moved = toGcj02(lng, lat);
  forms.push([language.word('datum', 'gcj02'), degreesText(moved.lng, moved.lat)]);
  const { zone, east, north } = toGrid(lng, lat);
  if (zone < FIRST_ZONE || zone > LAST_ZONE) return forms;
  return [...forms,
    [language.t('place.zone', { zone: String(zone) }), `${zone}${east.toFixed(2).padStart(9, '0')}, ${north.toFixed(2)}`],
    [language.t('place.meridian', { meridian: String(3 * zone) }), `${east.toFixed(2)}, ${north.toFixed(2)}`]];
}

/**
 * @param {PageParts} parts
 * @param {number} lng
 * @param {number} lat
 * @returns {Child} the forms with a button each that copies
 */
function formsList(parts, lng, lat) {
  const { language } = parts;
  return make('ul', { class: 'pm-forms' }, formsOf(language, lng, lat).map(([name, text]) => make('li', {},
    make('span', { class: 'pm-mute' }, name), make('output', {}, text),
    make('button', { type: 'button', class: 'pm-copy', 'aria-label': language.t('place.copy', { form: name }), onclick: () => void copyText(parts, text, language.t('copy.place')) }, language.t('copy.short')))));
}
