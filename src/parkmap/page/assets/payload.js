// Columns of a layer as Python packed them (pack.py): numbers at once, text when it is asked for.

/**
 * @typedef {string | number | boolean | null} Plain
 * @typedef {{name: string, column: number, words?: string[]}} FieldHead
 * @typedef {[name: string, kind: string, length: number, delta: number]} Plan
 * @typedef {{
 *   size: number, plan: Plan[], numbers: string,
 *   fields: FieldHead[], chunkRows: number, chunks: string[],
 * }} Pack
 * @typedef {Int32Array | Uint8Array | Uint16Array | Uint32Array} Numbers
 */

/** The oldest browsers that can open a page are those that have this. */
function canInflate() {
  return typeof DecompressionStream === 'function';
}

/**
 * @param {string} id
 * @returns {any} what Python wrote into the page under this id
 */
function readBlock(id) {
  const block = document.getElementById(id);
  return JSON.parse((block && block.textContent) || 'null');
}

/**
 * @param {string} text deflated bytes in base64
 * @returns {Promise<Uint8Array>}
 */
async function inflate(text) {
  const packed = atob(text);
  const bytes = new Uint8Array(packed.length);
  for (let at = 0; at < packed.length; at += 1) bytes[at] = packed.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * @param {Pack} pack
 * @returns {Promise<Record<string, Numbers>>}
 */
async function readNumbers(pack) {
  const bytes = await inflate(pack.numbers);
  /** @type {Record<string, Numbers>} */
  const columns = {};
  let start = 0;
  for (const [name, kind, length, delta] of pack.plan) {
    const width = Number(kind[1]);
    columns[name] = joinPlanes(bytes, start, kind, length);
    if (delta) sumUp(columns[name]);
    start += width * length;
  }
  return columns;
}

/**
 * @param {Uint8Array} bytes
 * @param {number} start
 * @param {string} kind
 * @param {number} length
 * @returns {Numbers}
 */
function joinPlanes(bytes, start, kind, length) {
  if (kind === 'u1') return bytes.subarray(start, start + length);
  const out =
    kind === 'i4' ? new Int32Array(length) : kind === 'u2' ? new Uint16Array(length) : new Uint32Array(length);
  const width = Number(kind[1]);
  for (let plane = 0; plane < width; plane += 1) {
    const from = start + plane * length;
    const shift = 8 * plane;
    for (let at = 0; at < length; at += 1) out[at] |= bytes[from + at] << shift;
  }
  return out;
}

/** @param {Numbers} values differences, turned into what they add up to */
function sumUp(values) {
  for (let at = 1; at < values.length; at += 1) values[at] += values[at - 1];
}

/** The text of a layer's rows. */
class Rows {
  /** @param {Pack} pack */
  constructor(pack) {
    this.pack = pack;
    /** @type {Map<number, Promise<any[][]>>} */
    this.asked = new Map();
    /** @type {Map<number, any[][]>} */
    this.known = new Map();
  }

  /** @returns {string[]} */
  get names() {
    return this.pack.fields.map((field) => field.name);
  }

  /**
   * @param {number} row
   * @returns {Promise<Plain[]>} the row's values in the order of `names`
   */
  async read(row) {
    await this.load(Math.floor(row / this.pack.chunkRows));
    return /** @type {Plain[]} */ (this.peek(row));
  }

  /**
   * @param {number} row
   * @returns {Plain[] | null} the row's values if they are at hand
   */
  peek(row) {
    const chunk = Math.floor(row / this.pack.chunkRows);
    const columns = this.known.get(chunk);
    if (!columns) return null;
    const at = row - chunk * this.pack.chunkRows;
    return this.pack.fields.map((field) => {
      const value = columns[field.column][at];
      if (!field.words) return value;
      return value < 0 ? null : field.words[value];
    });
  }

  /** @param {number} chunk */
  load(chunk) {
    let promise = this.asked.get(chunk);
    if (!promise) {
      promise = inflate(this.pack.chunks[chunk]).then((bytes) => {
        const columns = JSON.parse(new TextDecoder().decode(bytes));
        this.known.set(chunk, columns);
        return columns;
      });
      this.asked.set(chunk, promise);
    }
    return promise;
  }

  /**
   * @param {string} id
   * @returns {Promise<number>} the row whose first field is `id`, or -1
   */
  async find(id) {
    for (let chunk = 0; chunk < this.pack.chunks.length; chunk += 1) {
      const columns = await this.load(chunk);
      const at = columns[this.pack.fields[0].column].indexOf(id);
      if (at >= 0) return chunk * this.pack.chunkRows + at;
    }
    return -1;
  }
}

/**
 * @param {Plain} value
 * @returns {string} the value as a reader sees it
 */
function asText(value) {
  return typeof value === 'string' ? value : String(value);
}
