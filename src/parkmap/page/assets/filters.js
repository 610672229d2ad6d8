// Filters by park, layer, stage, lateness, department and person: which rows they let through, and how many more would.

/**
 * @typedef {{facilities: Uint32Array, tasks: Uint32Array, whole: Uint32Array}} FacetCounts
 *   of each value: how many facilities and tasks would remain, and how many facilities and tasks there are at all
 * @typedef {{codes: number[][], counts: number[], of: Uint32Array, pass?: Uint8Array | null}} Kinds facilities that are alike to every filter: their
 *   values by facet, how many they are, and the kind of each row
 * @typedef {{counts: Record<string, FacetCounts>, shown: number, all: number, tasks: Uint8Array, shownTasks: number}} Filtered
 *   `tasks` is 1 where a task passes
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
    /** @type {Record<string, string[]>} the values of each facet */
    this.values = {
      park: [...parks.ids, NONE],
      layer: world.groups.map((group) => group.key),
      stage: [...CODES.stages, 'suspended', 'cancelled'],
      late: CODES.lateness,
      dept: [...tasks.departments, NONE],
      person: [...tasks.persons, NONE],
    };
    const alone = (/** @type {string} */ facet) => this.values[facet].map((_, at) => [at]);
    /** @type {Record<string, number[][]>} what each code of a facet stands for: one value, or several; no layer stands for none */
    this.sets = {
      park: [...alone('park'), ...tasks.parkSets], layer: [...alone('layer'), []], stage: alone('stage'), late: alone('late'),
      dept: [...alone('dept'), ...tasks.departmentSets], person: [...alone('person'), ...tasks.personSets],
    };
    const { park, department, person, layer } = world.tasks.numbers;
    const groupOf = [undefined, ...world.scene.layers].map((head) => world.groups.findIndex((group) => group.head === head));
    /** @type {Record<string, Uint32Array>} the codes of each task, but for those that change with the day */
    this.taskCodes = {
      park: this.codesOf('park', park), dept: this.codesOf('dept', department), person: this.codesOf('person', person),
      layer: new Uint32Array(layer).map((place) => (groupOf[place] < 0 ? world.groups.length : groupOf[place])),
    };
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
    this.state.set({ filters: noFilters() });
  }

  /** @returns {Filtered} */
  count() {
    const { groups } = this.world;
    const { filters, hidden } = this.state.now;
    /** @type {(Uint8Array | null)[]} by facet, the values that are wanted */
    const wanted = FACETS.map((facet) => (filters[facet].length ? this.wantedOf(facet) : null));
    const counts = FACETS.map((facet) => {
      const size = this.sets[facet].length;
      return { facilities: new Uint32Array(size), tasks: new Uint32Array(size), whole: new Uint32Array(size) };
    });
    let shown = 0, all = 0;
    for (const group of groups) {
      const visible = !hidden.includes(group.key);
      this.countGroup(group, wanted, counts, visible);
      if (visible) shown += group.kept;
      all += group.features.size;
    }
    const passed = this.countTasks(wanted, counts);
    return { counts: Object.fromEntries(FACETS.map((facet, at) => [facet, this.spread(facet, counts[at])])), shown, all, ...passed };
  }

  /**
   * @param {string} facet
   * @returns {Uint8Array} by code, whether one of its values is wanted
   */
  wantedOf(facet) {
    const chosen = new Set(this.state.now.filters[facet]);
    const values = this.values[facet].map((value) => chosen.has(value));
    return Uint8Array.from(this.sets[facet], (places) => Number(places.some((place) => values[place])));
  }

  /**
   * @param {string} facet
   * @param {Numbers} column 0 for none, then the values, then the sets of several
   * @returns {Uint32Array} codes of `sets`, where none is a value, too
   */
  codesOf(facet, column) {
    const none = this.values[facet].length - 1;
    return new Uint32Array(column).map((code) => (code === 0 ? none : code <= none ? code - 1 : code));
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
    // Of the task of a facility; one that has none stands first.
    const departmentOf = after(this.values.dept.length - 1, this.taskCodes.dept);
    const personOf = after(this.values.person.length - 1, this.taskCodes.person);
    const stages = this.values.stage.length, latenesses = this.values.late.length, departments = this.sets.dept.length, persons = this.sets.person.length;
    /** @type {Kinds} */
    const kinds = { codes: [], counts: [], of: new Uint32Array(size) };
    /** @type {Map<number, number>} */
    const known = new Map();
    // Neighbours on the ground are neighbours here, and mostly alike.
    let last = -1, kind = -1;
    for (let row = 0; row < size; row += 1) {
      const park = numbers.park[row] ? numbers.park[row] - 1 : noPark;
      const stage = stageOf[lookOf[row]], late = numbers.lateness[row], department = departmentOf[numbers.task[row]], person = personOf[numbers.task[row]];
      const code = (((park * stages + stage) * latenesses + late) * departments + department) * persons + person;
      if (code !== last) {
        last = code;
        kind = known.get(code) ?? kinds.codes.length;
        if (kind === kinds.codes.length) {
          known.set(code, kind);
          kinds.codes.push([park, place, stage, late, department, person]);
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
   * @returns {{tasks: Uint8Array, shownTasks: number}} which tasks pass
   */
  countTasks(wanted, counts) {
    const { size, states } = this.world.tasks;
    /** @type {Record<string, Numbers>} */
    const byFacet = { ...this.taskCodes, stage: this.stageCodes(), late: states.lateness };
    const codes = FACETS.map((facet) => byFacet[facet]);
    // Column by column: a loop over one column is quick, however many tasks there are.
    const fails = new Uint8Array(size), only = new Uint8Array(size);
    codes.forEach((column, facet) => {
      const want = wanted[facet], { whole } = counts[facet];
      for (let at = 0; at < size; at += 1) {
        whole[column[at]] += 1;
        if (!want || want[column[at]]) continue;
        fails[at] += 1;
        only[at] = facet;
      }
    });
    codes.forEach((column, facet) => {
      const remain = counts[facet].tasks;
      for (let at = 0; at < size; at += 1) if (!fails[at] || (fails[at] === 1 && only[at] === facet)) remain[column[at]] += 1;
    });
    const tasks = fails.map((failed) => Number(!failed));
    return { tasks, shownTasks: tasks.reduce((sum, passes) => sum + passes, 0) };
  }

  /** @returns {Uint8Array} of each task on the day of the page */
  stageCodes() {
    const { stage, condition } = this.world.tasks.states;
    const active = CODES.conditions.indexOf('active');
    const halted = CODES.conditions.map((word) => this.values.stage.indexOf(word));
    return new Uint8Array(stage).map((code, at) => (condition[at] === active ? code : halted[condition[at]]));
  }

  /**
   * Give each value what was counted for its code and for the sets that it is in.
   * @param {string} facet
   * @param {FacetCounts} byCode
   * @returns {FacetCounts}
   */
  spread(facet, byCode) {
    const size = this.values[facet].length;
    const spread = (/** @type {Uint32Array} */ counts) => {
      const values = new Uint32Array(size);
      this.sets[facet].forEach((places, code) => places.forEach((place) => (values[place] += counts[code])));
      return values;
    };
    return { facilities: spread(byCode.facilities), tasks: spread(byCode.tasks), whole: spread(byCode.whole) };
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
    if (value !== NONE) return value;
    return facet === 'dept' ? language.t('filter.no_department') : language.t('filter.no_person');
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

/**
 * @param {number} first
 * @param {Uint32Array} rest
 */
function after(first, rest) {
  const all = new Uint32Array(rest.length + 1);
  all[0] = first;
  all.set(rest, 1);
  return all;
}

/** @returns {FilterChoice} */
function noFilters() {
  return Object.fromEntries(FACETS.map((facet) => [facet, []]));
}
