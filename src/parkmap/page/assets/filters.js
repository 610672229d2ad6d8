// Filters by park, layer, stage, lateness, department and person: which rows they let through, and how many more would.

/**
 * @typedef {{facilities: Uint32Array, tasks: Uint32Array, whole: Uint32Array}} FacetCounts
 *   of each value: how many facilities and tasks would remain, and how many facilities and tasks there are at all
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
      late: [...CODES.lateness, NONE],
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
    // Of the task of a facility; one that has none stands first.
    this.departmentOf = after(this.values.dept.length - 1, this.taskCodes.dept);
    this.personOf = after(this.values.person.length - 1, this.taskCodes.person);
    /** @type {{key: string, weights: Uint32Array} | null} */
    this.weighed = null;
    /** @type {{when: When, codes: Numbers[], whole: Uint32Array[]} | null} */
    this.standing = null;
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
    groups.forEach((group, place) => {
      const visible = !hidden.includes(group.key);
      this.countGroup(group, place, wanted, counts, visible);
      if (visible) shown += group.kept;
      all += group.features.size;
    });
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
   * @param {(Uint8Array | null)[]} wanted
   * @param {FacetCounts[]} counts
   * @param {boolean} visible whether the layer is on
   */
  countGroup(group, place, wanted, counts, visible) {
    const { kinds, courses: { now } } = group;
    const pass = new Uint8Array(kinds.size);
    const noPark = this.values.park.length - 1, noDeadline = CODES.lateness.length, held = CODES.stages.length - 1;
    const codes = [0, place, 0, 0, 0, 0];
    group.kept = 0;
    for (let kind = 0; kind < kinds.size; kind += 1) {
      const course = kinds.course[kind], count = kinds.counts[kind], condition = now.condition[course];
      codes[0] = kinds.park[kind] ? kinds.park[kind] - 1 : noPark;
      codes[2] = condition ? held + condition : now.stage[course];
      codes[3] = kinds.promised[kind] ? now.lateness[course] : noDeadline;
      codes[4] = this.departmentOf[kinds.task[kind]];
      codes[5] = this.personOf[kinds.task[kind]];
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
   * @returns {{tasks: Uint8Array, shownTasks: number}} which tasks pass
   */
  countTasks(wanted, counts) {
    const { size } = this.world.tasks;
    const { codes, whole } = this.tasksNow();
    // Column by column: a loop over one column is quick, however many tasks there are.
    const fails = new Uint8Array(size), only = new Uint8Array(size);
    codes.forEach((column, facet) => {
      whole[facet].forEach((count, code) => { counts[facet].whole[code] += count; });
      const want = wanted[facet];
      if (!want) return;
      for (let at = 0; at < size; at += 1) {
        if (want[column[at]]) continue;
        fails[at] += 1;
        only[at] = facet;
      }
    });
    const tasks = new Uint8Array(size), rows = new Uint32Array(size);
    let shownTasks = 0;
    for (let at = 0; at < size; at += 1) {
      if (!fails[at]) {
        tasks[at] = 1;
        rows[shownTasks] = at;
        shownTasks += 1;
      } else if (fails[at] === 1) counts[only[at]].tasks[codes[only[at]][at]] += 1;
    }
    codes.forEach((column, facet) => {
      const remain = counts[facet].tasks;
      if (shownTasks === size) whole[facet].forEach((count, code) => { remain[code] += count; });
      else for (let place = 0; place < shownTasks; place += 1) remain[column[rows[place]]] += 1;
    });
    return { tasks, shownTasks };
  }

  /** @returns {{when: When, codes: Numbers[], whole: Uint32Array[]}} by facet, the code of each task on the day, and how many have it */
  tasksNow() {
    const { when, tasks: { states } } = this.world;
    if (this.standing && this.standing.when === when) return this.standing;
    /** @type {Record<string, Numbers>} */
    const byFacet = { ...this.taskCodes, stage: this.stageCodes(), late: states.lateness };
    const codes = FACETS.map((facet) => byFacet[facet]);
    const whole = codes.map((column, facet) => {
      const counts = new Uint32Array(this.sets[FACETS[facet]].length);
      for (let at = 0; at < column.length; at += 1) counts[column[at]] += 1;
      return counts;
    });
    this.standing = { when, codes, whole };
    return this.standing;
  }

  /**
   * Whatever a day changes is left aside: stage and lateness do not count here.
   * @returns {Uint32Array} by course, how many facilities and tasks that are shown go by it
   */
  weights() {
    const { filters, hidden } = this.state.now;
    const facets = ['park', 'layer', 'dept', 'person'];
    const key = JSON.stringify([hidden, facets.map((facet) => filters[facet])]);
    if (this.weighed && this.weighed.key === key) return this.weighed.weights;
    const { groups, tasks, courses } = this.world;
    const weights = new Uint32Array(courses.size);
    const [park, layer, dept, person] = facets.map((facet) => (filters[facet].length ? this.wantedOf(facet) : null));
    const passes = (/** @type {Uint8Array | null} */ wanted, /** @type {number} */ code) => !wanted || wanted[code] === 1;
    const noPark = this.values.park.length - 1;
    groups.forEach(({ key: name, kinds }, place) => {
      if (hidden.includes(name) || !passes(layer, place)) return;
      for (let kind = 0; kind < kinds.size; kind += 1) {
        const task = kinds.task[kind];
        if (passes(park, kinds.park[kind] ? kinds.park[kind] - 1 : noPark) && passes(dept, this.departmentOf[task]) && passes(person, this.personOf[task]))
          weights[kinds.course[kind]] += kinds.counts[kind];
      }
    });
    const { taskCodes } = this;
    for (let at = 0; at < tasks.size; at += 1)
      if (passes(park, taskCodes.park[at]) && passes(layer, taskCodes.layer[at]) && passes(dept, taskCodes.dept[at]) && passes(person, taskCodes.person[at]))
        weights[tasks.numbers.course[at]] += 1;
    this.weighed = { key, weights };
    return weights;
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
    if (facet === 'late') return value === NONE ? language.t('filter.no_deadline') : language.word('lateness', value);
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
