// What the page knows: the scene, unpacked, and the questions that the panels ask of it.

/**
 * @typedef {{zh: string, en: string}} TwoTexts
 * @typedef {{file: string, encoding: string, datum: string, count: number, leftOut: number}} SourceData
 * @typedef {{text: string, earliest: string, latest: string, ambiguous: boolean}} IntervalData
 * @typedef {{baseline: IntervalData | null, current: IntervalData | null, actual: IntervalData | null}} MilestoneData
 * @typedef {{
 *   id: string, name: string, content: string, layerText: string, parkText: string, quantity: number | string | null,
 *   unit: string, start: MilestoneData, finish: MilestoneData, course: number, stage: string, condition: string,
 *   lateness: string, daysLate: number, progress: string, leader: string, department: string, person: string, delay_reason: string,
 *   evidence: string, support: string[], after: string[], note: string, layer: number | null, park: number | null,
 *   rows: number[],
 * }} TaskData its state (stage, condition, lateness, daysLate) is that of the day that is shown
 * @typedef {{
 *   key: string, title: TwoTexts, source: SourceData, pack: Pack, ground?: string, symbol: string, color: string,
 *   existing: boolean,
 * }} LayerHead
 * @typedef {{
 *   lang: string, zone: TwoTexts, year: number, illustrative: boolean, asOf: string, bounds: number[],
 *   texts: Record<string, Record<string, string>>,
 *   parks: {ids: string[], names: Plain[][], source: SourceData, pack: Pack},
 *   layers: LayerHead[], tasks: TaskData[], register: SourceData | null,
 *   problems: {severity: string, zh: string, en: string}[], problemCount: number, pinyin: Record<string, string>,
 *   basemaps: BasemapHead[], courses: CoursesPack,
 * }} SceneData
 * @typedef {{stage: string, condition: string, lateness: string, daysLate: number}} StateData
 * @typedef {{day: number, date: string, scenario: string, isPlan: boolean, isAsOf: boolean}} When the day that is shown; right of the
 *   as-of day all is a plan
 */

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
   * @param {Uint32Array} departmentOf as for Kinds
   */
  constructor(head, at, features, courses, departmentOf) {
    this.head = head;
    this.key = head.key;
    this.at = at;
    this.features = features;
    this.courses = courses;
    this.facilities = new Facilities(features, head.symbol, head.color);
    this.kinds = new Kinds(features.numbers, departmentOf);
    /** @type {Uint8Array | null} marks the kinds that the filters let through; null lets all through */
    this.pass = null;
    /** How many rows the filters let through. */
    this.kept = features.size;
    this.worn = '';
    this.lookOfKind = new Uint16Array(this.kinds.size);
  }

  /** Look as things stand now. */
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
    if (worn === this.worn && lookOfKind.every((look, kind) => look === this.lookOfKind[kind])) return;
    this.worn = worn;
    this.lookOfKind = lookOfKind;
    const { lookOf } = this.facilities, { of } = kinds;
    for (let row = 0; row < of.length; row += 1) lookOf[row] = lookOfKind[of[row]];
    this.facilities.wear(codes.map((code) => this.lookOfCode(code)), lookOf);
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
    return standingOf(this.courses.now, this.features.numbers.course[row]);
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
   * @param {Features[]} features of the layers, in their order
   * @param {Courses} courses
   */
  constructor(scene, parks, features, courses) {
    this.scene = scene;
    this.parks = parks;
    this.courses = courses;
    this.timeline = new Timeline(courses, scene.asOf);
    this.departments = departmentsOf(scene.tasks);
    /** @type {FacilityGroup[]} */
    this.groups = [];
    /** @type {{head: LayerHead, features: Features}[]} */
    this.grounds = [];
    scene.layers.forEach((head, at) => {
      if (head.ground) this.grounds.push({ head, features: features[at] });
      else this.groups.push(new FacilityGroup(head, at, features[at], courses, this.departments.of));
    });
    // Parks are stored by place on the ground; the scene names them in the order of their file.
    this.parkRow = new Int32Array(parks.size);
    for (let row = 0; row < parks.size; row += 1) this.parkRow[parks.numbers.at[row]] = row;
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
    courses.set(day, scenario);
    for (const task of this.scene.tasks) Object.assign(task, standingOf(courses.now, task.course));
    for (const group of this.groups) group.wear();
    this.when = { day, date: isoOfDay(day), scenario, isPlan: day > timeline.asOf, isAsOf: day === timeline.asOf };
    return this.when;
  }

  /**
   * @param {SceneData} scene
   * @returns {Promise<World>}
   */
  static async read(scene) {
    const courses = await Courses.read(scene.courses);
    const [parks, ...features] = await Promise.all([
      Features.read(scene.parks.pack), ...scene.layers.map((head) => Features.read(head.pack))]);
    return new World(scene, parks, features, courses);
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

  /** @param {TaskData} task */
  taskLook(task) {
    return { stage: task.stage, condition: task.condition, late: lateGrade(task.lateness, task.daysLate) };
  }

  /** @param {string} id */
  task(id) {
    return this.scene.tasks.find((task) => task.id === id) || null;
  }

  /**
   * @param {TaskData} task
   * @returns {Box | null} around everything of the task that is on the map
   */
  taskBox(task) {
    const group = this.groupAt(task.layer);
    if (group && task.rows.length) return joinBoxes(task.rows.map((row) => group.features.boxOf(row)));
    return task.park === null ? null : this.parks.boxOf(this.parkRow[task.park]);
  }
}

/**
 * @param {Standing} now
 * @param {number} course
 * @returns {StateData} in words
 */
function standingOf({ stage, condition, lateness, daysLate }, course) {
  return {
    stage: CODES.stages[stage[course]], condition: CODES.conditions[condition[course]],
    lateness: CODES.lateness[lateness[course]], daysLate: daysLate[course],
  };
}

/**
 * @param {TaskData[]} tasks
 * @returns {{names: string[], of: Uint32Array}} each once, and its place by 1-based task; for none, the place after the last
 */
function departmentsOf(tasks) {
  const names = [...new Set(tasks.map((task) => task.department).filter(Boolean))];
  /** @type {Map<string, number>} */
  const places = new Map(names.map((name, at) => [name, at]));
  return { names, of: Uint32Array.from([names.length, ...tasks.map((task) => places.get(task.department) ?? names.length)]) };
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
