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
 *   basemaps: BasemapHead[],
 * }} SceneData
 * @typedef {{stages: Map<string, number>, late: number, suspended: number, cancelled: number, total: number, inService: number}} Tally
 */

/** Where a facility's own fields begin: before them stand its id and its three names. */
const FIRST_PROPERTY = 4;

/** A layer of facilities. */
class FacilityGroup {
  /**
   * @param {LayerHead} head
   * @param {number} at its place among the layers of the scene
   * @param {Features} features
   */
  constructor(head, at, features) {
    this.head = head;
    this.key = head.key;
    this.at = at;
    this.features = features;
    this.facilities = new Facilities(features, head.symbol, head.color);
    /** How many rows the filters let through. */
    this.kept = features.size;
    /** @type {Kinds | null} what filters tell apart */
    this.kinds = null;
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
   * @param {(row: number) => boolean} [counts] which rows count; all without it
   * @returns {Tally} what stands still counts as that, and under no stage
   */
  tally(counts) {
    const stages = new Map();
    let late = 0, suspended = 0, cancelled = 0, total = 0;
    const { looks, lookOf } = this.facilities;
    let byLook = this.facilities.countLooks();
    if (counts) {
      byLook = looks.map(() => 0);
      for (let row = 0; row < lookOf.length; row += 1) if (counts(row)) byLook[lookOf[row]] += 1;
    }
    looks.forEach((look, at) => {
      const some = byLook[at];
      if (!some) return;
      total += some;
      if (look.late) late += some;
      if (look.condition === 'suspended') suspended += some;
      else if (look.condition === 'cancelled') cancelled += some;
      else stages.set(look.stage, (stages.get(look.stage) || 0) + some);
    });
    return { stages, late, suspended, cancelled, total, inService: stages.get('in_service') || 0 };
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
   * @param {Tasks} tasks
   * @param {Features[]} features of the layers, in their order
   */
  constructor(scene, parks, tasks, features) {
    this.scene = scene;
    this.parks = parks;
    this.tasks = tasks;
    /** @type {FacilityGroup[]} */
    this.groups = [];
    /** @type {{head: LayerHead, features: Features}[]} */
    this.grounds = [];
    scene.layers.forEach((head, at) => {
      if (head.ground) this.grounds.push({ head, features: features[at] });
      else this.groups.push(new FacilityGroup(head, at, features[at]));
    });
    // Parks are stored by place on the ground; the scene names them in the order of their file.
    this.parkRow = new Int32Array(parks.size);
    for (let row = 0; row < parks.size; row += 1) this.parkRow[parks.numbers.at[row]] = row;
  }

  /**
   * @param {SceneData} scene
   * @returns {Promise<World>}
   */
  static async read(scene) {
    const [parks, tasks, features] = await Promise.all([
      Features.read(scene.parks.pack), Tasks.read(scene.tasks, scene.parks.ids.length),
      Promise.all(scene.layers.map((head) => Features.read(head.pack)))]);
    return new World(scene, parks, tasks, features);
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
 * @param {Box[]} boxes
 * @returns {Box}
 */
function joinBoxes(boxes) {
  return boxes.reduce((one, other) => ({
    west: Math.min(one.west, other.west), south: Math.min(one.south, other.south),
    east: Math.max(one.east, other.east), north: Math.max(one.north, other.north),
  }));
}
