// Which tasks the list and the chart show, and in which order: filters, words that are sought, and how they are sorted.

/** Of more tasks the order is made in a turn of its own. */
const MOST_AT_ONCE = 5000;
/** Behind every day and every number of days. */
const LAST = 2 ** 23;

class TaskOrder {
  /** @param {PageParts} parts */
  constructor(parts) {
    this.parts = parts;
    this.query = parts.state.now.query;
    /** Who wants to know when what had to be waited for is there. */
    this.onReady = () => {};
    this.key = '';
    this.items = new Uint32Array(0);
    /** @type {Filtered | null} */
    this.filtered = null;
    this.waiting = false;
    this.wanted = { key: '', filtered: parts.filters.now() };
    /** @type {Map<string, Uint32Array>} orders that were asked for */
    this.orders = new Map();
    this.stamp = '';
    /** @type {{query: string, ranks: Uint8Array | null} | null} */
    this.found = null;
    this.naming = '';
  }

  /** @returns {{items: Uint32Array, busy: boolean}} the tasks in their order; busy while these are the ones of before */
  now() {
    const { state, language, filters, world } = this.parts;
    const { sort, unmapped } = state.now;
    const filtered = filters.now();
    const key = [sort, unmapped, language.lang, stampOf(world), this.query].join('\t');
    if (key === this.key && filtered === this.filtered) return { items: this.items, busy: false };
    if (world.tasks.size <= MOST_AT_ONCE) {
      const busy = !this.arrange(key, filtered);
      return { items: this.items, busy };
    }
    if (!this.waiting) {
      this.waiting = true;
      void nextTurn().then(() => {
        this.waiting = false;
        if (this.arrange(this.wanted.key, this.wanted.filtered)) this.onReady();
      });
    }
    this.wanted = { key, filtered };
    return { items: this.items, busy: true };
  }

  /**
   * @param {string} key
   * @param {Filtered} filtered
   * @returns {boolean} whether the tasks are in their order now: names may have to be read first
   */
  arrange(key, filtered) {
    const { sort, unmapped } = this.parts.state.now;
    const ranks = this.ranks();
    const order = this.inOrder(sort);
    if (!order || ranks === undefined) return false;
    const { rowCount } = this.parts.world.tasks.numbers;
    this.items = order.filter((at) => filtered.tasks[at] && !(unmapped && rowCount[at]) && (!ranks || ranks[at]));
    this.key = key;
    this.filtered = filtered;
    return true;
  }

  /** @returns {Uint8Array | null | undefined} which tasks hold what is sought; null for all, undefined until that is known */
  ranks() {
    const { query } = this;
    const tokens = tokensOf(query);
    if (!tokens.length) return null;
    if (!this.found || this.found.query !== query) {
      /** @type {{query: string, ranks: Uint8Array | null}} */
      const found = { query, ranks: null };
      this.found = found;
      void this.parts.index.rankTasks(tokens, () => this.found === found).then((ranks) => {
        if (!ranks) return;
        found.ranks = ranks;
        this.onReady();
      });
    }
    return this.found.ranks || undefined;
  }

  /**
   * @param {string} sort
   * @returns {Uint32Array | null} all tasks; null until their names are read
   */
  inOrder(sort) {
    const { language, world } = this.parts;
    const key = `${sort} ${language.lang}`;
    const known = this.orders.get(key);
    // Only who is late changes with the day.
    if (known && (sort !== 'late' || this.stamp === stampOf(world))) return known;
    this.stamp = stampOf(world);
    if (sort === 'name') {
      if (this.naming !== key) void this.byName(key);
      this.naming = key;
      return null;
    }
    const { park, department } = world.tasks.numbers;
    const keys = { late: () => this.lateKeys(), due: () => this.dueDays(), dept: () => this.departmentKeys(department), park: () => new Uint32Array(park).map((code) => code || LAST), register: () => new Uint8Array(park.length) };
    const order = this.byKey(keys[/** @type {keyof typeof keys} */ (sort)]());
    this.orders.set(key, order);
    return order;
  }

  /**
   * @param {ArrayLike<number>} keys of the tasks
   * @returns {Uint32Array} their places, the least key first, else in the order of the register
   */
  byKey(keys) {
    const size = keys.length;
    // Loops: what TypedArray.from maps is ten times as slow, and a hundred thousand tasks would be felt.
    const codes = new Float64Array(size), order = new Uint32Array(size);
    for (let at = 0; at < size; at += 1) codes[at] = keys[at] * size + at;
    codes.sort();
    for (let at = 0; at < size; at += 1) order[at] = codes[at] % size;
    return order;
  }

  /** The most days late first, then everything else. */
  lateKeys() {
    const { lateness, daysLate } = this.parts.world.tasks.states;
    const late = CODES.lateness.map((word) => lateGrade(word, 0) > 0);
    const keys = new Uint32Array(lateness.length);
    for (let at = 0; at < keys.length; at += 1) keys[at] = late[lateness[at]] ? LAST - Math.min(LAST, daysLate[at]) : LAST;
    return keys;
  }

  /** The day on which the finish is due, or the start where there is no finish. */
  dueDays() {
    const { finishCurrentTo, finishBaselineTo, startCurrentTo, startBaselineTo } = this.parts.world.tasks.numbers;
    return new Uint32Array(finishCurrentTo).map((day, at) => day || finishBaselineTo[at] || startCurrentTo[at] || startBaselineTo[at] || LAST);
  }

  /** @param {Numbers} codes */
  departmentKeys(codes) {
    const { language, world } = this.parts;
    const { departments, departmentSets } = world.tasks.head;
    const order = departments.map((_, place) => place).sort((one, other) => departments[one].localeCompare(departments[other], language.locale));
    const rank = new Uint32Array(departments.length);
    order.forEach((place, at) => (rank[place] = at));
    const keyOf = [LAST, ...rank, ...departmentSets.map(([first]) => rank[first])];
    return new Uint32Array(codes).map((code) => keyOf[code]);
  }

  /** @param {string} key under which the order is kept */
  async byName(key) {
    const { language, world } = this.parts;
    const { texts, size } = world.tasks;
    const fields = ['name', 'id'].map((name) => texts.pack.fields[texts.names.indexOf(name)]);
    /** @type {string[]} */
    const names = [];
    for (let chunk = 0; chunk < texts.chunkCount; chunk += 1)
      for (const [name, id] of await readFields(texts, chunk, fields)) names.push(name || id);
    const { compare } = new Intl.Collator(language.locale, { numeric: true });
    this.orders.set(key, await sortInTurns(size, (one, other) => compare(names[one], names[other])));
    this.onReady();
  }
}

/**
 * @param {World} world
 * @returns {string} something that changes whenever states do
 */
function stampOf({ when }) {
  return `${when.day} ${when.scenario}`;
}

/**
 * Merge runs in short turns: to compare a hundred thousand names takes a second or two.
 * @param {number} size
 * @param {(one: number, other: number) => number} compare
 * @returns {Promise<Uint32Array>} the numbers below `size` in their order
 */
async function sortInTurns(size, compare) {
  let from = Uint32Array.from({ length: size }, (_, at) => at), to = new Uint32Array(size);
  let turn = performance.now();
  for (let run = 1; run < size; run *= 2) {
    for (let start = 0; start < size; start += 2 * run) {
      const middle = Math.min(size, start + run), end = Math.min(size, middle + run);
      for (let left = start, right = middle, at = start; at < end; at += 1) {
        const takeLeft = left < middle && (right >= end || compare(from[left], from[right]) <= 0);
        to[at] = takeLeft ? from[left++] : from[right++];
        if (at % 256 || performance.now() - turn < TURN_MS) continue;
        await nextTurn();
        turn = performance.now();
      }
    }
    [from, to] = [to, from];
  }
  return from;
}
