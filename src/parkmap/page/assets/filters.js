// Filters by park, layer, stage, lateness and department: which rows they let through, and how many more would.

/**
 * @typedef {{facilities: Uint32Array, tasks: Uint32Array, whole: Uint32Array}} FacetCounts
 *   of each value: how many facilities and tasks would remain, and how many facilities and tasks there are at all
 * @typedef {{codes: number[][], counts: number[], of: Uint32Array, pass?: Uint8Array | null}} Kinds facilities that are alike to every filter: their
 *   values by facet, how many they are, and the kind of each row
 * @typedef {{counts: Record<string, FacetCounts>, shown: number, all: number, shownTasks: TaskData[]}} Filtered
 */

class Filters {
  /**
   * @param {World} world
   * @param {State} state
   */
  constructor(world, state) {
    this.world = world;
    this.state = state;
    const { tasks, parks } = world.scene;
    const departments = [...new Set(tasks.map((task) => task.department).filter(Boolean))];
    /** @type {Record<string, string[]>} the values of each facet */
    this.values = {
      park: [...parks.ids, NONE],
      layer: world.groups.map((group) => group.key),
      stage: [...CODES.stages, 'suspended', 'cancelled'],
      late: CODES.lateness,
      dept: [...departments, NONE],
    };
    /** @type {Map<string, number>} */
    const places = new Map(departments.map((department, at) => [department, at]));
    this.departmentOf = tasks.map((task) => places.get(task.department) ?? departments.length);
    world.groups.forEach((group, place) => (group.kinds = this.kindsOf(group, place)));
    this.key = this.keyOf();
    /** @type {Filtered} */
    this.last = this.count();
  }

  /** @returns {boolean} whether anything is filtered */
  get on() {
    return FACETS.some((facet) => this.state.now.filters[facet].length > 0);
  }

  keyOf() {
    return JSON.stringify([this.state.now.filters, this.state.now.hidden]);
  }

  /** @returns {Filtered} what the filters of the moment let through; the facilities know which rows */
  now() {
    const key = this.keyOf();
    if (key !== this.key) {
      this.last = this.count();
      this.key = key;
    }
    return this.last;
  }

  /**
   * @param {string} facet
   * @param {string} value
   */
  has(facet, value) {
    return this.state.now.filters[facet].includes(value);
  }

  /**
   * @param {string} facet
   * @param {string} value
   */
  toggle(facet, value) {
    const chosen = this.state.now.filters[facet];
    this.set(facet, chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value]);
  }

  /**
   * @param {string} facet
   * @param {string[]} values
   */
  set(facet, values) {
    this.state.set({ filters: { ...this.state.now.filters, [facet]: values } });
  }

  clear() {
    this.state.set({ filters: Object.fromEntries(FACETS.map((facet) => [facet, []])) });
  }

  /** @returns {Filtered} */
  count() {
    const { groups } = this.world;
    const { filters, hidden } = this.state.now;
    /** @type {(Uint8Array | null)[]} by facet, the values that are wanted */
    const wanted = FACETS.map((facet) => (filters[facet].length ? this.wantedOf(facet) : null));
    const counts = FACETS.map((facet) => {
      const size = this.values[facet].length;
      return { facilities: new Uint32Array(size), tasks: new Uint32Array(size), whole: new Uint32Array(size) };
    });
    let shown = 0, all = 0;
    for (const group of groups) {
      const visible = !hidden.includes(group.key);
      this.countGroup(group, wanted, counts, visible);
      if (visible) shown += group.kept;
      all += group.features.size;
    }
    const shownTasks = this.countTasks(wanted, counts);
    return { counts: Object.fromEntries(FACETS.map((facet, at) => [facet, counts[at]])), shown, all, shownTasks };
  }

  /** @param {string} facet */
  wantedOf(facet) {
    const values = this.values[facet];
    return Uint8Array.from(values, (value) => Number(this.state.now.filters[facet].includes(value)));
  }

  /**
   * @param {FacilityGroup} group
   * @param {number} place among the groups
   * @returns {Kinds}
   */
  kindsOf(group, place) {
    const { size, numbers } = group.features;
    const { looks, lookOf } = group.facilities;
    const stageOf = Uint8Array.from(looks, (look) => this.values.stage.indexOf(look.condition === 'active' ? look.stage : look.condition));
    const noPark = this.values.park.length - 1;
    const departmentOf = Uint32Array.from([this.values.dept.length - 1, ...this.departmentOf]);
    const stages = this.values.stage.length, latenesses = this.values.late.length, departments = this.values.dept.length;
    /** @type {Kinds} */
    const kinds = { codes: [], counts: [], of: new Uint32Array(size) };
    /** @type {Map<number, number>} */
    const known = new Map();
    // Neighbours on the ground are neighbours here, and mostly alike.
    let last = -1, kind = -1;
    for (let row = 0; row < size; row += 1) {
      const park = numbers.park[row] ? numbers.park[row] - 1 : noPark;
      const stage = stageOf[lookOf[row]], late = numbers.lateness[row], department = departmentOf[numbers.task[row]];
      const code = ((park * stages + stage) * latenesses + late) * departments + department;
      if (code !== last) {
        last = code;
        kind = known.get(code) ?? kinds.codes.length;
        if (kind === kinds.codes.length) {
          known.set(code, kind);
          kinds.codes.push([park, place, stage, late, department]);
          kinds.counts.push(0);
        }
      }
      kinds.of[row] = kind;
      kinds.counts[kind] += 1;
    }
    return kinds;
  }

  /**
   * @param {FacilityGroup} group
   * @param {(Uint8Array | null)[]} wanted
   * @param {FacetCounts[]} counts
   * @param {boolean} visible whether the layer is on
   */
  countGroup(group, wanted, counts, visible) {
    const kinds = /** @type {Kinds} */ (group.kinds);
    const pass = new Uint8Array(kinds.codes.length);
    group.kept = 0;
    kinds.codes.forEach((codes, kind) => {
      const count = kinds.counts[kind];
      const failed = FACETS.map((_, facet) => facet).filter((facet) => {
        counts[facet].whole[codes[facet]] += count;
        const want = wanted[facet];
        return want && !want[codes[facet]];
      });
      if (!failed.length) {
        pass[kind] = 1;
        group.kept += count;
      }
      if (!visible || failed.length > 1) return;
      for (const facet of failed.length ? failed : FACETS.keys()) counts[facet].facilities[codes[facet]] += count;
    });
    kinds.pass = wanted.some(Boolean) ? pass : null;
    group.facilities.show(kinds.pass ? Uint8Array.from(kinds.of, (kind) => pass[kind]) : null);
  }

  /**
   * @param {FacilityGroup} group
   * @returns {Tally} of what the filters let through
   */
  tally(group) {
    const { codes, counts, pass } = /** @type {Kinds} */ (group.kinds);
    const stages = new Map();
    let late = 0, suspended = 0, cancelled = 0, total = 0;
    codes.forEach(([, , stageCode, lateCode], kind) => {
      if (pass && !pass[kind]) return;
      const count = counts[kind], stage = this.values.stage[stageCode];
      total += count;
      if (lateGrade(this.values.late[lateCode], 0)) late += count;
      if (stage === 'suspended') suspended += count;
      else if (stage === 'cancelled') cancelled += count;
      else stages.set(stage, (stages.get(stage) || 0) + count);
    });
    return { stages, late, suspended, cancelled, total, inService: stages.get('in_service') || 0 };
  }

  /**
   * @param {(Uint8Array | null)[]} wanted
   * @param {FacetCounts[]} counts
   * @returns {TaskData[]} tasks that pass
   */
  countTasks(wanted, counts) {
    const { groups, scene } = this.world;
    return scene.tasks.filter((task, place) => {
      const codes = [
        task.park === null ? this.values.park.length - 1 : task.park,
        groups.findIndex((group) => group.at === task.layer),
        this.values.stage.indexOf(task.condition === 'active' ? task.stage : task.condition),
        CODES.lateness.indexOf(task.lateness),
        this.departmentOf[place],
      ];
      const failed = FACETS.map((_, facet) => facet).filter((facet) => {
        const want = wanted[facet];
        if (codes[facet] >= 0) counts[facet].whole[codes[facet]] += 1;
        return want && !want[codes[facet]];
      });
      const [only] = failed;
      FACETS.forEach((_, facet) => {
        if (codes[facet] >= 0 && (!failed.length || (failed.length === 1 && facet === only))) counts[facet].tasks[codes[facet]] += 1;
      });
      return !failed.length;
    });
  }

  /**
   * @param {Language} language
   * @param {string} facet
   * @param {string} value
   * @returns {string} what a reader calls it
   */
  nameOf(language, facet, value) {
    const { world } = this;
    if (facet === 'park') {
      if (value === NONE) return language.t('coverage.outside');
      const park = world.scene.parks.ids.indexOf(value);
      return park < 0 ? value : world.parkName(language, park);
    }
    if (facet === 'layer') {
      const group = world.group(value);
      return group ? language.pick(group.head.title) : value;
    }
    if (facet === 'stage') return language.word(['suspended', 'cancelled'].includes(value) ? 'condition' : 'stage', value);
    if (facet === 'late') return language.word('lateness', value);
    return value === NONE ? language.t('filter.no_department') : value;
  }

  /**
   * @param {Language} language
   * @returns {string[]} the filters that are on, one word or list of words for each facet
   */
  words(language) {
    return FACETS.filter((facet) => this.state.now.filters[facet].length)
      .map((facet) => this.state.now.filters[facet].map((value) => this.nameOf(language, facet, value)).join(language.t('slash')));
  }
}
