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
    /** @type {Record<string, string[]>} the values of each facet */
    this.values = {
      park: [...world.scene.parks.ids, NONE],
      layer: world.groups.map((group) => group.key),
      stage: [...CODES.stages, 'suspended', 'cancelled'],
      late: CODES.lateness,
      dept: [...world.departments.names, NONE],
    };
    this.key = this.keyOf();
    /** @type {Filtered} */
    this.last = this.count();
  }

  /** @returns {boolean} whether anything is filtered */
  get on() {
    return FACETS.some((facet) => this.state.now.filters[facet].length > 0);
  }

  keyOf() {
    const { day, scenario } = this.world.when;
    return JSON.stringify([this.state.now.filters, this.state.now.hidden, day, scenario]);
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
    groups.forEach((group, place) => {
      const visible = !hidden.includes(group.key);
      this.countGroup(group, place, wanted, counts, visible);
      if (visible) shown += group.kept;
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
   * @param {number} place among the groups
   * @param {(Uint8Array | null)[]} wanted
   * @param {FacetCounts[]} counts
   * @param {boolean} visible whether the layer is on
   */
  countGroup(group, place, wanted, counts, visible) {
    const { kinds, courses: { now } } = group;
    const pass = new Uint8Array(kinds.size);
    const noPark = this.values.park.length - 1, held = CODES.stages.length - 1;
    const codes = [0, place, 0, 0, 0];
    group.kept = 0;
    for (let kind = 0; kind < kinds.size; kind += 1) {
      const course = kinds.course[kind], count = kinds.counts[kind], condition = now.condition[course];
      codes[0] = kinds.park[kind] ? kinds.park[kind] - 1 : noPark;
      codes[2] = condition ? held + condition : now.stage[course];
      codes[3] = now.lateness[course];
      codes[4] = kinds.department[kind];
      let failed = -1, failures = 0;
      for (let facet = 0; facet < codes.length; facet += 1) {
        counts[facet].whole[codes[facet]] += count;
        const want = wanted[facet];
        if (!want || want[codes[facet]]) continue;
        failed = facet;
        failures += 1;
      }
      if (!failures) {
        pass[kind] = 1;
        group.kept += count;
      }
      if (!visible || failures > 1) continue;
      if (failures) counts[failed].facilities[codes[failed]] += count;
      else for (let facet = 0; facet < codes.length; facet += 1) counts[facet].facilities[codes[facet]] += count;
    }
    this.letThrough(group, wanted.some(Boolean) ? pass : null);
  }

  /**
   * @param {FacilityGroup} group
   * @param {Uint8Array | null} pass by kind
   */
  letThrough(group, pass) {
    const before = group.pass;
    group.pass = pass;
    if (pass === before || (pass && before && pass.every((lets, kind) => lets === before[kind]))) return;
    const { of } = group.kinds;
    const only = pass && new Uint8Array(of.length);
    if (pass && only) for (let row = 0; row < of.length; row += 1) only[row] = pass[of[row]];
    group.facilities.show(only);
  }

  /**
   * @param {FacilityGroup} group
   * @returns {Tally} of what the filters let through
   */
  tally(group) {
    const { pass } = group;
    return group.kinds.tally(group.courses.now, pass ? (kind) => pass[kind] === 1 : undefined);
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
        this.world.departments.of[place + 1],
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
