// Columns of a layer as Python packed them (pack.py): numbers at once, text when it is asked for.

/**
 * @typedef {string | number | boolean | null} Plain
 * @typedef {{name: string, column: number, words?: string[]}} FieldHead with words, a coded column; else a spelt one
 * @typedef {[name: string, kind: string, length: number, delta: number]} Plan
 * @typedef {{
 *   size: number, plan: Plan[], numbers: string,
 *   fields: FieldHead[], codes: number[], chunkRows: number, chunks: string[] | string,
 * }} Pack chunks of text, or the id of the block that holds them: a page keeps them at its end
 * @typedef {{codes: Numbers[], spelt: Plain[][]}} Chunk
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
  const stream = new Blob([fromBase64(text)]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * @param {string} text
 * @returns {Uint8Array}
 */
function fromBase64(text) {
  const own = /** @type {any} */ (Uint8Array).fromBase64;
  if (own) return own.call(Uint8Array, text);
  const packed = atob(text);
  const bytes = new Uint8Array(packed.length);
  for (let at = 0; at < packed.length; at += 1) bytes[at] = packed.charCodeAt(at);
  return bytes;
}

/** @returns {Promise<void>} once the page is there to its last block */
function wholePage() {
  if (document.readyState !== 'loading') return Promise.resolve();
  return new Promise((resolve) => document.addEventListener('DOMContentLoaded', () => resolve(), { once: true }));
}

/**
 * @param {{plan: Plan[], numbers: string}} pack
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
    /** @type {Map<number, Promise<Chunk>>} */
    this.asked = new Map();
    /** @type {Map<number, Chunk>} */
    this.known = new Map();
  }

  /** @returns {string[]} */
  get names() {
    return this.pack.fields.map((field) => field.name);
  }

  /** @returns {Promise<string[]>} */
  packed() {
    const { chunks } = this.pack;
    this.texts = this.texts || (typeof chunks === 'string' ? wholePage().then(() => readBlock(chunks)) : Promise.resolve(chunks));
    return this.texts;
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
    const at = Math.floor(row / this.pack.chunkRows);
    const chunk = this.known.get(at);
    if (!chunk) return null;
    return this.pack.fields.map((field) => valueAt(chunk, field, row - at * this.pack.chunkRows));
  }

  /** @param {number} at */
  load(at) {
    let promise = this.asked.get(at);
    if (!promise) {
      promise = this.open(at).then((chunk) => {
        this.known.set(at, chunk);
        return chunk;
      });
      this.asked.set(at, promise);
    }
    return promise;
  }

  /** How many chunks the rows stand in. */
  get chunkCount() {
    return Math.ceil(this.pack.size / this.pack.chunkRows);
  }

  /**
   * @param {number} at
   * @returns {Promise<Chunk>} a chunk that is not kept, for those who pass through all
   */
  async open(at) {
    const texts = await this.packed();
    return this.unpack(at, await inflate(texts[at]));
  }

  /**
   * @param {number} at
   * @param {Uint8Array} bytes
   * @returns {Chunk}
   */
  unpack(at, bytes) {
    const { size, chunkRows, codes } = this.pack;
    const count = Math.min(chunkRows, size - at * chunkRows);
    let start = 0;
    const columns = codes.map((width) => {
      const column = joinPlanes(bytes, start, `u${width}`, count);
      start += width * count;
      return column;
    });
    return { codes: columns, spelt: JSON.parse(new TextDecoder().decode(bytes.subarray(start))) };
  }

  /**
   * @param {string} id
   * @returns {Promise<number>} the row whose first field is `id`, or -1
   */
  async find(id) {
    const [field] = this.pack.fields;
    const { size, chunkRows } = this.pack;
    for (let first = 0; first < size; first += chunkRows) {
      const chunk = await this.load(first / chunkRows);
      for (let row = first; row < Math.min(size, first + chunkRows); row += 1)
        if (valueAt(chunk, field, row - first) === id) return row;
    }
    return -1;
  }
}

/**
 * @param {Chunk} chunk
 * @param {FieldHead} field
 * @param {number} at place of the row in the chunk
 * @returns {Plain}
 */
function valueAt(chunk, field, at) {
  if (!field.words) return chunk.spelt[field.column][at];
  const code = chunk.codes[field.column][at];
  return code ? field.words[code - 1] : null;
}

/**
 * @param {Plain} value
 * @returns {string} the value as a reader sees it
 */
function asText(value) {
  return typeof value === 'string' ? value : String(value);
}
