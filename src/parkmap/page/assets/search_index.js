// What the search reads, and how it goes through it: layer by layer in short turns, so that the page stays quick.

/** Longer turns would be felt. */
const TURN_MS = 12;
/** First results are shown after so long, even if the search goes on. */
const FIRST_SHOWN_MS = 40;
const MOST_KEPT = 200;
const MOST_TOKENS = 6, LONGEST_TOKEN = 80;

/**
 * @typedef {{kind: 'park', park: number, rank: number}} ParkHit
 * @typedef {{kind: 'task', at: number, rank: number}} TaskHit
 * @typedef {{kind: 'facility', group: FacilityGroup, row: number, rank: number}} FacilityHit
 * @typedef {{
 *   tokens: string[], parks: ParkHit[], tasks: TaskHit[], facilities: FacilityHit[],
 *   counts: {parks: number, tasks: number, facilities: number}, done: boolean,
 * }} Found
 */

/** Fields of a task that are searched, its name first. */
const TASK_FIELDS = /** @type {const} */ (['name', 'content', 'id', 'department', 'person', 'leader', 'parkText', 'layerText']);

class SearchIndex {
  /** @param {World} world */
  constructor(world) {
    this.world = world;
    this.pinyin = new Pinyin(world.scene.pinyin);
    const { parks } = world.scene;
    this.parks = textIndex(parks.ids.map((id, at) => [...parks.names[at].map(plainText), id]), 3);
    /** @type {Map<string, Promise<TextIndex>>} */
    this.chunks = new Map();
    this.warming = false;
  }

  /** Read all names while nobody waits for anything. */
  warm() {
    if (this.warming) return;
    this.warming = true;
    const { groups, tasks } = this.world;
    const chunksOf = (/** @type {Rows} */ rows, /** @type {(chunk: number) => Promise<TextIndex>} */ read) =>
      Array.from({ length: rows.chunkCount }, (_, chunk) => () => read(chunk));
    const jobs = [...chunksOf(tasks.texts, (chunk) => this.taskChunk(chunk)),
      ...groups.flatMap((group) => chunksOf(group.features.rows, (chunk) => this.chunk(group, chunk)))];
    const whenIdle = window.requestIdleCallback || ((/** @type {() => void} */ next) => window.setTimeout(next, 10));
    const next = () => {
      const job = jobs.shift();
      if (job) void job().then(() => whenIdle(next));
    };
    whenIdle(next);
  }

  /**
   * @param {FacilityGroup} group
   * @param {number} chunk
   * @returns {Promise<TextIndex>} names and ids of the chunk's rows
   */
  chunk(group, chunk) {
    const [id, ...names] = group.features.rows.pack.fields.slice(0, FIRST_PROPERTY);
    return this.chunkOf(String(group.at), group.features.rows, chunk, [...names, id], 3);
  }

  /**
   * @param {number} chunk
   * @returns {Promise<TextIndex>} what is searched of the chunk's tasks
   */
  taskChunk(chunk) {
    const { texts } = this.world.tasks;
    const fields = TASK_FIELDS.map((name) => texts.pack.fields[texts.names.indexOf(name)]);
    return this.chunkOf('tasks', texts, chunk, fields, 1);
  }

  /**
   * @param {string} owner
   * @param {Rows} rows
   * @param {number} chunk
   * @param {FieldHead[]} fields
   * @param {number} names how many of the fields are names
   */
  chunkOf(owner, rows, chunk, fields, names) {
    const key = `${owner} ${chunk}`;
    let known = this.chunks.get(key);
    if (!known) {
      known = readFields(rows, chunk, fields).then((read) => textIndex(read, names));
      this.chunks.set(key, known);
    }
    return known;
  }

  /**
   * @param {string[]} tokens
   * @param {() => boolean} alive whether anybody still waits
   * @returns {Promise<Uint8Array | null>} the rank of each task, 0 where a token is not in it; null if nobody waits
   */
  async rankTasks(tokens, alive) {
    const { size, texts } = this.world.tasks;
    const ranks = new Uint8Array(size);
    let turn = performance.now();
    for (let chunk = 0; chunk < texts.chunkCount; chunk += 1) {
      const index = await this.taskChunk(chunk);
      if (!alive()) return null;
      ranks.set(least(tokens.map((token) => this.pinyin.scan(index, token))), chunk * texts.pack.chunkRows);
      if (performance.now() - turn < TURN_MS) continue;
      await nextTurn();
      turn = performance.now();
    }
    return ranks;
  }

  /**
   * @param {string} query
   * @param {() => boolean} alive whether anybody still waits
   * @param {(found: Found) => void} show called when there is something, and when all is found
   */
  async search(query, alive, show) {
    const tokens = tokensOf(query);
    /** @type {Found} */
    const found = { tokens, parks: [], tasks: [], facilities: [], counts: { parks: 0, tasks: 0, facilities: 0 }, done: false };
    if (!tokens.length) {
      show({ ...found, done: true });
      return;
    }
    const began = performance.now();
    const parkRanks = tokens.map((token) => this.pinyin.scan(this.parks, token));
    const parks = bestOf(least([new Uint8Array(parkRanks[0]), ...parkRanks.slice(1)]));
    found.parks = parks.best.map(({ row, rank }) => ({ kind: 'park', park: row, rank }));
    found.counts.parks = parks.count;
    const taskRanks = await this.rankTasks(tokens, alive);
    if (!taskRanks) return;
    const tasks = bestOf(taskRanks);
    found.tasks = tasks.best.map(({ row, rank }) => ({ kind: 'task', at: row, rank }));
    found.counts.tasks = tasks.count;
    await this.searchFacilities(found, parkRanks, began, alive, show);
  }

  /**
   * @param {Found} found
   * @param {Uint8Array[]} parkRanks by token
   * @param {number} began
   * @param {() => boolean} alive
   * @param {(found: Found) => void} show
   */
  async searchFacilities(found, parkRanks, began, alive, show) {
    /** @type {FacilityHit[][]} */
    const byRank = [[], [], [], []];
    const gather = () => byRank[3].concat(byRank[2], byRank[1]).slice(0, MOST_KEPT);
    let turn = began, shown = false;
    for (const group of this.world.groups) {
      const { title } = group.head;
      const inTitle = found.tokens.map((token) => this.pinyin.finds(title.zh, token) || this.pinyin.finds(title.en, token));
      const { pack, chunkCount } = group.features.rows;
      for (let chunk = 0; chunk < chunkCount; chunk += 1) {
        const index = await this.chunk(group, chunk);
        if (!alive()) return;
        const ranks = found.tokens.map((token) => this.pinyin.scan(index, token));
        this.rankRows(group, chunk * pack.chunkRows, ranks, inTitle, parkRanks, byRank, found);
        if (performance.now() - turn < TURN_MS) continue;
        if (!shown && performance.now() - began > FIRST_SHOWN_MS) {
          shown = true;
          show({ ...found, facilities: gather() });
        }
        await nextTurn();
        turn = performance.now();
        if (!alive()) return;
      }
    }
    show({ ...found, facilities: gather(), done: true });
  }

  /**
   * @param {FacilityGroup} group
   * @param {number} from the chunk's first row
   * @param {Uint8Array[]} ranks by token, of the chunk's rows
   * @param {boolean[]} inTitle by token
   * @param {Uint8Array[]} parkRanks by token
   * @param {FacilityHit[][]} byRank
   * @param {Found} found
   */
  rankRows(group, from, ranks, inTitle, parkRanks, byRank, found) {
    const last = ranks[0].length;
    for (let at = 0; at < last; at += 1) {
      const park = group.parkOf(from + at);
      let rank = RANK_START;
      for (let token = 0; token < ranks.length && rank; token += 1) {
        const elsewhere = inTitle[token] || (park >= 0 && parkRanks[token][park]) ? RANK_OTHER : 0;
        rank = Math.min(rank, Math.max(ranks[token][at], elsewhere));
      }
      if (!rank) continue;
      found.counts.facilities += 1;
      if (byRank[rank].length < MOST_KEPT) byRank[rank].push({ kind: 'facility', group, row: from + at, rank });
    }
  }
}

/**
 * @param {string} query
 * @returns {string[]} what has to be found, each somewhere
 */
function tokensOf(query) {
  return query.normalize('NFKC').toLowerCase().split(/[\s,，、]+/).filter(Boolean)
    .slice(0, MOST_TOKENS).map((token) => token.slice(0, LONGEST_TOKEN));
}

/**
 * @param {Uint8Array[]} ranks by token
 * @returns {Uint8Array} the least rank of each row: all tokens have to be in it
 */
function least(ranks) {
  const [all, ...others] = ranks;
  for (const other of others) for (let row = 0; row < all.length; row += 1) if (other[row] < all[row]) all[row] = other[row];
  return all;
}

/**
 * @param {Uint8Array} ranks
 * @returns {{best: {row: number, rank: number}[], count: number}} rows that are found, best first, and how many there are
 */
function bestOf(ranks) {
  /** @type {{row: number, rank: number}[][]} */
  const byRank = [[], [], [], []];
  let count = 0;
  for (let row = 0; row < ranks.length; row += 1) {
    const rank = ranks[row];
    if (!rank) continue;
    count += 1;
    if (byRank[rank].length < MOST_KEPT) byRank[rank].push({ row, rank });
  }
  return { best: byRank[3].concat(byRank[2], byRank[1]).slice(0, MOST_KEPT), count };
}

/**
 * @param {Rows} rows
 * @param {number} chunk
 * @param {FieldHead[]} fields
 * @returns {Promise<string[][]>} some fields of each row, read without keeping anything else
 */
async function readFields(rows, chunk, fields) {
  const { pack } = rows;
  const opened = await rows.open(chunk);
  const size = Math.min(pack.chunkRows, pack.size - chunk * pack.chunkRows);
  return Array.from({ length: size }, (_, at) => fields.map((field) => plainText(valueAt(opened, field, at))));
}

/**
 * @param {any} value
 * @returns {string}
 */
function plainText(value) {
  return value === null || value === undefined ? '' : asText(value);
}

/** @returns {Promise<void>} when the browser has seen to what waits */
function nextTurn() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve();
    port2.postMessage(0);
  });
}
