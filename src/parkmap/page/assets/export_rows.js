// What is shown as a table or as GeoJSON: layers that are on, facilities that the filters let through.

/** A spreadsheet takes a cell that begins so for a formula and runs it. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
const DEGREE_DIGITS = 7;

/**
 * @typedef {{group: FacilityGroup, row: number, values: Plain[], names: string[], task: TaskData | null}} ShownRow
 */

/**
 * Read rows chunk by chunk, and keep none.
 * @param {PageParts} parts
 * @returns {AsyncGenerator<ShownRow>}
 */
async function* shownRows(parts) {
  const { atlas, filters, language, world } = parts;
  const { shown } = filters.now();
  let told = performance.now(), count = 0;
  for (const group of atlas.shown()) {
    const { rows } = group.features;
    const { pack } = rows;
    for (let at = 0; at < rows.chunkCount; at += 1) {
      const chunk = await rows.open(at);
      const first = at * pack.chunkRows;
      const last = Math.min(pack.size, first + pack.chunkRows);
      for (let row = first; row < last; row += 1) {
        if (!group.facilities.passes(row)) continue;
        count += 1;
        const values = pack.fields.map((field) => valueAt(chunk, field, row - first));
        const at = group.taskOf(row);
        const task = at < 0 ? null : world.tasks.peek(at) || (await world.tasks.read(at));
        yield { group, row, values, names: rows.names, task };
      }
      if (performance.now() - told < 100) continue;
      tellShortly(language.t('export.busy', { percent: Math.floor((100 * count) / Math.max(1, shown)) }), true);
      await nextTurn();
      told = performance.now();
    }
  }
}

/**
 * @param {PageParts} parts
 * @param {ShownRow} shown
 * @returns {{key: string, label: string, value: Plain}[]} what the page itself knows of a facility
 */
function knownOf(parts, { group, row, values, task }) {
  const { language, world } = parts;
  const state = group.stateOf(row);
  const park = group.parkOf(row);
  const { existing } = group.head;
  const field = (/** @type {string} */ key, /** @type {Plain} */ value) => ({ key, label: language.word('field', key), value });
  return [
    field('id', values[0]),
    field('name', language.name(values.slice(1, FIRST_PROPERTY), '')),
    field('layer', language.pick(group.head.title)),
    field('park', park < 0 ? '' : world.parkName(language, park)),
    field('stage', existing ? language.t('existing') : language.word('stage', state.stage)),
    field('condition', existing ? '' : language.word('condition', state.condition)),
    field('lateness', group.isPromised(row) ? language.word('lateness', state.lateness) : ''),
    { key: 'days_late', label: language.t('export.days_late'), value: state.daysLate },
    field('task', task ? task.id : ''),
    { key: 'task_name', label: language.t('export.task_name'), value: task ? task.name : '' },
    field('finish', task ? milestoneText(language, task.finish) : ''),
    field('leader', task ? task.leader : ''),
    field('department', task ? task.department : ''),
    field('person', task ? task.person : ''),
  ];
}

/**
 * @param {PageParts} parts
 * @returns {{label: string, value: Plain}[]} of which day and under which assumption a row tells
 */
function whenOf({ language, world: { when } }) {
  return [
    { label: language.t('export.date'), value: when.date },
    { label: language.t('export.scenario'), value: language.word('scenario', when.scenario) },
  ];
}

/** @param {PageParts} parts */
async function exportTable(parts) {
  const { atlas, language } = parts;
  const properties = [...new Set(atlas.shown().flatMap((group) => group.features.rows.names.slice(FIRST_PROPERTY)))];
  /** @type {string[]} */
  const lines = [];
  /** @type {string[]} */
  let head = [];
  for await (const shown of shownRows(parts)) {
    const { group, row, values, names } = shown;
    const known = [...knownOf(parts, shown), ...whenOf(parts)];
    const { lng, lat } = latLngOf(group.features.x[row], group.features.y[row]);
    /** @type {Map<string, Plain>} */
    const own = new Map(names.slice(FIRST_PROPERTY).map((name, at) => [name, values[FIRST_PROPERTY + at]]));
    if (!head.length) head = [...known.map(({ label }) => label), language.t('export.lng'), language.t('export.lat'), ...properties];
    lines.push(csvLine([...known.map(({ value }) => value), round(lng), round(lat), ...properties.map((name) => own.get(name) ?? null)]));
  }
  if (!lines.length) return tellShortly(language.t('export.nothing'));
  // The mark at the beginning tells spreadsheets that this is UTF-8.
  saveFile(parts, ['\ufeff', csvLine(head), ...lines], 'text/csv;charset=utf-8', 'csv');
  return tellShortly(language.t('export.done', { count: lines.length }));
}

/** @param {PageParts} parts */
async function exportGeoJson(parts) {
  const { language, world } = parts;
  /** @type {string[]} */
  const features = [];
  for await (const shown of shownRows(parts)) {
    const { group, row, values, names } = shown;
    const taken = new Set(knownOf(parts, shown).map(({ key }) => key));
    const own = names.slice(FIRST_PROPERTY).map((name, at) => [taken.has(name) ? `field:${name}` : name, values[FIRST_PROPERTY + at]]);
    const properties = Object.fromEntries([...knownOf(parts, shown).map(({ key, value }) => [key, value]), ...own]);
    features.push(JSON.stringify({ type: 'Feature', id: values[0], geometry: geometryOf(group.features, row), properties }));
  }
  if (!features.length) return tellShortly(language.t('export.nothing'));
  const about = JSON.stringify({ name: language.pick(world.scene.zone), date: world.when.date, scenario: world.when.scenario, known: world.scene.asOf, note: language.t('approval') });
  saveFile(parts, [`{"type":"FeatureCollection","parkmap":${about},"features":[\n`, features.join(',\n'), '\n]}\n'], 'application/geo+json', 'geojson');
  return tellShortly(language.t('export.done', { count: features.length }));
}

/** @param {Plain[]} cells */
function csvLine(cells) {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** @param {Plain} value */
function csvCell(value) {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** @param {number} degrees */
function round(degrees) {
  return +degrees.toFixed(DEGREE_DIGITS);
}

/**
 * @param {Features} features
 * @param {number} row
 * @returns {object} a geometry in WGS 84
 */
function geometryOf(features, row) {
  const { pathKind, pathX, pathY } = features.numbers;
  const firstPath = /** @type {Uint32Array} */ (features.firstPath), firstVertex = /** @type {Uint32Array} */ (features.firstVertex);
  const place = (/** @type {number} */ x, /** @type {number} */ y) => {
    const { lng, lat } = latLngOf(x, y);
    return [round(lng), round(lat)];
  };
  /** @type {{kind: number, line: number[][]}[]} */
  const paths = [];
  for (let path = firstPath[row]; path < firstPath[row + 1]; path += 1) {
    const line = [];
    for (let at = firstVertex[path]; at < firstVertex[path + 1]; at += 1) line.push(place(pathX[at], pathY[at]));
    paths.push({ kind: pathKind[path], line });
  }
  const points = paths.filter(({ kind }) => kind === DOT).map(({ line }) => line[0]);
  const lines = paths.filter(({ kind }) => kind !== DOT && kind !== RING_KIND).map(({ line }) => line);
  const areas = polygonsOf(paths.filter(({ kind }) => kind === RING_KIND).map(({ line }) => line));
  /** @type {{type: string, coordinates: any}[]} */
  const found = [];
  for (const [type, parts] of /** @type {[string, any[]][]} */ ([['Point', points], ['LineString', lines], ['Polygon', areas]]))
    if (parts.length) found.push(parts.length === 1 ? { type, coordinates: parts[0] } : { type: `Multi${type}`, coordinates: parts });
  if (!found.length) return { type: 'Point', coordinates: place(features.x[row], features.y[row]) };
  return found.length === 1 ? found[0] : { type: 'GeometryCollection', geometries: found };
}

/**
 * Rings come polygon by polygon, the outer one first; one that lies inside it and in none of its holes is a hole.
 * @param {number[][][]} rings
 * @returns {number[][][][]} outer rings turn left, holes right
 */
function polygonsOf(rings) {
  /** @type {number[][][][]} */
  const polygons = [];
  for (const ring of rings) {
    const last = polygons[polygons.length - 1];
    const hole = last && isInRing(ring, last[0]) && !last.slice(1).some((other) => isInRing(ring, other));
    const turned = turnOf(ring) > 0 === Boolean(hole) ? [...ring].reverse() : ring;
    if (hole) last.push(turned);
    else polygons.push([turned]);
  }
  return polygons;
}

/** @param {number[][]} ring */
function turnOf(ring) {
  return ring.reduce((sum, [x, y], at) => {
    const [nextX, nextY] = ring[(at + 1) % ring.length];
    return sum + (x - ring[0][0]) * (nextY - ring[0][1]) - (nextX - ring[0][0]) * (y - ring[0][1]);
  }, 0);
}

/**
 * @param {number[][]} inner
 * @param {number[][]} outer
 * @returns {boolean} whether most corners of one ring lie inside the other: a corner may touch it
 */
function isInRing(inner, outer) {
  const corners = inner.slice(1);
  const inside = corners.filter(([x, y]) => {
    let odd = false;
    for (let at = 0, before = outer.length - 1; at < outer.length; before = at, at += 1) {
      const [x1, y1] = outer[at], [x2, y2] = outer[before];
      if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) odd = !odd;
    }
    return odd;
  });
  return inside.length * 2 > corners.length;
}
