// What the page knows: the scene, unpacked, and the questions that the panels ask of it.

/**
 * @typedef {{zh: string, en: string}} TwoTexts
 * @typedef {{file: string, encoding: string, datum: string, count: number, leftOut: number}} SourceData
 * @typedef {{
 *   key: string, title: TwoTexts, source: SourceData, pack: Pack, ground?: string, symbol: string, color: string,
 *   existing: boolean,
 * }} LayerHead
 * @typedef {{
 *   lang: string, zone: TwoTexts, year: number, illustrative: boolean, asOf: string, bounds: number[],
 *   texts: Record<string, Record<string, string>>,
 *   parks: {ids: string[], names: Plain[][], source: SourceData, pack: Pack},
 *   layers: LayerHead[], tasks: TasksHead, register: SourceData | null,
 *   problems: {severity: string, zh: string, en: string}[], problemCount: number, pinyin: Record<string, string>,
 *   basemaps: BasemapHead[], courses: CoursesPack, coverage: string | null, proposal: ProposalHead | null,
 * }} SceneData
 * @typedef {{stage: string, condition: string, lateness: string, daysLate: number}} StateData
 * @typedef {{day: number, date: string, scenario: string, isPlan: boolean, isAsOf: boolean}} When the day that is shown; right of the
 *   as-of day all is a plan
 */

/**
 * @param {string} id
 * @returns {Promise<SceneData>} what Python wrote into the page, its sentences inflated
 */
async function readScene(id) {
  const scene = readBlock(id);
  return { ...scene, texts: JSON.parse(new TextDecoder().decode(await inflate(scene.texts))) };
}

/** Where a facility's own fields begin: before them stand its id and its three names. */
const FIRST_PROPERTY = 4;
/** Stages, conditions and grades of lateness that one symbol may show. */
const LOOKS_OF_SYMBOL = 16 * 4 * 4;

/** A layer of facilities. */
class FacilityGroup {
  /**
   * @param {LayerHead} head
   * @param {number} at its place among the layers of the scene
   * @param {Features} features
   * @param {Courses} courses
   */
  constructor(head, at, features, courses) {
    this.head = head;
    this.key = head.key;
    this.at = at;
    this.features = features;
    this.courses = courses;
    this.facilities = new Facilities(features, head.symbol, head.color);
    this.kinds = new Kinds(features.numbers);
    /** @type {Uint8Array | null} marks the kinds that the filters let through; null lets all through */
    this.pass = null;
    /** How many rows the filters let through. */
    this.kept = features.size;
    this.worn = '';
    this.lookOfKind = new Uint16Array(this.kinds.size);
  }

  /** @returns {boolean} whether anything looks otherwise, now that things stand as they do */
  wear() {
    const { kinds, courses: { now } } = this;
    const places = new Int16Array(CODES.symbolNames.length * LOOKS_OF_SYMBOL).fill(-1);
    /** @type {number[]} */
    const codes = [];
    const lookOfKind = new Uint16Array(kinds.size);
    for (let kind = 0; kind < kinds.size; kind += 1) {
      const course = kinds.course[kind];
      const code = ((kinds.symbol[kind] * 16 + now.stage[course]) * 4 + now.condition[course]) * 4 + gradeOf(now, course);
      if (places[code] < 0) places[code] = codes.push(code) - 1;
      lookOfKind[kind] = places[code];
    }
    const worn = codes.join();
    if (worn === this.worn && lookOfKind.every((look, kind) => look === this.lookOfKind[kind])) return false;
    this.worn = worn;
    this.lookOfKind = lookOfKind;
    const { lookOf } = this.facilities, { of } = kinds;
    for (let row = 0; row < of.length; row += 1) lookOf[row] = lookOfKind[of[row]];
    this.facilities.wear(codes.map((code) => this.lookOfCode(code)), lookOf);
    return true;
  }

  /**
   * @param {number} code
   * @returns {Look}
   */
  lookOfCode(code) {
    const own = Math.floor(code / LOOKS_OF_SYMBOL);
    return {
      stage: CODES.stages[(code >> 4) & 15], condition: CODES.conditions[(code >> 2) & 3], late: code & 3,
      symbol: this.features.numbers.symbol ? CODES.symbolNames[own] : this.head.symbol,
    };
  }

  /** @param {number} row */
  look(row) {
    return this.facilities.looks[this.facilities.lookOf[row]];
  }

  /** @param {number} row */
  symbolOf(row) {
    return this.look(row).symbol || this.head.symbol;
  }

  /**
   * @param {number} row
   * @returns {StateData}
   */
  stateOf(row) {
    return stateIn(this.courses.now, this.features.numbers.course[row]);
  }

  /**
   * @param {number} park
   * @returns {Tally} of what is in it
   */
  tallyIn(park) {
    return this.kinds.tally(this.courses.now, (kind) => this.kinds.park[kind] === park + 1);
  }

  /** @param {number} row */
  parkOf(row) {
    return this.features.numbers.park[row] - 1;
  }

  /**
   * @param {number} row
   * @returns {boolean} whether a task or a date of its own says what is to come of it
   */
  isPromised(row) {
    return this.kinds.promised[this.kinds.of[row]] === 1;
  }

  /** @param {number} row */
  taskOf(row) {
    return this.features.numbers.task[row] - 1;
  }
}

/** Everything that the page shows. */
class World {
  /**
   * @param {SceneData} scene
   * @param {Features} parks
   * @param {Tasks} tasks
   * @param {Features[]} features of the layers, in their order
   * @param {Courses} courses
   * @param {Proposal | null} proposal
   */
  constructor(scene, parks, tasks, features, courses, proposal) {
    this.scene = scene;
    this.parks = parks;
    this.tasks = tasks;
    this.courses = courses;
    this.timeline = new Timeline(courses, scene.asOf);
    this.coverage = new Coverage(scene.coverage, scene);
    this.proposal = proposal;
    /** @type {FacilityGroup[]} */
    this.groups = [];
    /** @type {{head: LayerHead, features: Features}[]} */
    this.grounds = [];
    scene.layers.forEach((head, at) => {
      if (head.ground) this.grounds.push({ head, features: features[at] });
      else this.groups.push(new FacilityGroup(head, at, features[at], courses));
    });
    // Parks are stored by place on the ground; the scene names them in the order of their file.
    this.parkRow = new Int32Array(parks.size);
    for (let row = 0; row < parks.size; row += 1) this.parkRow[parks.numbers.at[row]] = row;
    /** Counts how often the map has become another one. */
    this.version = 0;
    this.when = this.stand('', '');
  }

  /**
   * Let everything stand as it does on a day.
   * @param {string} date of the programme; any other is the as-of day
   * @param {string} chosen the scenario after the as-of day
   * @returns {When}
   */
  stand(date, chosen) {
    const { timeline, courses } = this;
    const day = timeline.dayOf(date);
    const scenario = timeline.scenarioOn(day, chosen);
    if (this.when && this.when.day === day && this.when.scenario === scenario) return this.when;
    const changed = courses.set(day, scenario);
    this.tasks.stand(courses.now);
    const worn = this.groups.map((group) => group.wear());
    const isPlan = day > timeline.asOf;
    if (changed || worn.includes(true) || !this.when || this.when.isPlan !== isPlan) this.version += 1;
    this.when = { day, date: isoOfDay(day), scenario, isPlan, isAsOf: day === timeline.asOf };
    return this.when;
  }

  /**
   * @param {SceneData} scene
   * @returns {Promise<World>}
   */
  static async read(scene) {
    const [parks, tasks, courses, features, proposal] = await Promise.all([
      Features.read(scene.parks.pack), Tasks.read(scene.tasks, scene.parks.ids.length), Courses.read(scene.courses),
      Promise.all(scene.layers.map((head) => Features.read(head.pack))),
      // Its scripts are on a page that has one.
      scene.proposal ? Proposal.read(scene.proposal, scene) : null]);
    return new World(scene, parks, tasks, features, courses, proposal);
  }

  /** @param {string} key */
  group(key) {
    return this.groups.find((group) => group.key === key) || null;
  }

  /** @param {number | null} at place among the layers of the scene */
  groupAt(at) {
    return this.groups.find((group) => group.at === at) || null;
  }

  /**
   * @param {Language} language
   * @param {number} park
   */
  parkName(language, park) {
    return language.name(this.scene.parks.names[park], this.scene.parks.ids[park]);
  }

  /**
   * @param {number} at place of a task
   * @returns {Thing[]} what of it is on the map: its facilities, else its parks
   */
  thingsOf(at) {
    const group = this.groupAt(this.tasks.layer(at));
    const rows = group ? this.tasks.rows(at) : [];
    if (group && rows.length) return rows.map((row) => ({ kind: 'facility', group, row }));
    return this.tasks.parks(at).map((park) => ({ kind: 'park', park }));
  }

  /**
   * @param {number} at place of a task
   * @returns {Box | null} around everything of the task that is on the map
   */
  taskBox(at) {
    const boxes = this.thingsOf(at).map((thing) => (thing.kind === 'park' ? this.parks.boxOf(this.parkRow[thing.park]) : thing.group.features.boxOf(thing.row)));
    return boxes.length ? joinBoxes(boxes) : null;
  }
}

/**
 * @param {Standing} standing
 * @param {number} at
 * @returns {StateData} in words
 */
function stateIn({ stage, condition, lateness, daysLate }, at) {
  return { stage: CODES.stages[stage[at]], condition: CODES.conditions[condition[at]], lateness: CODES.lateness[lateness[at]], daysLate: daysLate[at] };
}

/**
 * @param {Box[]} boxes
 * @returns {Box}
 */
function joinBoxes(boxes) {
  return boxes.reduce((one, other) => ({
    west: Math.min(one.west, other.west), south: Math.min(one.south, other.south),
    east: Math.max(one.east, other.east), north: Math.max(one.north, other.north),
  }));
}
