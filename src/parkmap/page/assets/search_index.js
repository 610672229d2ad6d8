// What the search reads, and how it goes through it: layer by layer in short turns, so that the page stays quick.

/** Longer turns would be felt. */
const TURN_MS = 12;
/** First results are shown after so long, even if the search goes on. */
const FIRST_SHOWN_MS = 40;
const MOST_KEPT = 200;
const MOST_TOKENS = 6, LONGEST_TOKEN = 80;

/**
 * @typedef {{kind: 'park', park: number, rank: number}} ParkHit
 * @typedef {{kind: 'task', task: TaskData, rank: number}} TaskHit
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
    const { parks, tasks } = world.scene;
    this.parks = textIndex(parks.ids.map((id, at) => [...parks.names[at].map(plainText), id]), 3);
    this.tasks = textIndex(tasks.map((task) => TASK_FIELDS.map((field) => task[field])), 1);
    /** @type {Map<string, Promise<TextIndex>>} */
    this.chunks = new Map();
    this.warming = false;
  }

  /** Read all names while nobody waits for anything. */
  warm() {
    if (this.warming) return;
    this.warming = true;
    const jobs = this.world.groups.flatMap((group) => Array.from({ length: group.features.rows.chunkCount }, (_, chunk) => ({ group, chunk })));
    const whenIdle = window.requestIdleCallback || ((/** @type {() => void} */ next) => window.setTimeout(next, 10));
    const next = () => {
      const job = jobs.shift();
      if (job) void this.chunk(job.group, job.chunk).then(() => whenIdle(next));
    };
    whenIdle(next);
  }

  /**
   * @param {FacilityGroup} group
   * @param {number} chunk
   * @returns {Promise<TextIndex>} names and ids of the chunk's rows
   */
  chunk(group, chunk) {
    const key = `${group.at} ${chunk}`;
    let known = this.chunks.get(key);
    if (!known) {
      known = readFirstFields(group.features.rows, chunk).then((rows) => textIndex(rows, 3));
      this.chunks.set(key, known);
    }
    return known;
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
    if (!tokens.length) return show({ ...found, done: true });
    const began = performance.now();
    const parkRanks = tokens.map((token) => this.pinyin.scan(this.parks, token));
    const parks = ranked(parkRanks, this.world.scene.parks.ids.length);
    const taskRanks = tokens.map((token) => this.pinyin.scan(this.tasks, token));
    const tasks = ranked(taskRanks, this.world.scene.tasks.length);
    found.parks = parks.slice(0, MOST_KEPT).map(({ row, rank }) => ({ kind: 'park', park: row, rank }));
    found.tasks = tasks.slice(0, MOST_KEPT).map(({ row, rank }) => ({ kind: 'task', task: this.world.scene.tasks[row], rank }));
    found.counts.parks = parks.length;
    found.counts.tasks = tasks.length;
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
 * @param {number} size
 * @returns {{row: number, rank: number}[]} rows in which all tokens are, best first
 */
function ranked(ranks, size) {
  const rows = [];
  for (let row = 0; row < size; row += 1) {
    const rank = Math.min(...ranks.map((one) => one[row]));
    if (rank) rows.push({ row, rank });
  }
  return rows.sort((one, other) => other.rank - one.rank);
}

/**
 * @param {Rows} rows
 * @param {number} chunk
 * @returns {Promise<string[][]>} of each row its three names and its id, read without keeping anything else
 */
async function readFirstFields(rows, chunk) {
  const { pack } = rows;
  const opened = await rows.open(chunk);
  const [id, ...names] = pack.fields.slice(0, FIRST_PROPERTY);
  const size = Math.min(pack.chunkRows, pack.size - chunk * pack.chunkRows);
  return Array.from({ length: size }, (_, at) =>
    [...names, id].map((field) => plainText(valueAt(opened, field, at))));
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
