// Filters by park, layer, stage, lateness and department: which rows they let through, and how many more would.

/**
 * @typedef {{facilities: Uint32Array, tasks: Uint32Array, whole: Uint32Array}} FacetCounts
 *   of each value: how many facilities and tasks would remain, and how many facilities and tasks there are at all
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
    this.key = '';
    /** @type {Filtered} */
    this.last = this.count();
  }

  /** @returns {boolean} whether anything is filtered */
  get on() {
    return FACETS.some((facet) => this.state.now.filters[facet].length > 0);
  }

  /** @returns {Filtered} what the filters of the moment let through; the groups' masks say which rows */
  now() {
    const { filters, hidden } = this.state.now;
    const key = JSON.stringify([filters, hidden]);
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
    groups.forEach((group, at) => {
      const visible = !hidden.includes(group.key);
      const kept = this.countGroup(group, at, wanted, counts, visible);
      if (visible) shown += kept;
      all += group.features.size;
    });
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
   * @param {number} at
   * @param {(Uint8Array | null)[]} wanted
   * @param {FacetCounts[]} counts
   * @param {boolean} visible whether the layer is on
   * @returns {number} how many rows pass
   */
  countGroup(group, at, wanted, counts, visible) {
    const { size, numbers } = group.features;
    const { looks, lookOf } = group.facilities;
    const stageOf = Uint8Array.from(looks, (look) => this.values.stage.indexOf(look.condition === 'active' ? look.stage : look.condition));
    const noPark = this.values.park.length - 1, noDepartment = this.values.dept.length - 1;
    const departmentOf = Uint32Array.from([noDepartment, ...this.departmentOf]);
    const mask = wanted.some(Boolean) ? new Uint8Array(size) : null;
    const codes = [0, at, 0, 0, 0];
    let kept = 0;
    for (let row = 0; row < size; row += 1) {
      codes[0] = numbers.park[row] ? numbers.park[row] - 1 : noPark;
      codes[2] = stageOf[lookOf[row]];
      codes[3] = numbers.lateness[row];
      codes[4] = departmentOf[numbers.task[row]];
      let fails = 0, failed = 0;
      for (let facet = 0; facet < 5; facet += 1) {
        counts[facet].whole[codes[facet]] += 1;
        const want = wanted[facet];
        if (want && !want[codes[facet]]) {
          fails += 1;
          failed = facet;
        }
      }
      if (fails === 0) {
        kept += 1;
        if (mask) mask[row] = 1;
      }
      if (!visible || fails > 1) continue;
      if (fails) counts[failed].facilities[codes[failed]] += 1;
      else for (let facet = 0; facet < 5; facet += 1) counts[facet].facilities[codes[facet]] += 1;
    }
    group.facilities.mask = mask;
    group.kept = kept;
    return kept;
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
